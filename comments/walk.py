"""Which comments a window holds, where top-level comments come in an order of their own.

Hand-written, because no planner may choose the way here: from one top-level comment to the next
along the order's index, and from each to what is below it along another. Nothing is sorted and the
walk stops when the window is full, however long the thread. Left to itself PostgreSQL reads all of
the thread first, and so does SQLite once it knows how few articles there are.
"""

# ruff: noqa: S608  # Statements are put together of constants alone.

from dataclasses import dataclass

from django.db.models import BooleanField, Func
from django.db.models.expressions import F

from comments.paths import PART

END = "'" + "z" * PART + "'"  # behind a path: the last that is below it
# Index -> what its top-level comments are sorted by, and where a walk begins after a place.
BY_RANK = ("comments_best", "t.rank DESC, t.id DESC", "(t.rank, t.id) <= (%s, %s)")
BY_TIME = ("comments_newest", "t.id DESC", "t.id <= %s")
READABLE = "{row}.status IN ('visible')"
MINE = "{row}.author_id = %s AND {row}.status <> 'withdrawn'"

# SQLite keeps the order in which CROSS JOIN names its tables.
SQLITE = f"""
SELECT c.id FROM comments_comment AS t INDEXED BY {{index}}
CROSS JOIN comments_comment AS c INDEXED BY comments_thread
WHERE t.article_id = %s AND t.parent_id IS NULL {{start}}
    AND c.article_id = t.article_id AND c.path >= t.path AND c.path <= t.path || {END}
    AND {{shown}}
ORDER BY {{order}}, c.path LIMIT %s
"""
# What has a LIMIT of its own is asked for each top-level comment and never for all at once. Each of
# these has a row in the window but for the first, which may be all in the one before.
POSTGRES = f"""
SELECT c.id FROM (
    SELECT * FROM comments_comment AS t
    WHERE t.article_id = %s AND t.parent_id IS NULL {{start}} AND ({{shown_top}})
    ORDER BY {{order}} LIMIT %s
) AS t CROSS JOIN LATERAL (
    SELECT c.id, c.path FROM comments_comment AS c
    WHERE c.article_id = t.article_id AND c.path >= t.path AND c.path <= t.path || {END}
        AND {{shown}}
    ORDER BY c.path LIMIT %s
) AS c
ORDER BY {{order}}, c.path LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Behind the comment at ``path``, below the top-level comment ``top``."""

    top: int
    path: str
    rank: float | None = None


class InWindow(Func):
    """Whether a comment is among the next ``most`` of an article's thread that ``viewer`` sees."""

    output_field = BooleanField()

    def __init__(
        self, *, article: int, viewer, levels: int, by_rank: bool, after: Place | None, most: int
    ):
        super().__init__(F("pk"))
        self.article = article
        self.viewer = viewer.pk if viewer.is_authenticated else None
        self.levels = levels
        self.index, self.order, self.start = BY_RANK if by_rank else BY_TIME
        self.after = after
        self.most = most

    def as_sqlite(self, compiler, connection, **extra):
        start, further, shown = self.start_at(), self.further(), self.shown("c")
        sql = self.sql(SQLITE, start[0], f"c.depth < %s {further[0]} AND ({shown[0]})")
        asked = [self.article, *start[1], self.levels, *further[1], *shown[1], self.most]
        return self.is_in(compiler, sql, asked)

    def as_postgresql(self, compiler, connection, **extra):
        start, further, shown = self.start_at(), self.further(), self.shown("c")
        top = self.shown("t")
        sql = self.sql(
            POSTGRES, start[0], f"c.depth < %s {further[0]} AND ({shown[0]})", shown_top=top[0]
        )
        asked = [self.article, *start[1], *top[1], self.most + 1]
        asked += [self.levels, *further[1], *shown[1], self.most, self.most]
        return self.is_in(compiler, sql, asked)

    def is_in(self, compiler, sql: str, asked: list) -> tuple[str, list]:
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} IN ({sql})", [*values, *asked]

    def sql(self, statement: str, start: str, shown: str, **more: str) -> str:
        return statement.format(
            index=self.index, order=self.order, start=start, shown=shown, **more
        )

    def start_at(self) -> tuple[str, list]:
        if self.after is None:
            return "", []
        after = self.after
        place = [after.top] if after.rank is None else [after.rank, after.top]
        return f"AND {self.start}", place

    def further(self) -> tuple[str, list]:
        """What the walk has not come by, below the top-level comment that it goes on with."""
        if self.after is None:
            return "", []
        return "AND (t.id <> %s OR c.path > %s)", [self.after.top, self.after.path]

    def shown(self, row: str) -> tuple[str, list]:
        """As thread.shown_to: what is read, and what something read hangs on."""
        mine = [] if self.viewer is None else [self.viewer]
        readable = READABLE if self.viewer is None else f"({READABLE} OR {MINE})"
        below = (
            f"EXISTS(SELECT 1 FROM comments_comment AS b WHERE b.article_id = {row}.article_id"
            f" AND b.path > {row}.path AND b.path <= {row}.path || {END}"
            f" AND {readable.format(row='b')})"
        )
        return f"{readable.format(row=row)} OR {below}", mine + mine
