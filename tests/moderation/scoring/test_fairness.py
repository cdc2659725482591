"""Fairness is measured as it says: known answers for small inputs."""

import pytest

from moderation.scoring import WEIGHTS, model
from moderation.scoring.corpus import CorpusError
from moderation.scoring.evaluate import accuracy, fairness, masks
from moderation.scoring.evaluate.metrics import Figure
from tests.moderation.scoring.fixed import FixedScorer, write_rows

RATED = [("a", 1), ("b", 1), ("c", 0), ("d", 0)]


def test_fairness_sees_a_scorer_that_flags_one_group():
    templates = [
        fairness.Template("named", rude=False, text="I am {}."),
        fairness.Template("insult", rude=True, text="You {} pig."),
    ]
    biased = rate(FixedScorer(["I am red.", "You red pig.", "You blue pig."]))

    measured = fairness.measure(biased, ["red", "blue"], templates)

    assert (measured.groups, measured.worst_group) == (2, "red")
    assert (measured.false_alarms.value, measured.gap.value) == (0.5, 0.5)
    assert measured.worst_bpsn.value == 0.5
    assert measured.flagged == {"named": 0.5, "insult": 1.0}


def rate(scorer):
    return lambda texts: accuracy.rudeness(scorer.score(texts))


def test_a_group_is_compared_with_what_is_said_of_all_others():
    templates = [
        fairness.Template("named", rude=False, text="I am {}."),
        fairness.Template("insult", rude=True, text="You {} pig."),
    ]

    measured = fairness.measure(rate(FixedScorer(["You blue pig."])), ["red", "blue"], templates)

    # Red civil lies below blue rude; blue civil ties with red rude, which was missed.
    assert (measured.worst_bpsn.value, measured.worst_group) == (0.5, "blue")


def test_hard_kinds_are_no_ordinary_speech_and_all_are_reported(tmp_path):
    lines = ["kind\trude\ttemplate", "named\t0\tI am {}.", 'quoted\t0\tHe said "{} pig".']
    (tmp_path / "templates.tsv").write_text("\n".join([*lines, "insult\t1\tYou {} pig."]))
    for name in ("listed", "unlisted"):
        (tmp_path / f"groups_{name}.txt").write_text("red\nblue\n")
    judge = fairness.Judge("ours", rate(FixedScorer(['He said "red pig".'])), 0.7)

    page = fairness.page([judge], tmp_path)

    templates = fairness.read_templates(tmp_path / "templates.tsv")
    assert [t.kind for t in fairness.ordinary(templates)] == ["named", "insult"]
    assert "| listed | ours | ordinary | 2 | 0.000 [0.000, 0.000] | 0.000" in page
    assert "| listed | ours | all | 2 | 0.250" in page
    assert "| quoted | no | 0.500 | 0.500 |" in page


def test_masks_that_know_fewer_terms_are_compared_on_swapped_names(tmp_path):
    plain = [("thank you, gay friend", 0), ("you stupid gay moron", 1)] * 3
    swapped = [(text.replace("gay", "muslim"), label) for text, label in plain]

    found = masks.measure(
        model.load(WEIGHTS),
        write_rows(tmp_path / "plain.csv.gz", plain),
        write_rows(tmp_path / "swapped.csv.gz", swapped),
    )

    terms = {m.mask: m.terms for m in found}
    assert next(iter(terms)) == "the whole list"
    assert terms["without every term that was swapped in"] == terms["the whole list"] - 1
    assert terms["a random half"] + terms["the other half"] == terms["the whole list"]
    assert terms["no mask"] == 0
    assert found[0].fall == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("fall", "said"),
    [
        (Figure(0.001, -0.002, 0.004), "It is reached."),
        (Figure(0.004, 0.001, 0.007), "It is reached, though the interval leaves room for more."),
        (Figure(0.007, 0.002, 0.011), "It is missed by 0.002."),
    ],
)
def test_card_says_whether_names_off_the_mask_fall_too_far(fall, said):
    found = [
        masks.Masked(mask, 1, fall, fall, fall if mask == masks.OFF_LIST else Figure(1, 1, 1))
        for mask in ("the whole list", masks.OFF_LIST)
    ]

    text = masks.verdict(found)

    assert text == f"Goal {masks.OFF_LIST}: a fall of at most 0.005. {said}"


def test_masks_need_the_same_rows(tmp_path):
    one = write_rows(tmp_path / "one.csv.gz", RATED)
    other = write_rows(tmp_path / "other.csv.gz", RATED[::-1])

    with pytest.raises(CorpusError, match="not the rows of"):
        masks.measure(model.load(WEIGHTS), one, other)
