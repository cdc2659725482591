from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.insight.intervals import Share
from moderation.insight.plots import TALL, WIDTH, Interval, Upright, interval, lengths, uprights

AMOUNTS = st.lists(st.integers(0, 10**6), max_size=20)


def test_interval_lies_on_a_line_from_0_to_1():
    assert interval(Share(3, 10)) == Interval(at=300.0, low=107.8, high=603.2)


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(0, 1000))
def test_interval_stays_within_the_box(hits, others):
    drawn = interval(Share(hits, hits + others))

    assert 0 <= drawn.low <= drawn.high <= WIDTH
    assert others + hits == 0 or drawn.low <= drawn.at <= drawn.high


def test_bars_share_a_scale_and_what_is_there_can_be_seen():
    assert lengths([200, 50, 1, 0], 200) == [1000.0, 250.0, 5.0, 0.0]
    assert lengths([1, 0], 100_000) == [4.0, 0.0]
    assert lengths([], 0) == []


@settings(deadline=None)
@given(AMOUNTS)
def test_bars_stay_within_the_box_in_order(amounts):
    drawn = lengths(amounts, max(amounts, default=0))

    assert all(0 <= length <= WIDTH for length in drawn)
    assert [length > 0 for length in drawn] == [amount > 0 for amount in amounts]


def test_uprights_stand_on_the_base():
    assert uprights([2, 0, 1]) == [
        Upright(x=16.0, y=0.0, height=160.0),
        Upright(x=116.0, y=160.0, height=0.0),
        Upright(x=216.0, y=80.0, height=80.0),
    ]


@settings(deadline=None)
@given(AMOUNTS)
def test_uprights_never_leave_their_box(amounts):
    for bar in uprights(amounts):
        assert 0 <= bar.y <= TALL
        assert abs(bar.y + bar.height - TALL) < 0.2
