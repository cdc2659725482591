"""The limit that meets a goal, from what each limit would come to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from moderation.lab.sweep import Point


class Kind(StrEnum):
    RUDE = "rude"  # at most this share of published comments is rude
    LOAD = "load"  # at most so many comments a day for moderators


@dataclass(frozen=True, slots=True)
class Goal:
    kind: Kind
    most: float  # a share in [0, 1], or comments a day


@dataclass(frozen=True, slots=True)
class Proposal:
    """``likely`` meets the goal by the best estimate, ``sure`` by the end of the interval. None
    where no limit does. For the load there is one answer, for it is counted and not estimated."""

    likely: Point | None
    sure: Point | None = None


def propose(points: Sequence[Point], goal: Goal) -> Proposal:
    """Of the limits that meet the goal, the one that holds least; for the load the strictest.

    ``points`` by limit, from the strictest on.
    """
    if goal.kind == Kind.LOAD:
        return Proposal(next((each for each in points if each.load <= goal.most), None))
    return Proposal(
        likely=last_before(points, lambda each: each.rude <= goal.most),
        sure=last_before(points, lambda each: each.high <= goal.most),
    )


def last_before(points: Sequence[Point], meets) -> Point | None:
    """The last of those that meet the goal from the strictest on: beyond a limit that does not,
    one that does again would be chance."""
    found = None
    for each in points:
        if not meets(each):
            break
        found = each
    return found
