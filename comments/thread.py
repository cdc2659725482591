"""A thread as one reader sees it: which comments stand where, a window at a time.

Rows come in reading order out of one query, whatever the order of the thread; nothing here
recurses, so a chain of ten thousand answers costs no more than a flat thread. Deeper levels than
the screen has room for continue on a page of their own.
"""

import re
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
from django.utils.translation import gettext_lazy

from comments import paths
from comments.models import Article, Comment, Status, Vote
from comments.rows import Row, row_of

WINDOW = 200  # comments
LEVELS = 5  # on one screen
CURSOR = re.compile(r"(?:([0-9][0-9.e-]{0,23})~)?((?:[0-9a-z]{11}){1,100})")

# What a row and its author's name need; the pipeline's columns stay in the database.
COLUMNS = (
    *("id", "article_id", "parent_id", "author_id", "body", "status", "reason_code"),
    *("explanation", "path", "depth", "root_id", "number", "ups", "downs", "rank"),
    *("posted_at", "edited_at", "unjudged_since", "revision"),
    *("author__username", "author__display_name", "author__is_writer"),
)


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
    rows = Comment.objects.filter(article=article, depth__lt=LEVELS)
    return read(rows, viewer, order=order, after=after, deepest=LEVELS - 1)


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
        order=Order.OLDEST,
        after=after,
        top=comment.depth,
        deepest=deepest if has_end else None,
    )
    for row in window.rows:
        if row.pk != comment.pk:
            row.depth = max(row.depth, 1)
    return window


def read(
    rows: QuerySet, viewer, *, order: Order, after: str, deepest: int | None, top: int = 0
) -> Window:
    """One window of ``rows``, which lie between the levels ``top`` and ``deepest``."""
    rows = rows.filter(shown_to(viewer)).annotate(below=answers_below(viewer, deepest))
    rows = in_order(rows, order)
    start = beyond(after, order)
    window = Window(lost=bool(after) and start is None)
    if start is not None:
        rows = rows.filter(start)
    found = list(rows.select_related("author").only(*COLUMNS)[: WINDOW + 1])
    if len(found) > WINDOW:
        del found[WINDOW:]
        window.after = cursor_at(found[-1], order)
    votes = votes_of(viewer, found)
    window.rows = [
        row_of(
            comment,
            viewer,
            depth=min(comment.depth - top, LEVELS),
            vote=votes.get(comment.pk, 0),
            below=comment.below,
        )
        for comment in found
    ]
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


def in_order(rows: QuerySet, order: Order) -> QuerySet:
    """``rows`` sorted; all but the oldest-first know their top-level comment, the best its rank."""
    if order == Order.OLDEST:
        return rows.order_by("path")
    rows = rows.annotate(top=Coalesce("root_id", "id"))
    if order == Order.NEWEST:
        return rows.order_by("-top", "path")
    rows = rows.annotate(top_rank=Coalesce("root__rank", "rank"))
    return rows.order_by("-top_rank", "-top", "path")


def cursor_at(comment, order: Order) -> str:
    """The place of a row that `in_order` gave."""
    return f"{comment.top_rank!r}~{comment.path}" if order == Order.BEST else comment.path


def beyond(cursor: str, order: Order) -> Q | None:
    """The condition "after ``cursor``" in ``order``; None when there is no such place."""
    parts = CURSOR.fullmatch(cursor)
    if not parts or (parts[1] is not None) != (order == Order.BEST):
        return None
    path = parts[2]
    if order == Order.OLDEST:
        return Q(path__gt=path)
    top = int(path[: paths.PART], 36)
    later = Q(top__lt=top) | Q(top=top, path__gt=path)
    if order == Order.NEWEST:
        return later
    try:
        rank = float(parts[1])
    except ValueError:
        return None
    if rank > 1:
        return None
    return Q(top_rank__lt=rank) | (Q(top_rank=rank) & later)


def votes_of(viewer, comments: list[Comment]) -> dict[int, int]:
    """The viewer's votes on these comments, by comment id."""
    if not viewer.is_authenticated or not comments:
        return {}
    votes = Vote.objects.filter(user=viewer, comment__in=[comment.pk for comment in comments])
    return dict(votes.values_list("comment_id", "value"))
