"""Best first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.ranking import Z, rank

votes = st.integers(0, 100_000)


@pytest.mark.parametrize("downs", [0, 1, 19, 38, 41, 1_000])
def test_rank_without_up_votes_is_exactly_zero(downs):
    """19 is the first where rounding alone would lift it above a comment without a vote."""
    assert rank(0, downs) == 0.0


def test_rank_of_one_up_vote_is_the_wilson_bound():
    assert rank(1, 0) == pytest.approx(1 / (1 + Z * Z), abs=1e-12)


def test_rank_is_the_published_example():
    """90 of 100 at z = 1.28…, worked out by hand."""
    assert rank(90, 10) == pytest.approx(0.8548581395, abs=1e-9)


@given(votes, votes)
def test_rank_is_a_share(ups, downs):
    assert 0 <= rank(ups, downs) <= ups / max(ups + downs, 1)


@given(votes, votes)
def test_rank_rises_with_an_up_vote_and_falls_with_a_down_vote(ups, downs):
    assert rank(ups + 1, downs) > rank(ups, downs)
    assert rank(ups, downs + 1) <= rank(ups, downs)


@given(st.integers(1, 1000), st.integers(0, 1000))
def test_many_votes_rank_above_few_of_the_same_share(ups, downs):
    assert rank(10 * ups, 10 * downs) > rank(ups, downs)
