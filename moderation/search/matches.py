"""The matches of a question, as rows whose key is a comment's id.

SQLite keeps its index in the order of the ids: it reads from one end and stops when it has enough.
PostgreSQL's has no order, so it may either walk the ids and look at each comment's words or collect
all matches and sort them. What is cheaper depends on how common the words are together, which its
statistics do not tell: `moderation_search_nearest` tries, and chooses. See search/statements.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet

from comments.models import Comment, Status
from moderation.models import SearchEntry
from moderation.paging import LARGEST_ID
from moderation.search.question import Asked

PENDING = Comment.objects.unjudged().filter(status=Status.PENDING)


class Bounds(TypedDict, total=False):
    """Ids from ``first`` to before ``last``, and whether those nearest to the lower end count."""

    first: int
    last: int
    upwards: bool


class Nearest(Func):
    """Whether a row is among the ``most`` matches with ids from ``first`` to before ``last`` that
    are nearest to their end: the newest, the oldest if ``upwards``, any if that is None."""

    output_field = BooleanField()

    def __init__(
        self,
        asked: Asked,
        *,
        most: int,
        first: int | None,
        last: int | None,
        upwards: bool | None,
        is_judged: bool,
    ):
        super().__init__(F("pk"))
        self.asked = asked
        self.bounds = [first or 0, LARGEST_ID if last is None else last, upwards, most]
        self.is_judged = is_judged

    def as_postgresql(self, compiler, connection, **extra):
        column, values = compiler.compile(self.source_expressions[0])
        question, more = self.asked.for_postgres()
        without, others = "SELECT NULL::bigint WHERE FALSE", ()
        if self.is_judged:
            without, others = PENDING.values("pk").query.sql_with_params()
        call = (
            f"moderation_search_nearest({question}, %s::bigint, %s::bigint, %s::boolean, "
            f"%s::integer, ARRAY({without}))"
        )
        # ARRAY: asked once, whatever the planner thinks how many rows it gives.
        return f"{column} = ANY(ARRAY(SELECT {call}))", [*values, *more, *self.bounds, *others]


class Among(Func):
    """Whether a row is one of these ids, which go to PostgreSQL as one value."""

    output_field = BooleanField()

    def __init__(self, ids: list[int]):
        super().__init__(F("pk"))
        self.ids = ids

    def as_postgresql(self, compiler, connection, **extra):
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::bigint[])", [*values, self.ids]


@dataclass(frozen=True, slots=True)
class Matches:
    """What the index gives, and what other filters leave of it. Asked nothing, all comments.

    ``status``: VISIBLE or PENDING, which look the same to the index; others are asked of it.
    ``narrow``: leaves of rows what the index cannot tell; None when nothing such is chosen.
    """

    asked: Asked
    first: int | None = None  # the id from which
    last: int | None = None  # the id before which
    status: Status | None = None
    narrow: Callable[[QuerySet], QuerySet] | None = None

    def nearest(
        self,
        most: int,
        *,
        first: int | None = None,
        last: int | None = None,
        upwards: bool | None = False,
    ) -> QuerySet:
        """Rows, in no order, with at least the ``most`` newest matches among them: the oldest if
        ``upwards``, any if that is None. ``first`` and ``last`` bound them further."""
        low = max((each for each in (self.first, first) if each is not None), default=None)
        high = min((each for each in (self.last, last) if each is not None), default=None)
        if not self.asked:
            comments = Comment.objects.all()
            return within(
                comments.filter(status=self.status) if self.status else comments, low, high
            )
        if self.is_by_function:
            is_judged = self.status == Status.VISIBLE
            nearest = Nearest(
                self.asked, most=most, first=low, last=high, upwards=upwards, is_judged=is_judged
            )
            return SearchEntry.objects.filter(nearest)
        rows = within(SearchEntry.objects.filter(words__matches=self.asked), low, high)
        if self.status == Status.PENDING:
            return rows.filter(pk__in=PENDING.values("pk"))
        return rows.exclude(pk__in=PENDING.values("pk")) if self.status else rows

    def look(self, most: int, *, upwards: bool = False, **bounds) -> tuple[QuerySet, int | None]:
        """What the other filters leave of the ``most`` newest matches, or the oldest, and the id
        that these end at; None if there are no more than that."""
        order = "pk" if upwards else "-pk"
        nearest = self.nearest(most + 1, upwards=upwards, **bounds).order_by(order)
        ids = nearest.values_list("pk", flat=True)
        if connection.vendor == "postgresql":
            there = list(ids[: most + 1])
            edge = there[most - 1] if len(there) > most else None
            return self.narrowed(nearest.model.objects.filter(Among(there[:most]))), edge
        last_two = list(ids[most - 1 : most + 1])
        edge = last_two[0] if len(last_two) == 2 else None
        if edge is not None:
            bounds |= {"last": edge + 1} if upwards else {"first": edge}
        return self.narrowed(self.nearest(most, upwards=upwards, **bounds)), edge

    def newest(self, most: int) -> Q:
        """Whether a comment is among the ``most`` newest matches, which words must be asked for."""
        if self.is_by_function:
            bounds = {"first": self.first, "last": self.last}
            is_judged = self.status == Status.VISIBLE
            return Q(Nearest(self.asked, most=most, upwards=False, is_judged=is_judged, **bounds))
        rows = self.nearest(most).order_by("-pk")
        return Q(pk__in=rows.values("pk")[:most])

    def narrowed(self, rows: QuerySet) -> QuerySet:
        return self.narrow(rows) if self.narrow else rows

    @property
    def is_by_function(self) -> bool:
        """Whether PostgreSQL's function gives the ids. What is pending is few, and found by an
        index of its own."""
        return bool(
            self.asked and connection.vendor == "postgresql" and self.status != Status.PENDING
        )


def within(rows: QuerySet, first: int | None, last: int | None) -> QuerySet:
    if first is not None:
        rows = rows.filter(pk__gte=first)
    return rows if last is None else rows.filter(pk__lt=last)
