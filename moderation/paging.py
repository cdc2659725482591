"""Pages by keyset: a link says where the last row stood, so that page 1,000 costs what page 1 does.

A cursor is the order's values of one row, joined by "~". It comes from a link, so from anybody.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from math import isfinite
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

SIZE = 50  # rows a page
LARGEST_ID = 2**63 - 1


class BadCursor(ValueError):
    """The link names no place in this order."""


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order. ``attribute`` is its name on a row where that differs."""

    field: str
    read: Callable[[str], Any]  # text -> value; raises ValueError
    descending: bool = False
    attribute: str = ""

    def value(self, row) -> Any:
        return getattr(row, self.attribute or self.field)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order. ``after`` and ``before`` are the cursors of the neighbouring pages, or ""."""

    rows: list
    after: str
    before: str


def read_id(text: str) -> int:
    number = int(text)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(f"no id: {text}")
    return number


def read_number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"no finite number: {text}")
    return number


def read_time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1970 <= moment.year <= 9000:
        raise ValueError(f"no moment: {text}")
    return moment


def page(
    rows: QuerySet, keys: Sequence[Key], *, after: str = "", before: str = "", size: int = SIZE
) -> Page:
    """The page after or before a cursor, or the first. The last key must be unique.

    Raises BadCursor for a cursor that this order cannot have made.
    """
    backwards = bool(before) and not after
    ordered = rows.order_by(*(order(key, backwards) for key in keys))
    if cursor := after or before:
        ordered = ordered.filter(beyond(keys, parse(cursor, keys), backwards))
    found = list(ordered[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = has_more if not backwards else bool(found)
    has_previous = has_more if backwards else bool(after)
    return Page(
        rows=found,
        after=cursor_of(found[-1], keys) if found and has_next else "",
        before=cursor_of(found[0], keys) if found and has_previous else "",
    )


def order(key: Key, backwards: bool) -> str:
    return f"-{key.field}" if key.descending != backwards else key.field


def beyond(keys: Sequence[Key], values: Sequence[Any], backwards: bool) -> Q:
    """The rows that come after ``values`` in this order: (a, b) > (x, y), written out.

    The bound on the first key alone says nothing new, but lets the database begin in its index
    where the page begins.
    """
    first = keys[0]
    bound = "lte" if first.descending != backwards else "gte"
    parts = []
    for index, key in enumerate(keys):
        same = {earlier.field: values[i] for i, earlier in enumerate(keys[:index])}
        sign = "lt" if key.descending != backwards else "gt"
        parts.append(Q(**same, **{f"{key.field}__{sign}": values[index]}))
    return Q(**{f"{first.field}__{bound}": values[0]}) & reduce(or_, parts)


def cursor_of(row, keys: Sequence[Key]) -> str:
    return "~".join(text_of(key.value(row)) for key in keys)


def text_of(value) -> str:
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def parse(cursor: str, keys: Sequence[Key]) -> list:
    parts = cursor.split("~")
    if len(parts) != len(keys):
        raise BadCursor(cursor)
    try:
        return [key.read(part) for key, part in zip(keys, parts, strict=True)]
    except (ValueError, OverflowError) as error:
        raise BadCursor(cursor) from error
