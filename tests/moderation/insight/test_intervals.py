from math import inf, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.insight.intervals import Share, times, trend, wilson

COUNTS = st.integers(0, 100_000)


@st.composite
def shares(draw):
    total = draw(st.integers(1, 100_000))
    return draw(st.integers(0, total)), total


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    # As published for Wilson's score interval without continuity correction.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_is_wilsons(hits, total, low, high):
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_leaves_everything_open():
    assert wilson(0, 0) == (0.0, 1.0)


@settings(deadline=None)
@given(shares())
def test_interval_holds_the_share_and_stays_within_0_and_1(counted):
    hits, total = counted

    low, high = wilson(hits, total)

    assert 0 <= low <= hits / total <= high <= 1
    assert low < high


@settings(deadline=None)
@given(shares())
def test_interval_of_the_opposite_is_the_mirror(counted):
    hits, total = counted

    low, high = wilson(hits, total)
    mirrored = wilson(total - hits, total)

    assert (1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-12)


@settings(deadline=None)
@given(shares(), st.integers(2, 50))
def test_more_of_the_same_narrows_the_interval(counted, factor):
    hits, total = counted

    low, high = wilson(hits, total)
    narrower = wilson(factor * hits, factor * total)

    assert narrower[1] - narrower[0] < high - low


def test_share_in_percent():
    share = Share(71, 214)

    assert (share.percent, share.low_percent, share.high_percent) == (33, 27, 40)


@pytest.mark.parametrize(("total", "telling"), [(0, False), (9, False), (10, True)])
def test_a_share_of_less_than_ten_tells_nothing(total, telling):
    assert Share(total, total).is_telling is telling


@pytest.mark.parametrize(
    ("rude", "usual", "is_more"),
    [
        (Share(3, 3), Share(9, 100), False),  # three comments are no alarm, whatever they are
        (Share(38, 100), Share(9, 100), True),
        (Share(10, 100), Share(9, 100), False),
        (Share(9, 10), Share(0, 3), False),  # nothing usual to compare with
    ],
)
def test_a_share_is_unusual_only_beyond_chance(rude, usual, is_more):
    assert (rude.times(usual) > 1) is is_more


def test_pace_four_times_the_usual():
    found = times(48, 6, before=336, span_before=168)

    assert found.value == 4.0
    assert 2.9 < found.low < 3.1
    assert 5.2 < found.high < 5.5


def test_what_never_came_before_has_no_ratio_but_a_lower_bound():
    found = times(10, 6, before=0, span_before=168)

    assert (found.value, found.high) == (inf, inf)
    assert found.low > 28


def test_nothing_after_nothing_is_no_change():
    found = times(0, 6, before=0, span_before=168)

    assert (found.value, found.low, found.high) == (0.0, 0.0, inf)


@settings(deadline=None)
@given(COUNTS, COUNTS, st.floats(0.1, 1000), st.floats(0.1, 1000))
def test_bounds_of_a_pace_hold_it(now, before, span, span_before):
    found = times(now, span, before=before, span_before=span_before)

    slack = 1e-9 * (found.value if found.value < inf else 0)
    assert 0 <= found.low <= found.value + slack
    assert found.value <= found.high + slack


@settings(deadline=None)
@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_pace_seen_from_the_other_side_is_the_inverse(now, before):
    found = times(now, 1, before=before, span_before=1)
    back = times(before, 1, before=now, span_before=1)

    assert isclose(found.value * back.value, 1, rel_tol=1e-9)
    assert isclose(found.low * back.high, 1, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        (4, 5, "few"),
        (9, 0, "few"),
        (10, 0, "more"),
        (0, 10, "fewer"),
        (12, 9, "same"),
        (60, 30, "more"),
    ],
)
def test_trend_is_said_only_where_chance_does_not_explain_it(now, before, word):
    assert trend(now, before) == word


@settings(deadline=None)
@given(COUNTS, COUNTS)
def test_trend_turned_round(now, before):
    turned = {"more": "fewer", "fewer": "more", "same": "same", "few": "few"}

    assert trend(before, now) == turned[trend(now, before)]
