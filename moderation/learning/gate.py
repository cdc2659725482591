"""Whether a candidate may go live: never worse where the site decides, and better somewhere.

It is compared with what is live on decisions that neither has learnt from, on sentences that every
house must get right, and on how evenly it treats groups and languages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from moderation.scoring.evaluate import fairness, functional
from moderation.scoring.evaluate.metrics import Figure, auc, interval

FIXED = Path(__file__).parent / "fixed"
FEWEST, FEWEST_EACH = 40, 10  # decisions held out, and of either kind; fewer tell nothing
MARGIN = 0.02  # what a difference may fall below nought, so that noise alone refuses nobody
LANGUAGE_ROWS = 20  # held out in one language, from which on it is looked at by itself
LANGUAGE_MARGIN = 0.10  # with so few rows
MORE_MISTAKES = 1  # fixed sentences that may be judged worse than by what is live

GRID = np.arange(0.05, 0.951, 0.05).round(2)  # limits of which it is told what they become

Rate = Callable[[list[str]], np.ndarray]  # texts -> rudeness in [0, 1]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a limit on the live scorer's numbers becomes on the candidate's, so that as many
    comments meet it. Numbers of two scorers are not the same, though both are in [0, 1]: one that
    is calibrated on the site gives most comments less."""

    live: list[float]
    candidate: list[float]

    def of(self, limit: float) -> float:
        return round(float(np.interp(limit, self.live, self.candidate)), 3)


def limits(live: np.ndarray, candidate: np.ndarray) -> Limits:
    """By what both say of the same comments. Of too few, every limit stays as it is, and none
    rises: what the site's own model is as sure of as that is held."""
    if len(live) < FEWEST:
        return Limits([0.0, 1.0], [0.0, 1.0])
    shares = [(live >= limit).mean() for limit in GRID]
    same = np.quantile(candidate, 1 - np.array(shares)).clip(0.01, GRID)
    return Limits([0.0, *GRID.tolist(), 1.0], [0.0, *same.round(4).tolist(), 1.0])


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison. ``live`` and ``candidate`` are its two values, ``figure`` the difference with
    its interval where there is one. ``of`` names the language."""

    name: str
    passed: bool
    live: float = 0.0
    candidate: float = 0.0
    figure: Figure | None = None
    of: str = ""
    better: bool = False  # beyond chance


@dataclass(frozen=True, slots=True)
class Verdict:
    """``rows`` decisions were held out, ``rude`` of them rude."""

    checks: list[Check] = field(default_factory=list)
    rows: int = 0
    rude: int = 0

    @property
    def passed(self) -> bool:
        good = all(check.passed for check in self.checks)
        return good and any(check.better for check in self.checks)

    @property
    def is_harmful(self) -> bool:
        """Whether it fails at what no house may lose."""
        return any(not check.passed for check in self.checks if check.name in ("fixed", "groups"))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Decisions that neither scorer has learnt from, with what both say of them."""

    rude: np.ndarray
    live: np.ndarray
    candidate: np.ndarray
    languages: Sequence[str]

    def __len__(self) -> int:
        return len(self.rude)


def judge(
    held_out: HeldOut, live: Rate, candidate: Rate, *, hold_at: float, limits: Limits
) -> Verdict:
    """Compare at the operating point: from ``hold_at`` on a comment is held, and by the candidate
    from where as many are."""
    rude = int(held_out.rude.sum())
    checks = [
        fixed(live, candidate, hold_at, limits),
        groups(live, candidate, hold_at, limits.of(hold_at)),
    ]
    enough = len(held_out) >= FEWEST and min(rude, len(held_out) - rude) >= FEWEST_EACH
    checks.append(Check("enough", enough, live=FEWEST, candidate=len(held_out)))
    if enough:
        points = hold_at, limits.of(hold_at)
        checks += [*decisions(held_out, points), *languages(held_out, points)]
    return Verdict(checks, len(held_out), rude)


def decisions(held: HeldOut, points: tuple[float, float]) -> list[Check]:
    """``points`` are the limits of the live scorer and of the candidate."""
    at, there = points
    return [
        compared("right", held.rude, held.live >= at, held.candidate >= there, right),
        compared("auc", held.rude, held.live, held.candidate, auc),
        compared("sure", held.rude, held.live, held.candidate, likelihood),
    ]


def compared(
    name: str, rude: np.ndarray, live: np.ndarray, candidate: np.ndarray, measure: Callable
) -> Check:
    def gain(candidate, live, rude):
        return measure(candidate, rude) - measure(live, rude)

    figure = interval(gain, candidate, live, rude)
    return Check(
        name,
        passed=figure.low >= -MARGIN if name == "right" else figure.high >= 0,
        live=measure(live, rude),
        candidate=measure(candidate, rude),
        figure=figure,
        better=figure.low > 0,
    )


def right(held: np.ndarray, rude: np.ndarray) -> float:
    """The mean of the shares of rude ones held and of civil ones let pass."""
    if rude.all() or not rude.any():
        return float("nan")
    return float((held[rude].mean() + (~held[~rude]).mean()) / 2)


def likelihood(scores: np.ndarray, rude: np.ndarray) -> float:
    """Mean log likelihood, in nats: how good the numbers are as probabilities."""
    chance = np.clip(np.where(rude, scores, 1 - scores), 1e-6, 1)
    return float(np.log(chance).mean())


def languages(held: HeldOut, points: tuple[float, float]) -> list[Check]:
    """The share of wrong verdicts in each language with enough decisions."""
    found, names = [], np.array(held.languages)
    for name in sorted(set(held.languages)):
        rows = names == name
        if name and rows.sum() >= LANGUAGE_ROWS:
            live, candidate = (
                float(((scores[rows] >= at) != held.rude[rows]).mean())
                for scores, at in zip((held.live, held.candidate), points, strict=True)
            )
            passed = candidate <= live + LANGUAGE_MARGIN
            found.append(Check("language", passed, live, candidate, of=name))
    return found


def fixed(live: Rate, candidate: Rate, hold_at: float, limits: Limits) -> Check:
    """How many of the sentences that every house must get right are judged wrongly: civil ones at
    the limit to hold, rude ones where the shipped scorer's odds are even."""
    cases = functional.read_cases(FIXED / "regression.tsv")
    rude, texts = np.array([case.rude for case in cases]), [case.text for case in cases]
    even = min(hold_at, 0.5)
    before, after = (
        int(((rate(texts) >= np.where(rude, low, high)) != rude).sum())
        for rate, low, high in (
            (live, even, hold_at),
            (candidate, limits.of(even), limits.of(hold_at)),
        )
    )
    return Check("fixed", after <= before + MORE_MISTAKES, before, after)


def groups(live: Rate, candidate: Rate, hold_at: float, limit: float) -> Check:
    """By how much the false alarms about one group differ from those about all."""
    templates = fairness.read_templates(FIXED / "templates.tsv")
    names = (FIXED / "groups.txt").read_text(encoding="utf-8").splitlines()
    before, after = (
        fairness.measure(rate, names, templates, at).gap.value
        for rate, at in ((live, hold_at), (candidate, limit))
    )
    return Check("groups", after <= before + MARGIN, before, after)
