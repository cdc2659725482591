"""The measurements measure: known answers for small inputs, and a card that fits the weights."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from moderation.scoring import WEIGHTS, load, model
from moderation.scoring.corpus import Row
from moderation.scoring.evaluate import (
    ablation,
    accuracy,
    camouflage,
    examples,
    explanation,
    functional,
    metrics,
    report,
    second_stage,
    stored,
    tables,
)
from moderation.scoring.results import Span
from moderation.scoring.semantic import head
from tests.moderation.scoring import sentences
from tests.moderation.scoring.fixed import FixedScorer, write_rows

DOCS = Path(__file__).parents[3] / "docs"
CARD, MEASURED = DOCS / "model-card.md", DOCS / "measured"


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


RATED = [("a", 1), ("b", 1), ("c", 0), ("d", 0)]


def test_accuracy_stands_beside_the_rival_on_the_same_rows(tmp_path):
    path = write_rows(tmp_path / "one.csv.gz", RATED)

    measured = accuracy.measure(
        FixedScorer(["a", "b"]), path, lambda texts: np.array([0.4, 0.6, 0.6, 0.1])
    )

    assert (measured.name, measured.rows) == ("one", 4)
    assert (measured.ours.auc.value, measured.rival.auc.value) == (1.0, 0.625)
    assert measured.gain.value == 0.375
    assert (measured.ours.caught.value, measured.ours.false_alarms.value) == (1.0, 0.0)
    assert (measured.rival.caught.value, measured.rival.false_alarms.value) == (0.5, 0.5)


def test_accuracy_without_a_rival_is_measured_all_the_same(tmp_path):
    measured = accuracy.measure(FixedScorer(["a"]), write_rows(tmp_path / "x.csv.gz", RATED), None)

    assert (measured.ours.auc.value, measured.rival, measured.gain) == (0.75, None, None)


@pytest.mark.parametrize(
    ("gain", "words"),
    [
        ((0.1, 0.05, 0.2), "ours is **better** on wiki_x."),
        ((0.0, -0.1, 0.1), "ours is **no different** on wiki_x."),
        ((-0.1, -0.2, -0.05), "ours is **worse** on wiki_x. alt-profanity-check learnt"),
    ],
)
def test_the_verdict_says_plainly_where_the_rival_is_ahead(gain, words):
    side = accuracy.Side(*[metrics.Figure(0.9, 0.8, 1.0)] * 4)

    said = report._verdict([accuracy.Accuracy("wiki_x", 9, side, side, metrics.Figure(*gain))])

    assert words in said


def test_table_keeps_bars_and_breaks_out_of_its_cells():
    made = tables.table(["a", "b"], [["x | y\nz", 1234], ["w", 0.5]])

    assert made == "| a | b |\n| --- | --: |\n| x ¦ y z | 1,234 |\n| w | 0.500 |"


def test_explanation_compares_characters():
    rows = [Row("you idiot", True, "", "", "en", {}, frozenset(range(4, 9)))]
    exact = FixedScorer(["you idiot"], [Span(4, 9, 1.0, None)])
    half = FixedScorer(["you idiot"], [Span(0, 9, 1.0, None)])

    assert explanation.measure(exact, rows).character_f1.value == 1.0
    assert explanation.measure(half, rows).character_f1.value == pytest.approx(10 / 14)
    assert explanation.measure(exact, rows).lowered == 1.0


def test_what_is_stored_is_read_for_its_own_weights_only(tmp_path):
    path = tmp_path / "measured" / "x.json"
    with pytest.raises(stored.Outdated, match="is missing: run again with --x"):
        stored.read(path, "abc", option="--x")

    stored.write(path, "abc", {"found": 1})

    assert stored.read(path, "abc", option="--x") == {"weights": "abc", "found": 1}
    with pytest.raises(stored.Outdated, match="other weights: run again with --x"):
        stored.read(path, "def", option="--x")


def test_second_stage_is_measured_against_the_first(tmp_path):
    path = write_rows(tmp_path / "one.csv.gz", RATED)
    (tmp_path / "templates.tsv").write_text(
        "kind\trude\ttemplate\nnamed\t0\tThe {} man.\ninsult\t1\tYou {} pig."
    )
    scores = {"a": 0.5, "b": 0.4, "c": 0.6, "d": 0.0}
    for group, rudeness in (("red", 0.9), ("blue", 0.0)):
        scores |= {f"The {group} man.": rudeness, f"You {group} pig.": 1.0}
    for mask in ("listed", "unlisted"):
        (tmp_path / f"groups_{mask}.txt").write_text("red\nblue")
    stage = sentences.stage(scores, rude=["a", "b", "The red man."])

    found = second_stage.facts(stage, [path], tmp_path)

    [gain] = found["gains"]
    assert (gain["name"], gain["rows"], gain["judged"]) == ("one", 4, 0.75)
    assert (gain["auc"][0], gain["gain"][0]) == (1.0, 0.5)
    assert [figure[0] for figure in found["fairness"]["listed"]] == [0.5, 0.5, 1.0]
    page = second_stage.page(found)
    assert "| one | 4 | 1.000 [" in page
    assert "| listed | 0.500 [" in page


def test_unruly_scorer_follows_the_weights_alone():
    text = ["They ought to be shot, all of them."]
    whole, bare = load().score(text), ablation.Unruly(model.load(WEIGHTS)).score(text)

    assert whole[0].attributes["threat"] > bare[0].attributes["threat"]
    assert bare[0].spans == []


def test_model_card_belongs_to_the_shipped_weights():
    card = model.read_card(WEIGHTS)
    page = CARD.read_text(encoding="utf-8")

    assert page.startswith(f"# Model card: {load().name}\n")
    assert card["weights"]["sha256"] in page
    for source in card["training"]["sources"]:
        assert f"| {source['title']} | {source['rows']:,} |" in page


def test_card_discusses_every_example_and_is_made_from_measurements_of_these_weights():
    weights = model.read_card(WEIGHTS)["weights"]["sha256"]
    names = ("ablation.json", "second-stage.json")
    kept = {name: json.loads((MEASURED / name).read_text()) for name in names}

    assert {found["weights"] for found in kept.values()} == {weights}
    assert kept["second-stage.json"]["head"] == head.read_card()["sha256"]
    page = CARD.read_text(encoding="utf-8")
    assert ablation.page(kept["ablation.json"]) in page
    assert second_stage.page(kept["second-stage.json"]) in page
    assert "### Flagged, but labelled as civil" in page
    assert examples.NOT_DISCUSSED not in page
