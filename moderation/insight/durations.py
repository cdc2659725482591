"""Waits and the time that decisions take. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

# Upper ends of the classes in which waits are counted; what waited longer is in one more.
CLASSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(days=1),
)


@dataclass(frozen=True, slots=True)
class WaitClass:
    """Waits from ``low`` to ``high``, not including it; the last class has no end."""

    low: timedelta
    high: timedelta | None
    amount: int


def gaps(moments: Sequence[datetime], *, pause: timedelta) -> list[timedelta]:
    """The times between deeds that follow each other, in the order of ``moments``, oldest first.
    A gap above ``pause`` is one and no work; what happened at one moment is one deed."""
    between = (later - earlier for earlier, later in pairwise(sorted(set(moments))))
    return [gap for gap in between if gap <= pause]


def at_share(durations: Sequence[timedelta], share: float) -> timedelta | None:
    """The duration that ``share`` of them, in (0, 1], do not exceed: .5 is the median (the lower of
    two middle ones). None when there are none."""
    if not durations:
        return None
    ordered = sorted(durations)
    return ordered[ceil(share * len(ordered)) - 1]


def wait_classes(waits: Sequence[timedelta]) -> list[WaitClass]:
    starts = (timedelta(0), *CLASSES)
    ends = (*CLASSES, None)
    return [
        WaitClass(low, high, sum(low <= wait and (high is None or wait < high) for wait in waits))
        for low, high in zip(starts, ends, strict=True)
    ]
