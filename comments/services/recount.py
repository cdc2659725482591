"""Comparing the counters with the rows they count: votes and comment counts are caches.

Reports have no counter: their rows are counted where the number is shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from comments.models import Article, Comment, Status
from comments.ranking import rank

BATCH = 500  # rows
VOTES = ("ups", "downs", "light_ups", "light_downs")


@dataclass(frozen=True, slots=True)
class Drift:
    """A row whose counters are not what its rows say. Each is column -> value."""

    row: Article | Comment
    stored: dict[str, float]
    true: dict[str, float]

    def mend(self) -> bool:
        """Put the true values there. Whether it did: a counter that moved since is left alone,
        for whoever moved it did so in the transaction of the row."""
        row = type(self.row)._default_manager.filter(pk=self.row.pk, **self.stored)
        return bool(row.update(**self.true))


def articles() -> Iterator[list[Drift]]:
    """Articles whose comment count is wrong, per batch."""
    counted = Article.objects.annotate(
        true_count=Count("comments", filter=Q(comments__status=Status.VISIBLE))
    )
    return drifts(
        counted,
        lambda article: {"comment_count": article.comment_count},
        lambda article: {"comment_count": article.true_count},
    )


def comments() -> Iterator[list[Drift]]:
    """Comments whose votes, or the rank that follows from them, are wrong, per batch."""
    counted = Comment.objects.annotate(
        true_ups=Count("votes_cast", filter=Q(votes_cast__value=1)),
        true_downs=Count("votes_cast", filter=Q(votes_cast__value=-1)),
        true_light_ups=Count("votes_cast", filter=Q(votes_cast__value=1, votes_cast__weighs=False)),
        true_light_downs=Count(
            "votes_cast", filter=Q(votes_cast__value=-1, votes_cast__weighs=False)
        ),
    )
    return drifts(
        counted,
        lambda comment: {name: getattr(comment, name) for name in (*VOTES, "rank")},
        lambda comment: {
            **{name: getattr(comment, f"true_{name}") for name in VOTES},
            "rank": rank(
                comment.true_ups - comment.true_light_ups,
                comment.true_downs - comment.true_light_downs,
            ),
        },
    )


def drifts(counted, stored: Callable, true: Callable) -> Iterator[list[Drift]]:
    # Stored and true come from one statement, hence from one moment: no false alarm under load.
    last = 0
    while batch := list(counted.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        found = [Drift(row, stored(row), true(row)) for row in batch]
        yield [drift for drift in found if drift.stored != drift.true]
