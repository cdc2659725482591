"""The leads' drawings, in the units of their SVG boxes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.insight.intervals import Share

WIDTH = 1000  # of a row's box, stretched to its place
TALL, SLOT, BAR = 160, 100, 68  # the box of upright bars, the room of one, and its width


@dataclass(frozen=True, slots=True)
class Interval:
    """A share on a line from 0 to 1: its place and the ends of its interval."""

    at: float
    low: float
    high: float


def interval(share: Share) -> Interval:
    return Interval(place(share.value), place(share.low), place(share.high))


def place(value: float) -> float:
    return round(WIDTH * value, 1)


def lengths(amounts: Sequence[int], most: int) -> list[float]:
    """Bars on one scale that ends at ``most``. What is there at all can be seen."""
    return [max(4.0, round(WIDTH * amount / most, 1)) if amount else 0.0 for amount in amounts]


@dataclass(frozen=True, slots=True)
class Upright:
    x: float
    y: float
    height: float


def uprights(amounts: Sequence[int]) -> list[Upright]:
    """One bar per amount, from the left, the tallest as tall as the box."""
    most = max(amounts, default=0)
    found = []
    for number, amount in enumerate(amounts):
        height = round(TALL * amount / most, 1) if most else 0.0
        x = SLOT * number + (SLOT - BAR) / 2
        found.append(Upright(x, round(TALL - height, 1), height))
    return found
