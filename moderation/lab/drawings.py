"""The lab's drawings, in the units of their SVG boxes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.charts import nice_top
from moderation.lab.sweep import STEPS, Point

WIDTH, HEIGHT = 1000, 200
HOURS = 24
BAR = 0.68  # share of an hour's width


@dataclass(frozen=True, slots=True)
class Hour:
    number: int
    live: int  # comments not published
    draft: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Day:
    hours: list[Hour]
    line: str  # points of what the live policy stops
    width: float  # of a bar
    ticks: list[int]  # from the top down


def day(live: Sequence[int], draft: Sequence[int]) -> Day:
    """Bars for the draft, a line for the live policy, by hour of the day."""
    top = nice_top(max((*live, *draft), default=0))
    pitch = WIDTH / HOURS
    hours, points = [], []
    for number, (was, would) in enumerate(zip(live, draft, strict=True)):
        height = HEIGHT * would / top
        x = round(pitch * number + pitch * (1 - BAR) / 2, 1)
        hours.append(Hour(number, was, would, x, round(HEIGHT - height, 1), round(height, 1)))
        points.append(f"{pitch * (number + 0.5):.1f},{HEIGHT - HEIGHT * was / top:.1f}")
    return Day(hours, " ".join(points), round(pitch * BAR, 1), [top, top // 3 * 2, top // 3, 0])


@dataclass(frozen=True, slots=True)
class Curve:
    """The trade-off: load to the right, rude share upwards, one point for each limit."""

    line: str
    band: str  # the interval, as a polygon
    top: float  # of the shares
    most: float  # of the loads
    marks: dict[str, tuple[float, float]]


def curve(points: Sequence[Point], marked: dict[str, Point]) -> Curve:
    most = max((each.load for each in points), default=0.0) or 1.0
    top = max((each.high for each in points), default=0.0) or 1.0

    def place(load: float, share: float) -> tuple[float, float]:
        return round(WIDTH * load / most, 1), round(HEIGHT * (1 - share / top), 1)

    def text(pairs) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)

    upper = [place(each.load, each.high) for each in points]
    lower = [place(each.load, each.low) for each in reversed(points)]
    return Curve(
        line=text(place(each.load, each.rude) for each in points),
        band=text([*upper, *lower]),
        top=top,
        most=most,
        marks={name: place(each.load, each.rude) for name, each in marked.items()},
    )


def table_of(points: Sequence[Point]) -> list[Point]:
    """Every tenth, for the same as a table."""
    return [each for each in points if each.step % (STEPS // 10) == 0]
