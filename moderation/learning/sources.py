"""Where other rooms add to the labels, each by a function in one of these lists. Empty is fine.

Appeals and adjudications overrule what moderators decided; samples say how likely each decision's
comment was to be drawn. Whoever has such rows appends when the application starts.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
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
# Each maps the ids of comments that were drawn as a sample to their probability, in (0, 1]. Asked
# with the comments of all labels; what it leaves out was no sample.
PROBABILITIES: list[Callable[[Collection[int]], Mapping[int, float]]] = []
