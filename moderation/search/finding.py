"""Asking the index: what matches, how much of it is looked through, and in which order.

The cost of a question is bounded, however common its words are. Words, author, article and dates
are answered by the index. The other filters are asked of at most LOOKED matches a page, and only
the newest RANKED matches are ranked; where that leaves something out, `Found` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import FloatField, Func, QuerySet
from django.db.models.expressions import F

from moderation.paging import LARGEST_ID, Key, Page, cursor_of, page, parse, read_id, read_number
from moderation.presentation import CAP
from moderation.search.matches import Bounds, Matches
from moderation.search.question import Asked

LOOKED = 2_000  # matches whose other properties are looked at for one page
RANKED = 1_000  # newest matches that are put in order of relevance
SIZE = 50  # rows a page
NEWEST = (Key("pk", read_id, descending=True),)


class Relevance(Func):
    """How well the words of an entry fit, more is better: bm25, or PostgreSQL's ts_rank."""

    output_field = FloatField()

    def __init__(self, asked: Asked):
        super().__init__(F("words"))
        self.asked = asked

    def as_sqlite(self, compiler, connection, **extra):
        # Weights of the two columns: who wrote it and where makes nothing more relevant.
        return super().as_sql(compiler, connection, template="-bm25(%(expressions)s, 1.0, 0.0)")

    def as_postgresql(self, compiler, connection, **extra):
        column, values = compiler.compile(self.source_expressions[0])
        query, more = self.asked.words_for_postgres()
        return f"ts_rank({column}, {query}, 1)", [*values, *more]  # 1: long texts count less


@dataclass(frozen=True, slots=True)
class Ranked:
    relevance: float
    pk: int


BY_RELEVANCE = (
    Key("relevance", read_number, descending=True),
    Key("id", read_id, descending=True, attribute="pk"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of comment ids. ``total`` counts to CAP + 1 and no further.

    ``is_partial``: only the newest LOOKED matches were looked at for the total.
    ``further``: the cursor of what lies beyond what was looked through for this page, or "".
    """

    ids: Sequence[int]
    after: str = ""
    before: str = ""
    total: int = 0
    is_partial: bool = False
    is_ranked: bool = False
    further: str = ""


def find_newest(matches: Matches, *, after: str = "", before: str = "") -> Found:
    """Raises paging.BadCursor."""
    bounds = beyond(after, before)
    if matches.narrow is None:
        rows = matches.nearest(SIZE + 1, **bounds)
        turned = page(rows.only("pk"), NEWEST, after=after, before=before, size=SIZE)
        return found(turned, total=count(matches.nearest(CAP + 1, upwards=None)))
    rows, edge = matches.look(LOOKED)
    total = count(rows)
    limit = edge
    if bounds:
        rows, limit = matches.look(LOOKED, **bounds)
    turned = page(rows.only("pk"), NEWEST, after=after, before=before, size=SIZE)
    further = str(limit) if limit is not None and not turned.after and "first" not in bounds else ""
    return found(turned, total=total, is_partial=edge is not None, further=further)


def beyond(after: str, before: str) -> Bounds:
    """Bounds of what lies on the other side of a cursor. Raises paging.BadCursor."""
    if after:
        (at,) = parse(after, NEWEST)
        return {"last": at}
    if before:
        (at,) = parse(before, NEWEST)
        return {"first": min(at + 1, LARGEST_ID), "upwards": True}
    return {}


def count(rows: QuerySet) -> int:
    """To CAP + 1 and no further."""
    return rows.order_by()[: CAP + 1].count()


def find_relevant(matches: Matches, *, after: str = "", before: str = "") -> Found:
    """By relevance, the newer first where that is the same. Raises paging.BadCursor."""
    if matches.narrow:
        rows, edge = matches.look(LOOKED)
    else:
        rows, edge = matches.nearest(RANKED), None
    weighed = rows.annotate(relevance=Relevance(matches.asked)).order_by("-pk")
    ranked = sorted(
        (
            Ranked(relevance, pk)
            for pk, relevance in weighed.values_list("pk", "relevance")[:RANKED]
        ),
        key=lambda row: (row.relevance, row.pk),
        reverse=True,
    )
    total = len(ranked)
    if total == RANKED:
        total = count(rows if matches.narrow else matches.nearest(CAP + 1, upwards=None))
    turned = cut(ranked, after=after, before=before)
    return found(turned, total=total, is_partial=edge is not None, is_ranked=True)


def cut(ranked: Sequence[Ranked], *, after: str, before: str) -> Page:
    """The page of a list in order that lies after or before a cursor, or the first."""
    start = 0
    if cursor := after or before:
        relevance, pk = parse(cursor, BY_RELEVANCE)
        place = (relevance, pk)
        beyond = (i for i, row in enumerate(ranked) if (row.relevance, row.pk) < place)
        start = next(beyond, len(ranked))
        if not after:
            here = sum((row.relevance, row.pk) > place for row in ranked)
            start, end = max(0, here - SIZE), here
            return piece(ranked, start, end)
    return piece(ranked, start, start + SIZE)


def piece(ranked: Sequence[Ranked], start: int, end: int) -> Page:
    rows = list(ranked[start:end])
    return Page(
        rows=rows,
        after=cursor_of(rows[-1], BY_RELEVANCE) if rows and end < len(ranked) else "",
        before=cursor_of(rows[0], BY_RELEVANCE) if rows and start > 0 else "",
    )


def found(turned: Page, **more) -> Found:
    return Found([row.pk for row in turned.rows], turned.after, turned.before, **more)
