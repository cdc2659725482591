"""Every limit to hold at once: up to which a comment is held, and what each would cost. Pure.

The policy itself is asked, never a copy of its rules: raising the limit never holds more, so a few
questions find the place. What moderators know of a comment is kept apart from what has to be
estimated, and the estimate comes with the interval that it leaves open.
"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from moderation.lab.tally import Past, Tally
from moderation.policy import Facts, Limits, Outcome, judge
from moderation.wordlist import WordList

STEPS = 100  # limits of .00, .01, … 1.00
BANDS = 20  # of rudeness, .05 each
PRIOR = 4  # decisions that the scorer's own figure is worth, until people have looked
DRAWS = 400  # of the posterior
INSIDE = 0.95
SEED = 1_905  # the same counts give the same interval

UNSEEN, APPROVED, REJECTED = "u", "a", "r"


@dataclass(frozen=True, slots=True)
class Sweep:
    """A policy at each limit, with its distance between old hands' limit and new authors'. Words
    are asked for once: they do not depend on the limit."""

    strictest_last: tuple[Limits, ...]
    with_words: Limits


def sweep_of(limits: Limits) -> Sweep:
    gap = limits.hold_at - limits.new_author_hold_at
    levels = [
        replace(
            limits,
            hold_at=step / STEPS,
            new_author_hold_at=min(1.0, max(0.0, round(step / STEPS - gap, 4))),
            remove_at=None,  # Whatever is removed is not published either.
        )
        for step in range(STEPS + 1)
    ]
    plain = [replace(each, banned_words=WordList(), suspect_words=WordList()) for each in levels]
    return Sweep(tuple(plain), levels[-1])


def held_up_to(facts: Facts, sweep: Sweep) -> int:
    """The highest step at which the comment is held: STEPS when it always is, -1 when never."""
    if judge(facts, sweep.with_words).outcome != Outcome.SHOW:
        return STEPS
    low, high = -1, STEPS - 1
    while low < high:
        middle = (low + high + 1) // 2
        if judge(facts, sweep.strictest_last[middle]).outcome != Outcome.SHOW:
            low = middle
        else:
            high = middle - 1
    return low


def add(tally: Tally, past: Past, sweep: Sweep) -> None:
    """Count one comment: "<band>:<step>:<what is known>", and what an estimate needs besides."""
    step = held_up_to(past.live, sweep)
    band = min(int(past.live.rudeness * BANDS), BANDS - 1)
    found: dict[str, float] = {}
    known = UNSEEN
    if past.label is not None and past.label.weight > 0:
        weight = past.label.weight
        found[f"lot:{band}:n"] = weight
        found[f"lot:{band}:n2"] = weight * weight
        found[f"lot:{band}:hits"] = weight * past.label.is_rejected
    elif past.label is not None:
        known = REJECTED if past.label.is_rejected else APPROVED
    if known == UNSEEN:
        found[f"read:{band}"] = past.live.rudeness
    found[f"{band}:{step}:{known}"] = 1
    if past.is_reported:
        found[f"reported:{step}"] = 1
    for key, amount in found.items():
        tally.sweep[key] = tally.sweep.get(key, 0) + amount  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Point:
    """What one limit would come to."""

    step: int
    load: float  # comments a day for moderators
    rude: float  # estimated share of rude comments among the published ones
    low: float  # 95 % of the posterior lie between these
    high: float
    by_score: float  # of the published ones, the share of which nobody has looked at a sample

    @property
    def limit(self) -> float:
        return self.step / STEPS


def points(tally: Tally, *, per_day: float) -> list[Point]:
    """One for each step. ``per_day`` turns a count of the sample into comments a day."""
    bands = [Band.of(number, tally.sweep) for number in range(BANDS)]
    dice = np.random.default_rng(SEED)
    drawn = np.column_stack([dice.beta(*band.weights, DRAWS) for band in bands])
    reported = [tally.sweep[f"reported:{step}"] for step in range(-1, STEPS + 1)]
    return [
        point(step, bands, drawn, per_day=per_day, complaints=sum(reported[: step + 1]))
        for step in range(STEPS + 1)
    ]


def point(
    step: int, bands: "list[Band]", drawn: np.ndarray, *, per_day: float, complaints: float
) -> Point:
    unseen = np.array([band.below(UNSEEN, step) for band in bands])
    found = sum(band.below(REJECTED, step) for band in bands)
    published = unseen.sum() + found + sum(band.below(APPROVED, step) for band in bands)
    base = max(published, 1)
    shares = np.sort((found + drawn @ unseen) / base)
    middle = unseen @ np.array([band.mean for band in bands])
    cut = int(DRAWS * (1 - INSIDE) / 2)
    blind = sum(band.below(UNSEEN, step) for band in bands if not band.looked_at)
    held = sum(band.total for band in bands) - published
    return Point(
        step=step,
        load=float(held + complaints) * per_day,
        rude=float((found + middle) / base),
        low=float(shares[cut]),
        high=float(shares[-1 - cut]),
        by_score=float(blind / base),
    )


class Band:
    """Comments whose rudeness lies in one twentieth, by the step up to which they are held."""

    def __init__(
        self, amounts: dict[str, np.ndarray], *, read: float, looked_at: float, hits: float
    ):
        # known -> how many are held up to a lower step than this one
        self.lower = {
            known: np.concatenate([[0], np.cumsum(each)]) for known, each in amounts.items()
        }
        self.read = read
        self.looked_at = looked_at  # drawn by lot; weights count as so many equal ones (Kish)
        self.hits = hits

    @classmethod
    def of(cls, number: int, sweep: Counter) -> "Band":
        amounts = {
            known: np.array([sweep[f"{number}:{step}:{known}"] for step in range(-1, STEPS + 1)])
            for known in (UNSEEN, APPROVED, REJECTED)
        }
        unseen = amounts[UNSEEN].sum()
        weight, squares = sweep[f"lot:{number}:n"], sweep[f"lot:{number}:n2"]
        looked_at = weight * weight / squares if squares else 0.0
        return cls(
            amounts,
            read=sweep[f"read:{number}"] / unseen if unseen else (number + 0.5) / BANDS,
            looked_at=looked_at,
            hits=looked_at * sweep[f"lot:{number}:hits"] / weight if weight else 0.0,
        )

    @property
    def total(self) -> int:
        return sum(each[-1] for each in self.lower.values())

    def below(self, known: str, step: int) -> int:
        """Those that a limit at ``step`` lets pass."""
        return self.lower[known][step + 1]

    @property
    def weights(self) -> tuple[float, float]:
        """Of the Beta posterior: rude ones, others. Never 0, which no Beta takes."""
        rude = PRIOR * self.read + self.hits
        others = PRIOR * (1 - self.read) + self.looked_at - self.hits
        return max(rude, 1e-6), max(others, 1e-6)

    @property
    def mean(self) -> float:
        rude, others = self.weights
        return rude / (rude + others)
