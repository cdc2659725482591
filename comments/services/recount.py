"""Repairing the counters: votes and comment counts are caches of rows."""

from collections.abc import Iterator

from django.db.models import Count, Q

from comments.models import Article, Comment, Status
from comments.ranking import rank

BATCH = 500  # rows


def recount_articles() -> int:
    """Set each article's count to its visible comments. Returns how many were wrong."""
    wrong = 0
    counted = Article.objects.annotate(
        true_count=Count("comments", filter=Q(comments__status=Status.VISIBLE))
    )
    for article in counted.only("pk", "comment_count").iterator(BATCH):
        if article.comment_count != article.true_count:
            # Conditional: a comment published meanwhile has moved the counter itself.
            wrong += Article.objects.filter(
                pk=article.pk, comment_count=article.comment_count
            ).update(comment_count=article.true_count)
    return wrong


def recount_votes() -> Iterator[int]:
    """Set each comment's votes and rank to its vote rows; yields the number wrong per batch."""
    last = 0
    counted = Comment.objects.order_by("pk").annotate(
        true_ups=Count("votes_cast", filter=Q(votes_cast__value=1)),
        true_downs=Count("votes_cast", filter=Q(votes_cast__value=-1)),
    )
    while batch := list(counted.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        wrong = [c for c in batch if (c.ups, c.downs) != (c.true_ups, c.true_downs)]
        for comment in wrong:
            Comment.objects.filter(pk=comment.pk, ups=comment.ups, downs=comment.downs).update(
                ups=comment.true_ups,
                downs=comment.true_downs,
                rank=rank(comment.true_ups, comment.true_downs),
            )
        yield len(wrong)
