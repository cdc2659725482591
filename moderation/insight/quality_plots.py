"""The drawings of the page of quality, in the units of their SVG boxes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.insight.plots import WIDTH
from moderation.quality.agreement import Agreement
from moderation.quality.estimates import Estimate

TALL, SLOT = 160, 100  # the box of points over time, and the room of one


@dataclass(frozen=True, slots=True)
class Point:
    """A share with its interval at a time: y grows downwards."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Span:
    """A value with its interval on a line of WIDTH."""

    at: float
    low: float
    high: float


def points(values: Sequence[tuple[float, float, float] | None]) -> list[Point | None]:
    """One per (value, low, high) in [0, 1], from the left; None where there is nothing to tell."""
    return [
        value
        and Point(
            x=SLOT * place + SLOT / 2,
            y=round(TALL * (1 - value[0]), 1),
            top=round(TALL * (1 - value[2]), 1),
            bottom=round(TALL * (1 - value[1]), 1),
        )
        for place, value in enumerate(values)
    ]


def line(found: Sequence[Point | None]) -> str:
    """The points joined."""
    return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in found if point)


def of_agreement(found: Agreement) -> Span:
    """From -1 to 1."""
    value = found.value or 0.0
    return Span(*(round(WIDTH * (each + 1) / 2, 1) for each in (value, found.low, found.high)))


def of_estimate(found: Estimate, top: float) -> Span:
    """From 0 to ``top``."""
    shares = (found.value, found.low, found.high)
    return Span(*(round(WIDTH * min(each / top, 1.0), 1) for each in shares))


def scale_top(found: Estimate) -> float:
    """The end of a scale that shows the interval whole: 1, 2, 5, 10, 20, 50 or 100 %."""
    return next(top for top in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0) if found.high <= top)
