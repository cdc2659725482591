"""The drawing of how rude what waits is, in the units of its SVG box. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

STEPS = 20
WIDTH, HEIGHT = 1000, 160
PITCH = WIDTH / STEPS
BAR = 44  # width of a bar; the rest of its pitch parts it from the next
# The lower edge of each step and the end of the scale: k / 20 is the very number that ".05" times k
# is written as, so a bar counts what the same range typed in finds.
EDGES = [step / STEPS for step in range(STEPS + 1)]


@dataclass(frozen=True, slots=True)
class Step:
    """Scores from ``low`` to ``high``, not including it; the last includes 1."""

    low: float
    high: float
    amount: int
    x: float
    y: float
    height: float
    inside: bool  # wholly in the chosen range
    pick: tuple[float, float]  # the range that pressing the bar chooses

    @property
    def extends(self) -> bool:
        """Whether pressing the bar makes the chosen range longer; else it chooses the bar alone."""
        return self.pick != (self.low, self.high)


@dataclass(frozen=True, slots=True)
class Limit:
    """A value from which the site's policy acts."""

    name: str  # "hold" or "remove"
    value: float

    @property
    def x(self) -> float:
        return place(self.value)


@dataclass(frozen=True, slots=True)
class Histogram:
    steps: list[Step]
    limits: list[Limit]
    frame: tuple[float, float]  # x and width of the chosen range
    most: int  # the tallest bar's amount


def place(value: float) -> float:
    return round(WIDTH * value, 1)


def extended(low: float, high: float, start: float, end: float) -> tuple[float, float]:
    """The chosen range made long enough to reach a bar; the bar alone where none is chosen."""
    return (min(low, start), max(high, end)) if low < high else (start, end)


def histogram(
    amounts: Sequence[int], *, low: float, high: float, limits: Sequence[Limit] = ()
) -> Histogram:
    """Bars for ``amounts``, one for each step; those from ``low`` to ``high`` are chosen."""
    most = max(amounts, default=0)
    steps = []
    for number, amount in enumerate(amounts):
        height = HEIGHT * amount / most if most else 0.0
        start, end = EDGES[number], EDGES[number + 1]
        inside = low <= start and end <= high
        steps.append(
            Step(
                low=start,
                high=end,
                amount=amount,
                x=round(PITCH * number + (PITCH - BAR) / 2, 1),
                y=round(HEIGHT - height, 1),
                height=round(height, 1),
                inside=inside,
                pick=(start, end) if inside else extended(low, high, start, end),
            )
        )
    frame = (place(low), round(max(0.0, place(high) - place(low)), 1))
    return Histogram(steps, list(limits), frame, most)
