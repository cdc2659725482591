"""The queue folded: one row for nearly the same text, a few for one author's or article's flood.

What is folded away is what the same list has more urgent of the same kind, so whatever a list
leaves out (another queue, another article) folds nothing in it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.models import ReviewItem
from moderation.presentation import count

ROWS_EACH = 3  # of one author, or of one article
ALIKE, ARTICLE, OFF = "", "article", "off"  # what the address says
WAYS = {
    ALIKE: gettext_lazy("same text, same author"),
    ARTICLE: gettext_lazy("same article, too"),
    OFF: gettext_lazy("nothing"),
}


@dataclass(frozen=True, slots=True)
class Pile:
    """How many open items of a list say nearly what one of its rows says. ``same`` when the words
    differ at most in case, blanks and signs."""

    name: str
    size: int
    same: bool
    upto: int  # the largest item's id: what is opened later was not counted here


@dataclass(frozen=True, slots=True)
class Fold:
    """What a row stands for besides itself."""

    pile: Pile | None = None  # None for a text that is there once
    of_author: int = 0  # rows of the same author that are not shown
    of_article: int = 0

    @property
    def amount(self) -> str:
        """On the buttons that decide the pile."""
        return count(self.pile.size) if self.pile else ""

    @property
    def undo_all(self) -> str:
        """On the button once the pile is decided."""
        return _("Take all back")


NOTHING_FOLDED = Fold()


def more_urgent(items: QuerySet, **same: str) -> QuerySet:
    """Those of ``items`` that come before the row of the outer query, of the same kind."""
    above = Q(priority__gt=OuterRef("priority"))
    above |= Q(priority=OuterRef("priority"), pk__lt=OuterRef("pk"))
    kind = {field: OuterRef(outer) for field, outer in same.items()}
    return items.filter(above, **kind).order_by()


def tops(items: QuerySet) -> QuerySet:
    """The most urgent of each pile. Index moderation_queue_pile."""
    return items.filter(~Exists(more_urgent(items, pile="pile")))


def folded(items: QuerySet, how: str, *, of_one_author: bool = False) -> QuerySet:
    """The rows that the list shows of ``items``; ``is_last`` on those that stand last of their
    author's. ``of_one_author``: the list was asked for one author, whose flood it is then.

    Indexes moderation_queue_author and moderation_queue_article: the third row of an author is the
    one with two before it.
    """
    if how == OFF:
        return items
    shown = tops(items)
    if not of_one_author:
        before = more_urgent(tops(items), author="author")
        shown = shown.filter(~Exists(before[ROWS_EACH - 1 :])).annotate(
            is_last=Exists(before[ROWS_EACH - 2 :])
        )
    if how == ARTICLE:
        above = more_urgent(tops(items), article="article")
        shown = shown.filter(~Exists(above[ROWS_EACH - 1 :]))
    return shown


def folds(
    rows: Sequence[ReviewItem], items: QuerySet, how: str, *, of_one_author: bool = False
) -> dict[int, Fold]:
    """What each of ``rows``, a page of `folded`, stands for. One query for the piles, one for the
    authors with a flood, and one for the articles where they are folded."""
    if how == OFF or not rows:
        return {}
    piles = piles_of(items, {row.pile for row in rows})
    third = {row.author_id: row.pk for row in rows if getattr(row, "is_last", False)}
    authors = {} if of_one_author else rows_of_each(items, "author", third)
    article = {row.pk: row.article_id for row in rows} if how == ARTICLE else {}
    last = {article[row.pk]: row.pk for row in rows} if how == ARTICLE else {}
    articles = rows_of_each(items, "article", last)
    return {
        row.pk: Fold(
            pile=piles.get(row.pile),
            of_author=left(authors, third, row.author_id, row.pk),
            of_article=left(articles, last, article.get(row.pk, 0), row.pk),
        )
        for row in rows
    }


def left(amounts: dict[int, int], last: dict[int, int], of: int, row: int) -> int:
    """How many rows of an author or article are not shown, said on their last row alone."""
    return max(0, amounts.get(of, 0) - ROWS_EACH) if last.get(of) == row else 0


def piles_of(items: QuerySet, names: Collection[str]) -> dict[str, Pile]:
    """The piles of more than one."""
    sizes = (
        items.filter(pile__in=names)
        .order_by()
        .values("pile")
        .annotate(
            size=Count("pk"), texts=Count("comment__fingerprint", distinct=True), upto=Max("pk")
        )
        .filter(size__gt=1)
    )
    return {
        row["pile"]: Pile(row["pile"], row["size"], row["texts"] == 1, row["upto"]) for row in sizes
    }


def rows_of_each(items: QuerySet, field: str, ids: Collection[int]) -> dict[int, int]:
    """How many rows each author or article would have, were they not folded."""
    if not ids:
        return {}
    amounts = (
        tops(items).filter(**{f"{field}__in": ids}).order_by().values(field).annotate(n=Count("pk"))
    )
    return {row[field]: row["n"] for row in amounts}
