"""Whether a machine is calm enough for its times to mean anything."""

import time
from collections.abc import Callable

MAX_SPREAD = 0.25  # of the calibration loop's times; beyond it the machine is too restless


class RestlessMachine(Exception):
    """The same loop took too different times in different rounds: no figure would mean anything."""


class Calm:
    """Times the same piece of work again and again, and says whether it took as long each time.

    ``by`` gives the times; where ``anyway`` is set a restless machine is only marked.
    """

    def __init__(self, by: Callable[[], float], *, anyway: bool = False):
        self.by = by
        self.anyway = anyway
        self.times: list[float] = []

    def look(self) -> None:
        self.times.append(self.by())

    @property
    def spread(self) -> float:
        """The longest time over the shortest, less 1."""
        return max(self.times) / min(self.times) - 1 if self.times else 0.0

    @property
    def is_noisy(self) -> bool:
        return self.spread > MAX_SPREAD

    def check(self) -> None:
        """Raises RestlessMachine."""
        if self.is_noisy and not self.anyway:
            raise RestlessMachine(
                f"the calibration loop's times differ by {self.spread:.0%}, more than"
                f" {MAX_SPREAD:.0%}: something else keeps this machine busy"
            )


def cpu_seconds() -> float:
    """Return the CPU time of a fixed piece of work: the best of five, so that one stall is none."""
    return min(_loop(time.process_time) for _ in range(5))


def wall_seconds() -> float:
    """The same by the clock on the wall, for what waits for other processes."""
    return min(_loop(time.perf_counter) for _ in range(5))


def _loop(clock: Callable[[], float]) -> float:
    start = clock()
    total = 0
    for number in range(100_000):
        total += number % 7
    return clock() - start
