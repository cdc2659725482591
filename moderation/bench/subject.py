"""What is measured side by side: one thing the site does, and the least that any program needs."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Goals:
    """What a subject should keep to; None: nothing is asked.

    ``times_limit``: median over that of its limit. ``growth``: median with the most rows over that
    with the fewest. ``p95``: milliseconds.
    """

    times_limit: float | None = None
    growth: float | None = None
    p95: float | None = None
    statements: int | None = None
    bytes: int | None = None

    def given(self) -> dict[str, float]:
        return {name: goal for name, goal in asdict(self).items() if goal is not None}


@dataclass(frozen=True, slots=True)
class Subject:
    """``run`` and ``limit`` take turns, many times over, in a process of the measured database.

    Both must leave the database as it was. What ``run`` returns is only looked at for its length
    in bytes, where it has one: an HttpResponse's content, bytes or a string.
    """

    name: str
    run: Callable[[], object]
    limit: Callable[[], object] | None = None
    goals: Goals = field(default_factory=Goals)
