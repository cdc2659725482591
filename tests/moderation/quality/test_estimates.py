from random import Random

import pytest

from moderation.quality.estimates import Estimate, Unit, recall, share, wilson


def test_each_unit_stands_for_as_many_as_its_probability_says():
    """By hand: hits 1/0.5 = 2, all 1/0.5 + 3 * 1/0.1 = 32, so 2/32."""
    units = [Unit(0.5, True, 1), *[Unit(0.1, False, 0)] * 3]

    found = share(units)

    assert found.value == pytest.approx(0.0625)
    assert found.stands_for == pytest.approx(32)
    assert found.hits == pytest.approx(2)


def test_with_equal_probabilities_it_is_wilsons_interval_of_the_simple_share():
    """Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662."""
    found = wilson(81 / 263, 263)

    assert [round(each, 4) for each in found] == [0.2553, 0.3662]


def test_nothing_found_leaves_open_how_much_there_is():
    """Wilson's upper end of 0 of 20: z² / (20 + z²)."""
    found = share([Unit(0.1, False)] * 20)

    assert [found.value, found.low] == [0, 0]
    assert found.high == pytest.approx(1.96**2 / (20 + 1.96**2))


def test_nothing_looked_at_says_nothing():
    assert share([]) == Estimate(0.0, 0.0, 1.0, 0, 0.0)


def test_uneven_weights_make_the_interval_wider():
    even = share([Unit(0.1, n < 10) for n in range(100)])
    uneven = share([Unit(0.01 if n % 2 else 0.5, n < 10) for n in range(100)])

    assert uneven.high - uneven.low > even.high - even.low


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """A site with 4 strata of known rudeness, drawn as moderation/quality/lots.py does: in 150
    draws the interval misses the true share in at most one of twelve."""
    dice = Random(7)
    site = [(0.02, 9000, 0.001), (0.05, 3000, 0.01), (0.15, 1500, 0.05), (0.4, 500, 0.2)]
    truth = sum(size * rude for _, size, rude in site) / sum(size for _, size, _ in site)
    missed = 0
    for _round in range(150):
        units = []
        for number, (probability, size, rude) in enumerate(site):
            drawn = binomial(dice, size, probability)
            units += [Unit(probability, dice.random() < rude, number) for _ in range(drawn)]
        found = share(units)
        missed += not found.low <= truth <= found.high

    assert missed <= 12


def binomial(dice: Random, size: int, probability: float) -> int:
    """By a normal curve, which is near enough for these sizes."""
    mean = size * probability
    return max(0, round(dice.gauss(mean, (mean * (1 - probability)) ** 0.5)))


def test_recall_counts_what_was_caught_against_what_is_estimated_to_be_missed():
    """By hand: 30 caught, 1 % of 1000 missed, between 0.5 and 2 %."""
    missed = Estimate(0.01, 0.005, 0.02, 50, 1000)

    assert recall(30, missed) == (30 / 40, 30 / 50, 30 / 35)


def test_recall_is_open_while_nothing_was_looked_at():
    assert recall(30, share([])) == (0.0, 0.0, 1.0)
