"""The parts of what people may take along. The desk adds its own to `PARTS` when the site starts.

A part tells which foreign keys it answers for; a test holds that every one that leads to a person
is in a part, or among the exceptions with its reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from comments.models import User

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """``rows`` gives what is known of one person, and of nobody else. Its keys are words of LABELS
    in exporting.py; values are what JSON holds, times, and lists of further rows."""

    name: str
    title: Promise
    covers: tuple[tuple[str, str], ...]  # (model, foreign key), …
    rows: Callable[[User], Iterable[Row]]


PARTS: list[Part] = []
