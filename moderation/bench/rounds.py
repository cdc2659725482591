"""Rounds in which all sizes, databases and limits take turns, and what the times say.

A machine that slows down slows all of them; what is reported is compared round by round.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from moderation.bench.turns import Turn
from moderation.scoring.evaluate.metrics import Figure, interval
from moderation.scoring.evaluate.restless import Calm


class Contestant(NamedTuple):
    """A subject on a database. ``about`` is what side.describe() said."""

    database: str
    rows: int
    about: dict
    take_turn: Callable[[], Turn]


@dataclass
class Times:
    """Seconds: the medians of its turns, and every single run."""

    run: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    all_runs: list[float] = field(default_factory=list)

    def add(self, turn: Turn) -> None:
        self.run.append(float(np.median(turn["run"])))
        self.all_runs += turn["run"]
        if "limit" in turn:
            self.limit.append(float(np.median(turn["limit"])))


def compare(
    contestants: list[Contestant], *, rounds: int, calm: Calm, step: Callable[[], object]
) -> dict:
    """Let all take ``rounds`` turns; ``step`` is called after each. Raises RestlessMachine."""
    times = [Times() for _ in contestants]
    for number in range(rounds):
        calm.look()
        # Every other round backwards, so that nobody always comes after the same one.
        order = list(zip(contestants, times, strict=True))[:: -1 if number % 2 else 1]
        for contestant, found in order:
            found.add(contestant.take_turn())
            step()
    calm.check()
    measured = list(zip(contestants, times, strict=True))
    return {
        "rounds": rounds,
        "rows": [row(contestant, found) for contestant, found in measured],
        "growth": list(growth(measured)),
    }


def row(contestant: Contestant, times: Times) -> dict:
    run = np.array(times.run)
    found = {
        "database": contestant.database,
        "rows": contestant.rows,
        **contestant.about,
        "run_ms": figure(run * 1000),
        "p95_ms": round(float(np.percentile(times.all_runs, 95)) * 1000, 3),
    }
    if times.limit:
        limit = np.array(times.limit)
        found |= {"limit_ms": figure(limit * 1000), "times_limit": figure(run / limit)}
    return found


def growth(measured: list[tuple[Contestant, Times]]) -> Iterable[dict]:
    """Per subject and database: its time with the most rows over that with the fewest."""
    groups: dict[tuple[str, str], list[tuple[Contestant, Times]]] = {}
    for contestant, times in measured:
        key = (contestant.about["name"], contestant.database)
        groups.setdefault(key, []).append((contestant, times))
    for (name, database), sizes in groups.items():
        sizes.sort(key=lambda pair: pair[0].rows)
        (small, few), (large, many) = sizes[0], sizes[-1]
        if small.rows < large.rows:
            yield {
                "name": name,
                "database": database,
                "from": small.rows,
                "to": large.rows,
                "times": figure(np.array(many.run) / np.array(few.run)),
                "goal": large.about["goals"].get("growth"),
            }


def figure(values: np.ndarray) -> dict[str, float]:
    """The median with its 95 % interval."""
    return rounded(interval(np.median, values))


def rounded(found: Figure, digits: int = 4) -> dict[str, float]:
    return {name: round(float(value), digits) for name, value in found._asdict().items()}
