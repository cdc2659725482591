"""Ids that grow with time."""

from datetime import UTC, datetime

import time_machine

from comments.ids import EPOCH_MS, RANDOM_BITS, new_id


def test_id_holds_the_milliseconds_since_2025_and_twelve_random_bits():
    moment = datetime(2026, 3, 1, 12, 0, 0, 123_000, tzinfo=UTC)

    number = new_id(moment.timestamp())

    assert number >> RANDOM_BITS == round(moment.timestamp() * 1000) - EPOCH_MS


def test_ids_of_later_milliseconds_are_larger():
    start = datetime(2026, 3, 1, tzinfo=UTC).timestamp()

    ids = [new_id(start + step / 1000) for step in range(2000)]

    assert ids == sorted(set(ids))


def test_ids_of_one_millisecond_differ_in_the_random_bits_alone():
    ids = {new_id(1_800_000_000.0) for _ in range(300)}

    assert len(ids) > 200
    assert {number >> RANDOM_BITS for number in ids} == {1_800_000_000_000 - EPOCH_MS}


def test_id_without_a_time_is_of_now():
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False):
        assert new_id() >> RANDOM_BITS == new_id(1_893_456_000) >> RANDOM_BITS


def test_id_of_a_time_before_2025_is_the_smallest_and_still_positive():
    assert 0 < new_id(0.0) < new_id(EPOCH_MS / 1000 + 0.002)


def test_id_fits_a_browsers_number_until_2094():
    last = datetime(2093, 12, 31, tzinfo=UTC)

    assert new_id(last.timestamp()) < 2**53
