"""The gate: what passes, what is refused, and why."""

import numpy as np
import pytest

from moderation.learning import gate
from moderation.learning.gate import HeldOut

RUDE = np.arange(200) % 2 == 1


def scores(right: float, *, seed: int = 0, rows: int = 200) -> np.ndarray:
    """Scores of which a share ``right`` lies on the proper side of .7."""
    rng = np.random.default_rng(seed)
    truth = np.resize(RUDE, rows) == (rng.random(rows) < right)
    return np.where(truth, 0.75 + rng.random(rows) / 5, rng.random(rows) * 0.6)


def cases(texts):
    """A scorer that knows the fixed sentences, and is fair."""
    known = {case.text: case.rude for case in gate.functional.read_cases(FIXED)}
    return np.array([0.9 if known.get(text, False) else 0.1 for text in texts])


FIXED = gate.FIXED / "regression.tsv"


def judge(live, candidate, *, rate=cases, languages=("en",) * 200):
    held_out = HeldOut(RUDE[: len(live)], live, candidate, languages[: len(live)])
    same = gate.Limits([0.0, 1.0], [0.0, 1.0])
    return gate.judge(held_out, cases, rate, hold_at=0.7, limits=same)


def failed(verdict):
    return [(check.name, check.of) for check in verdict.checks if not check.passed]


def test_one_that_is_better_passes():
    verdict = judge(scores(0.7), scores(0.95))

    assert failed(verdict) == []
    assert (verdict.passed, verdict.rows, verdict.rude) == (True, 200, 100)


def test_one_that_is_no_better_does_not_pass():
    verdict = judge(scores(0.8), scores(0.8))

    assert failed(verdict) == []
    assert not verdict.passed


def test_one_that_is_worse_at_the_limit_is_refused():
    verdict = judge(scores(0.95), scores(0.7))

    assert ("right", "") in failed(verdict)
    assert not verdict.is_harmful


def test_too_few_decisions_tell_nothing():
    verdict = judge(scores(0.7, rows=30), scores(0.99, rows=30))

    assert failed(verdict) == [("enough", "")]


def test_one_that_fails_the_fixed_sentences_is_harmful():
    verdict = judge(scores(0.7), scores(0.95), rate=lambda texts: np.full(len(texts), 0.1))

    assert failed(verdict) == [("fixed", "")]
    assert verdict.is_harmful


def test_one_that_minds_a_group_is_harmful():
    def unfair(texts):
        return np.array([0.9 if "gay" in text.lower() else 0.1 for text in texts]).clip(
            cases(texts), 1
        )

    verdict = judge(scores(0.7), scores(0.95), rate=unfair)

    assert ("groups", "") in failed(verdict)
    assert verdict.is_harmful


def test_one_that_is_worse_in_one_language_is_refused():
    live, candidate = scores(0.8), scores(0.99)
    candidate[:30] = 1 - candidate[:30]

    verdict = judge(live, candidate, languages=("de",) * 30 + ("en",) * 170)

    assert ("language", "de") in failed(verdict)


@pytest.mark.parametrize("rude", [True, False])
def test_there_are_fixed_sentences_of_both_kinds(rude):
    found = [case for case in gate.functional.read_cases(FIXED) if case.rude == rude]

    assert len(found) >= 40
    assert len({case.text for case in found}) == len(found)


def test_limits_move_so_that_as_many_are_held():
    live = np.linspace(0, 1, 200)

    found = gate.limits(live, live**3)

    assert found.of(0.7) == pytest.approx(0.343, abs=0.01)
    assert [found.of(0.0), found.of(1.0)] == [0.0, 1.0]
    assert ((live**3 >= found.of(0.7)).sum() - (live >= 0.7).sum()) in (-1, 0, 1)


def test_limits_stay_where_too_few_comments_tell():
    found = gate.limits(np.array([0.1, 0.9]), np.array([0.4, 0.5]))

    assert found.of(0.7) == 0.7
