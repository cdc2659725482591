"""The measurements measure: known answers for small inputs, and a card that fits the weights."""

import random
from pathlib import Path

import numpy as np
import pytest

from moderation.scoring import WEIGHTS, load, model
from moderation.scoring.corpus import Row
from moderation.scoring.evaluate import camouflage, explanation, fairness, functional, metrics
from moderation.scoring.results import ScoreResult, Span

CARD = Path(__file__).parents[3] / "docs" / "model-card.md"


class FixedScorer:
    """Scores by a table of texts; anything else is civil."""

    def __init__(self, rude=(), spans=()):
        self.rude, self.spans = set(rude), list(spans)

    def score(self, texts):
        return [
            ScoreResult(0.9, {}, self.spans, "x") if text in self.rude else civil()
            for text in texts
        ]


def civil():
    return ScoreResult(0.1, {}, [], "x")


@pytest.mark.parametrize(
    ("scores", "rude", "expected"),
    [
        ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 1.0),
        ([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1], 0.0),
        ([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1], 0.5),
        ([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.75),
    ],
)
def test_auc_of_known_orders(scores, rude, expected):
    assert metrics.auc(np.array(scores), np.array(rude, bool)) == expected


def test_auc_without_one_of_the_classes_is_not_a_number():
    assert np.isnan(metrics.auc(np.array([0.1, 0.2]), np.array([True, True])))


def test_interval_holds_the_value_and_is_the_same_each_time():
    values = np.arange(100.0)

    figure = metrics.interval(np.mean, values)

    assert figure.low < figure.value == 49.5 < figure.high
    assert figure == metrics.interval(np.mean, values)


def test_calibration_error_is_the_gap_between_score_and_share():
    scores = np.array([0.25, 0.25, 0.25, 0.25])

    assert metrics.calibration_error(scores, np.array([True, False, False, False])) == 0.0
    assert metrics.calibration_error(scores, np.array([True] * 4)) == 0.75


@pytest.mark.parametrize("kind", camouflage.KINDS)
def test_each_disguise_changes_the_word_and_repeats_with_its_seed(kind):
    disguise = camouflage.KINDS[kind]

    made = disguise("stupid", random.Random(1))

    assert made != "stupid"
    assert made == disguise("stupid", random.Random(1))


def test_functional_counts_what_is_right_by_kind():
    cases = [functional.Case("a", True, "x"), functional.Case("a", True, "y")]
    cases.append(functional.Case("b", False, "x"))

    measured = functional.measure(FixedScorer(["x"]), cases)

    assert measured == [
        functional.KindResult("a", rude=True, cases=2, right=1),
        functional.KindResult("b", rude=False, cases=1, right=0),
    ]


def test_mistakes_are_the_cases_on_the_wrong_side():
    cases = [functional.Case("a", True, "x"), functional.Case("b", False, "y")]
    scorer = FixedScorer(["y"], [Span(0, 1, 1.0, None)])

    missed = functional.mistakes(scorer, cases, rude=True)
    false_alarms = functional.mistakes(scorer, cases, rude=False)

    assert missed == [functional.Mistake(cases[0], 0.1, [])]
    assert false_alarms == [functional.Mistake(cases[1], 0.9, ["y"])]


def test_fairness_sees_a_scorer_that_flags_one_group():
    templates = [(False, "I am {}."), (True, "You {} pig.")]
    biased = FixedScorer(["I am red.", "You red pig.", "You blue pig."])

    measured = fairness.measure(biased, ["red", "blue"], templates)

    assert measured == fairness.Fairness(2, 0.5, 0.5, 0.5, "red")


def test_explanation_compares_characters():
    rows = [Row("you idiot", True, "", "", "en", {}, frozenset(range(4, 9)))]
    exact = FixedScorer(["you idiot"], [Span(4, 9, 1.0, None)])
    half = FixedScorer(["you idiot"], [Span(0, 9, 1.0, None)])

    assert explanation.measure(exact, rows).character_f1.value == 1.0
    assert explanation.measure(half, rows).character_f1.value == pytest.approx(10 / 14)
    assert explanation.measure(exact, rows).lowered == 1.0


def test_model_card_belongs_to_the_shipped_weights():
    card = model.read_card(WEIGHTS)
    page = CARD.read_text(encoding="utf-8")

    assert page.startswith(f"# Model card: {load().name}\n")
    assert card["weights"]["sha256"] in page
    for source in card["training"]["sources"]:
        assert f"| {source['title']} | {source['rows']:,} |" in page
