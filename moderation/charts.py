"""The figures of the desk's drawings, in the units of their SVG boxes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

# The chart of hours: a box of 1000 by 200, stretched to its place.
WIDTH, HEIGHT = 1000, 200
GRID = 3  # lines above the base
BAR = 0.68  # share of an hour's width

# The record: a bar every 6 of 120 by 14. y and height by outcome.
RECORD_STEP = 6
RECORD_BARS = {"r": (0, 14), "a": (8, 6), "n": (11, 3)}

# The spark line: a dot every 20 of 400 by 48.
SPARK_STEP, SPARK_HEIGHT = 20, 48
SPARK_PLACES = 20


@dataclass(frozen=True, slots=True)
class Hour:
    start: datetime
    came: int
    decided: int


@dataclass(frozen=True, slots=True)
class Bar:
    hour: Hour
    x: float
    y: float
    height: float
    is_running: bool  # the hour is not over


@dataclass(frozen=True, slots=True)
class HourChart:
    bars: list[Bar]
    line: str  # points of the decided line, without the running hour
    ticks: list[int]  # from the top down
    grid: list[float]
    width: float  # of a bar


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    rudeness: float | None
    outcome: str


def nice_top(most: int) -> int:
    """The top of the scale: at least ``most``, and a multiple of GRID that reads well."""
    step = ceil(max(most, GRID) / GRID)
    size = 10 ** (len(str(step)) - 1)
    return GRID * next(size * n for n in (1, 2, 3, 4, 5, 6, 8, 10) if size * n >= step)


def hour_chart(hours: Sequence[Hour]) -> HourChart:
    """Bars for what came in, a line for what was decided. The last hour is still running."""
    top = nice_top(max((max(hour.came, hour.decided) for hour in hours), default=0))
    pitch = WIDTH / max(len(hours), 1)
    bars, points = [], []
    for place, hour in enumerate(hours):
        height = HEIGHT * hour.came / top
        is_running = place == len(hours) - 1
        x = pitch * place + pitch * (1 - BAR) / 2
        bars.append(Bar(hour, round(x, 1), round(HEIGHT - height, 1), round(height, 1), is_running))
        if not is_running:
            y = HEIGHT - HEIGHT * hour.decided / top
            points.append(f"{pitch * (place + 0.5):.1f},{y:.1f}")
    ticks = [top * line // GRID for line in range(GRID, -1, -1)]
    grid = [round(HEIGHT * line / GRID, 1) for line in range(GRID + 1)]
    return HourChart(bars, " ".join(points), ticks, grid, round(pitch * BAR, 1))


def record_bars(outcomes: Sequence[str]) -> list[tuple[str, str]]:
    """(outcome, path) for each outcome that there is: its bars, 4 wide, by their place in the
    record, oldest first. The style sheet strokes them by 2, which rounds their corners by 1."""
    paths: dict[str, str] = {}
    for place, outcome in enumerate(outcomes):
        y, height = RECORD_BARS[outcome]
        x = RECORD_STEP * place + 1
        bar = f"M{x} {y + 1}h2v{height - 2}h-2z"
        paths[outcome] = paths.get(outcome, "") + bar
    return list(paths.items())


def spark(points: Sequence[tuple[float | None, str]]) -> list[Dot]:
    """A dot per (rudeness, outcome); what has no score lies on the base line."""
    first = SPARK_PLACES - len(points)
    return [
        Dot(
            x=SPARK_STEP * (first + place) + SPARK_STEP / 2,
            y=spark_y(rudeness or 0.0),
            rudeness=rudeness,
            outcome=outcome,
        )
        for place, (rudeness, outcome) in enumerate(points)
    ]


def spark_y(rudeness: float) -> float:
    return round(SPARK_HEIGHT * (1 - rudeness), 1)
