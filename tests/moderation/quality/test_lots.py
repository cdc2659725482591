import pytest

from moderation.quality.lots import probability, stratum_of


@pytest.mark.parametrize(
    ("rudeness", "stratum"),
    [(0.0, 0), (0.0999, 0), (0.1, 1), (0.3, 2), (0.4999, 2), (0.5, 3), (1.0, 3)],
)
def test_a_score_lies_in_the_stratum_whose_lower_end_it_meets(rudeness, stratum):
    assert stratum_of(rudeness) == stratum


@pytest.mark.parametrize(
    ("rudeness", "share", "expected"),
    [(0.05, 0.01, 0.005), (0.2, 0.01, 0.015), (0.4, 0.01, 0.04), (0.6, 0.01, 0.1), (0.6, 0.2, 1.0)],
)
def test_the_draw_is_denser_just_below_the_limit_and_never_above_one(rudeness, share, expected):
    assert probability(rudeness, share) == pytest.approx(expected)


def test_nothing_is_drawn_where_the_share_is_nought():
    assert probability(0.6, 0) == 0
