"""Where other rooms overrule the labels: appeals and whatever else has the last word.

Whoever has such rows appends a function to the list when the application starts. Empty is fine.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """The last word on one revision, given by its row. ``rude`` None: no label at all."""

    revision: int
    rude: bool | None
    decided_at: datetime


# Each returns all rulings that stand; of several on one revision the latest counts.
RULINGS: list[Callable[[], Iterable[Ruling]]] = []
