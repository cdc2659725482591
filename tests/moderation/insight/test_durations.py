from datetime import UTC, datetime, timedelta
from statistics import median_low

from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.insight.durations import at_share, gaps, wait_classes

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
PAUSE = timedelta(minutes=5)
DURATIONS = st.lists(st.timedeltas(timedelta(0), timedelta(days=30)))


def after(*seconds: int) -> list[datetime]:
    return [START + timedelta(seconds=second) for second in seconds]


def test_gaps_leave_pauses_out_and_take_one_moment_as_one_deed():
    found = gaps(after(40, 0, 10, 10, 10, 341, 641), pause=PAUSE)

    assert [gap.total_seconds() for gap in found] == [10, 30, 300]


def test_no_gap_before_the_second_deed():
    assert gaps([], pause=PAUSE) == []
    assert gaps(after(3), pause=PAUSE) == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 100_000)))
def test_gaps_last_no_longer_than_the_day(seconds):
    found = gaps(after(*seconds), pause=PAUSE)

    assert all(timedelta(0) < gap <= PAUSE for gap in found)
    assert sum(found, timedelta(0)) <= timedelta(seconds=max(seconds, default=0))


def test_nine_of_ten_waited_no_longer():
    waits = [timedelta(minutes=minute) for minute in range(10, 0, -1)]

    assert at_share(waits, 0.5) == timedelta(minutes=5)
    assert at_share(waits, 0.9) == timedelta(minutes=9)
    assert at_share(waits, 1.0) == timedelta(minutes=10)
    assert at_share([], 0.5) is None


@settings(deadline=None)
@given(DURATIONS.filter(bool), st.floats(0.01, 1.0))
def test_at_least_that_share_lasted_no_longer(durations, share):
    found = at_share(durations, share)

    assert found in durations
    assert sum(each <= found for each in durations) >= share * len(durations) - 1e-6
    assert at_share(durations, 0.5) == median_low(durations)


def test_waits_are_counted_by_class_edges_in_the_upper_one():
    minutes = [0, 0.9, 1, 4, 10, 59, 60, 24 * 60 - 1, 24 * 60, 9999]

    found = wait_classes([timedelta(minutes=each) for each in minutes])

    assert [each.amount for each in found] == [2, 2, 0, 1, 1, 1, 1, 2]
    assert (found[0].low, found[-1].high) == (timedelta(0), None)


@settings(deadline=None)
@given(DURATIONS)
def test_every_wait_is_in_one_class(waits):
    assert sum(each.amount for each in wait_classes(waits)) == len(waits)
