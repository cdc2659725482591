"""A thread as one reader sees it: which comments stand where, a window at a time.

Rows come in reading order out of one query, whatever the order of the thread; nothing here
recurses, so a chain of ten thousand answers costs no more than a flat thread. Deeper levels than
the screen has room for continue on a page of their own.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat
from django.utils.html import escape
from django.utils.translation import gettext_lazy

from comments import paths
from comments.models import Article, Comment, Status, Vote
from comments.rows import COLUMNS, Line, Row, row_in
from comments.walk import InWindow, Place

WINDOW = 100  # comments
WORDS = 100_000  # bytes of HTML that their words take; fewer comments where they are long
LEVELS = 5  # on one screen
# What a window's query gives of each row.
READ = (*COLUMNS, "depth", "below", "vote", "path")
FIELDS = len(COLUMNS)
CURSOR = re.compile(r"(?:([0-9][0-9.e-]{0,23})~)?((?:[0-9a-z]{11}){1,100})")


class Order(TextChoices):
    BEST = "best", gettext_lazy("Best first")
    NEWEST = "newest", gettext_lazy("Newest first")
    OLDEST = "oldest", gettext_lazy("Oldest first")


@dataclass(slots=True)
class Window:
    """Up to WINDOW rows, and where the next ones begin."""

    rows: list[Row] = field(default_factory=list)
    after: str = ""  # the cursor of the next window; empty at the end
    lost: bool = False  # the cursor asked for made no sense, so this is the beginning


def order_named(name: str) -> Order:
    """The order of that name, or best first."""
    return Order(name) if name in Order.values else Order.BEST


def of_article(article: Article, viewer, *, order: Order, after: str = "") -> Window:
    """The thread under ``article``. A cursor that makes no sense gives the beginning."""
    if order == Order.OLDEST:
        rows = Comment.objects.filter(article=article, depth__lt=LEVELS)
        return read(rows, viewer, after=after, deepest=LEVELS - 1)
    start = place(after, order)
    walk = InWindow(
        article=article.pk,
        viewer=viewer,
        levels=LEVELS,
        by_rank=order == Order.BEST,
        after=start,
        most=WINDOW + 1,
    )
    rows = Comment.objects.filter(walk).annotate(
        top=Coalesce("root_id", "id"), top_rank=Coalesce("root__rank", "rank")
    )
    found = list(as_lines(rows, viewer, LEVELS - 1).values_list(*READ, "top", "top_rank"))
    found.sort(key=in_order(order))
    window = fill(found, viewer)
    window.lost = bool(after) and start is None
    if window.after and order == Order.BEST:
        window.after = f"{found[len(window.rows) - 1][-1]!r}~{window.after}"
    return window


def of_comment(comment: Comment, viewer, *, after: str = "") -> Window:
    """``comment`` and what is below it, in reading order.

    Below paths.MAX_PARTS all answers share one path and are read in order of time, without an end
    to their depth: there is no page further on to send the reader to.
    """
    last = paths.subtree_end(comment.path[: (paths.MAX_PARTS - 1) * paths.PART])
    rows = Comment.objects.filter(
        article=comment.article_id, path__gte=comment.path, path__lte=last
    )
    deepest = comment.depth + LEVELS - 1
    has_end = deepest < paths.MAX_PARTS - 1
    if has_end:
        rows = rows.filter(depth__lte=deepest)
    window = read(
        rows,
        viewer,
        after=after,
        top=comment.depth,
        deepest=deepest if has_end else None,
    )
    for row in window.rows:
        if row.pk != comment.pk:
            row.depth = max(row.depth, 1)
    return window


def read(rows: QuerySet, viewer, *, after: str, deepest: int | None, top: int = 0) -> Window:
    """One window of ``rows``, which lie between the levels ``top`` and ``deepest``, the oldest
    first."""
    start = place(after, Order.OLDEST)
    rows = rows.filter(shown_to(viewer)).order_by("path")
    if start is not None:
        rows = rows.filter(path__gt=start.path)
    window = fill(as_lines(rows, viewer, deepest).values_list(*READ)[: WINDOW + 1], viewer, top=top)
    window.lost = bool(after) and start is None
    return window


def as_lines(rows: QuerySet, viewer, deepest: int | None) -> QuerySet:
    return rows.annotate(below=answers_below(viewer, deepest), vote=vote_of(viewer))


def fill(found: Iterable[tuple], viewer, *, top: int = 0) -> Window:
    """A window of what was found, each as READ names it; one more than it holds says that it goes
    on, behind the path that stands in ``after`` then."""
    window = Window()
    bytes_left, path = WORDS, ""
    for values in found:
        depth, below, vote, here = values[FIELDS : FIELDS + 4]
        line = Line._make(values[:FIELDS])
        row = row_in(line, viewer, depth=min(depth - top, LEVELS), vote=vote or 0, below=below)
        bytes_left -= len(escape(row.text).encode())
        if len(window.rows) == WINDOW or (bytes_left < 0 and window.rows):
            window.after = path
            break
        window.rows.append(row)
        path = here
    return window


def readable_by(viewer) -> Q:
    """What ``viewer`` reads in full: visible comments, and their own unless withdrawn."""
    readable = Q(status=Status.VISIBLE)
    if viewer.is_authenticated:
        readable |= Q(author=viewer) & ~Q(status=Status.WITHDRAWN)
    return readable


def answers_to(viewer) -> QuerySet:
    """What ``viewer`` reads below the outer query's comment. Served by comments_thread."""
    return Comment.objects.filter(
        readable_by(viewer),
        article=OuterRef("article"),
        path__gt=OuterRef("path"),
        path__lte=Concat(OuterRef("path"), Value("z" * paths.PART)),
    )


def shown_to(viewer) -> Q:
    """What has a place in the thread: what is read, and the stumps that something read hangs on."""
    return readable_by(viewer) | Q(Exists(answers_to(viewer)))


def answers_below(viewer, deepest: int | None):
    """How many answers each comment of the last level on screen has below it; 0 elsewhere."""
    if deepest is None:
        return Value(0)
    count = answers_to(viewer).order_by().values("article").annotate(n=Count("pk")).values("n")
    return Case(
        When(depth=deepest, then=Coalesce(Subquery(count), 0)),
        default=0,
        output_field=IntegerField(),
    )


def in_order(order: Order) -> Callable[[tuple], tuple]:
    """The key that sorts what was found: READ, the top-level comment's id, its rank."""
    if order == Order.NEWEST:
        return lambda values: (-values[-2], values[-3])
    return lambda values: (-values[-1], -values[-2], values[-3])


def place(cursor: str, order: Order) -> Place | None:
    """Where a window begins: behind ``cursor``. None when there is no such place."""
    parts = CURSOR.fullmatch(cursor)
    if not parts or (parts[1] is not None) != (order == Order.BEST):
        return None
    path = parts[2]
    top = int(path[: paths.PART], 36)
    if order != Order.BEST:
        return Place(top, path)
    try:
        rank = float(parts[1])
    except ValueError:
        return None
    return Place(top, path, rank) if rank <= 1 else None


def vote_of(viewer):
    """The viewer's vote on each comment; nothing of whoever is a stranger."""
    if not viewer.is_authenticated:
        return Value(0)
    return Subquery(Vote.objects.filter(user=viewer, comment=OuterRef("pk")).values("value"))


def votes_of(viewer, comments: list[Comment]) -> dict[int, int]:
    """The viewer's votes on these comments, by comment id."""
    if not viewer.is_authenticated or not comments:
        return {}
    votes = Vote.objects.filter(user=viewer, comment__in=[comment.pk for comment in comments])
    return dict(votes.values_list("comment_id", "value"))
