"""Locking what is about to be decided, in the one order that everybody keeps."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from comments.models import Comment, CommentRevision, User
from moderation.models import ReviewItem


def lock_comments(ids: Iterable[int] | QuerySet) -> dict[int, Comment]:
    """The comments by id, locked until the transaction ends, as they are once that is done.

    In the order of their ids, and before anything that hangs on them, as verdicts, reports and
    withdrawals do: in another order two of them wait for each other until PostgreSQL ends one.
    """
    rows = Comment.objects.filter(pk__in=ids).select_related("article", "author").order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True, of=("self",))}


def lock_items(item_ids: Iterable[int]) -> list:
    """The ReviewItems with their comments, all locked until the transaction ends. Two statements,
    and one for those who hold claims.

    Each item says in ``revision_now`` which revision its comment's words are: asked for after the
    comments were locked, because what a waiting SELECT FOR UPDATE joins is older than what it
    locks. The claimants are, for the same reason, read after the items.
    """
    chosen = ReviewItem.objects.filter(pk__in=list(item_ids))
    comments = lock_comments(chosen.values("comment"))
    revision = CommentRevision.objects.filter(
        comment=OuterRef("comment"), number=OuterRef("comment__revision")
    )
    items = list(
        chosen.annotate(revision_now=Subquery(revision.values("pk")[:1]))
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    claimants = User.objects.in_bulk({item.claimed_by_id for item in items if item.claimed_by_id})
    for item in items:
        item.comment = comments[item.comment_id]
        item.claimed_by = claimants.get(item.claimed_by_id)
    return items
