"""How urgent an open item is, and that nothing waits for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.priority import (
    EPOCH,
    MOST,
    OVERTAKES,
    RISE,
    SPEED_MOST,
    priority,
    speed,
    urgency,
)
from moderation.trust import MOST_WEIGHT, Trust

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
shares = st.floats(0, 1)
weights = st.floats(0, 10_000)
moments = st.integers(0, 40 * 365 * 24 * 3600).map(lambda s: EPOCH + timedelta(seconds=s))
facts = st.fixed_dictionaries(
    {
        "rudeness": st.none() | shares,
        "visible": st.booleans(),
        "reports": weights,
        "escalated": st.booleans(),
        "speed": st.floats(0, 10_000),
    }
)


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({"rudeness": 0.8, "visible": False, "reports": 0, "escalated": False}, 0.8),
        ({"rudeness": 0.8, "visible": True, "reports": 0, "escalated": False}, 1.3),
        ({"rudeness": 0.8, "visible": False, "reports": 1, "escalated": False}, 1.05),
        ({"rudeness": 0.8, "visible": False, "reports": 3, "escalated": False}, 1.3),
        ({"rudeness": 0.8, "visible": False, "reports": 0, "escalated": True}, 1.8),
        ({"rudeness": 0.0, "visible": True, "reports": 7, "escalated": True}, 2.25),
        ({"rudeness": 0.0, "visible": True, "reports": 700, "escalated": True}, 2.25),
        ({"rudeness": None, "visible": False, "reports": 0, "escalated": False}, 0.5),
    ],
)
def test_urgency_adds_up(facts, number):
    assert urgency(**facts) == pytest.approx(number)


def test_fast_thread_adds_by_its_doublings_up_to_a_limit():
    calm = {"rudeness": 0.5, "visible": False, "reports": 0, "escalated": False}

    added = [urgency(**calm, speed=times) - 0.5 for times in (0.1, 1, 2, 4, 1_000)]

    assert added == pytest.approx([0, 0, 0.1, 0.2, SPEED_MOST])


@given(facts)
def test_urgency_stays_between_nought_and_the_most(facts):
    assert 0 <= urgency(**facts) <= MOST


@given(shares, st.booleans(), st.floats(0, 6), st.booleans())
def test_what_readers_see_complain_of_or_a_colleague_passed_on_is_more_urgent(
    rudeness, visible, reports, escalated
):
    base = urgency(rudeness=rudeness, visible=False, reports=reports, escalated=False)

    assert urgency(rudeness=rudeness, visible=True, reports=reports, escalated=False) > base
    assert urgency(rudeness=rudeness, visible=False, reports=reports + 1, escalated=False) > base
    assert urgency(rudeness=rudeness, visible=False, reports=reports, escalated=True) > base


@given(facts, facts, moments)
def test_whatever_waits_longer_than_a_day_comes_before_everything_new(old, new, opened_at):
    later = opened_at + timedelta(hours=OVERTAKES, seconds=1)

    assert priority(opened_at=opened_at, **old) > priority(opened_at=later, **new)


@given(facts, facts, moments, moments, moments)
def test_the_stored_order_is_the_order_by_urgency_and_age_at_any_moment(
    one, other, opened, opened_other, now
):
    def aged(facts, opened_at):
        return urgency(**facts) + RISE * ((now - opened_at).total_seconds() / 3600)

    stored = priority(opened_at=opened, **one) - priority(opened_at=opened_other, **other)

    assert aged(one, opened) - aged(other, opened_other) == pytest.approx(stored, abs=1e-6)


def test_at_the_epoch_priority_is_urgency():
    calm = {"rudeness": 0.5, "visible": False, "reports": 0, "escalated": False}

    assert priority(opened_at=EPOCH, **calm) == urgency(**calm)


def test_ten_friends_weigh_less_than_a_clear_insult_that_readers_see():
    friends = urgency(rudeness=0.0, visible=False, reports=10, escalated=False)
    insult = urgency(rudeness=0.9, visible=True, reports=0, escalated=False)

    assert friends < insult


@given(st.integers(0, 10_000), st.integers(0, 10_000), shares)
def test_no_single_reader_outweighs_two_unknown_ones(upheld, dismissed, rudeness):
    alone = Trust(upheld, dismissed).weight
    calm = {"rudeness": rudeness, "visible": True, "escalated": False}

    assert 0 < alone <= MOST_WEIGHT
    assert urgency(reports=alone, **calm) < urgency(reports=2 * Trust().weight, **calm)


@pytest.mark.parametrize(
    ("recent", "comments", "hours", "times"),
    [
        (0, 0, 0.0, 1.0),
        (40, 40, 0.5, 4.0),  # A new article: compared with FEW an hour.
        (5, 5, 0.5, 1.0),
        (100, 2_100, 21.0, 1.0),
        (400, 2_400, 21.0, 4.0),
        (100, 90, 2.0, 10.0),  # The counter lags behind.
    ],
)
def test_speed_of_a_thread_against_its_usual(recent, comments, hours, times):
    assert speed(recent=recent, comments=comments, hours=hours) == pytest.approx(times)
