"""What a tally says, in the figures that the page shows. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from moderation.insight.intervals import Share
from moderation.lab.tally import Tally, split
from moderation.policy import Outcome

SHOW, HOLD, REMOVE = (str(int(outcome)) for outcome in Outcome)
OUTCOMES = (SHOW, HOLD, REMOVE)


@dataclass(frozen=True, slots=True)
class Both:
    """The same comments under the live policy and under the draft; counts of the sample."""

    live: dict[str, int]  # by outcome digit
    draft: dict[str, int]
    stricter: int
    milder: int

    @classmethod
    def of(cls, moves: Iterable[tuple[str, int]]) -> "Both":
        live, draft = dict.fromkeys(OUTCOMES, 0), dict.fromkeys(OUTCOMES, 0)
        stricter = milder = 0
        for move, amount in moves:
            live[move[0]] += amount
            draft[move[1]] += amount
            stricter += amount * (move[1] > move[0])
            milder += amount * (move[1] < move[0])
        return cls(live, draft, stricter, milder)

    @property
    def total(self) -> int:
        return sum(self.live.values())


@dataclass(frozen=True, slots=True)
class Quality:
    """Of comments that moderators decided. A policy is right when it stops what they rejected."""

    precision: Share  # of what it stops: rejected
    recall: Share  # of what was rejected: stopped


def both(tally: Tally) -> Both:
    return Both.of(tally.moves.items())


def by_group(counter: Counter) -> dict[str, Both]:
    """Section or hour -> Both."""
    moves: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for group, move, amount in split(counter):
        moves[group].append((move, amount))
    return {group: Both.of(found) for group, found in moves.items()}


def quality(tally: Tally, place: int) -> Quality:
    """Of the live policy (``place`` 0) or of the draft (1)."""
    stopped: list[tuple[bool, float, int]] = []
    rejected: list[tuple[bool, float, int]] = []
    for key, amount in tally.labels.items():
        was_rejected, move, weight_text = key.split(":")
        weight = float(weight_text) or 1.0
        is_stopped, is_rejected = move[place] != SHOW, was_rejected == "1"
        if is_stopped:
            stopped.append((is_rejected, weight, amount))
        if is_rejected:
            rejected.append((is_stopped, weight, amount))
    return Quality(rate(stopped), rate(rejected))


def rate(labels: list[tuple[bool, float, int]]) -> Share:
    """Of (hit, weight, amount). Labels of unequal weight count as so many equal ones as they are
    worth (Kish), so that the interval stays honest."""
    total = sum(weight * amount for _, weight, amount in labels)
    hits = sum(weight * amount for hit, weight, amount in labels if hit)
    squares = sum(weight * weight * amount for _, weight, amount in labels)
    worth = total * total / squares if squares else 0.0
    return Share(round(worth * hits / total) if total else 0, round(worth))


@dataclass(frozen=True, slots=True)
class Load:
    """Comments a day for moderators."""

    mean: float
    most: float  # on the busiest day


def load(tally: Tally, who: str, *, scale: float, days: float) -> Load:
    """``who`` is "live" or "draft"; ``scale`` is how many comments one of the sample is."""
    daily = [amount for key, amount in tally.days.items() if key.endswith(f":{who}")]
    return Load(scale * sum(daily) / days, scale * max(daily, default=0))
