"""How a comment comes into the review queue, and how urgent it is there."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from comments.models import Comment, CommentRevision, Report, ReportOutcome, Status, User
from comments.services import resolve_reports
from moderation.models import Flag, FlagKind, ReviewItem, Score
from moderation.priority import priority
from moderation.services.refusals import ItemTaken


def open_items(
    comments: Iterable[Comment], *, opened_by: User | None = None
) -> dict[int, ReviewItem]:
    """The open item of each comment, made where there is none. Comment id -> item.

    Call it inside a transaction that has locked the comments: then nobody else opens a second one.
    """
    ids = [comment.pk for comment in comments]
    there = {item.comment_id: item for item in ReviewItem.objects.open().filter(comment__in=ids)}
    missing = [ReviewItem(comment_id=pk, opened_by=opened_by) for pk in ids if pk not in there]
    ReviewItem.objects.bulk_create(missing)
    return there | {item.comment_id: item for item in missing}


def refresh(item_ids: Iterable[int]) -> None:
    """Bring score and priority of open items up to date with what is known now."""
    items = list(
        ReviewItem.objects.open()
        .filter(pk__in=item_ids)
        .select_related("comment")
        # Of reports that were dismissed while the comment was held, none counts.
        .annotate(report_count=Count("flags", filter=Q(flags__report__outcome=ReportOutcome.OPEN)))
    )
    scores = {
        score.comment_id: score
        for score in Score.objects.filter(
            comment__in=[item.comment_id for item in items], revision__number=F("comment__revision")
        ).order_by("pk")
    }
    for item in items:
        item.score = scores.get(item.comment_id)
        item.priority = priority(
            rudeness=item.score.rudeness if item.score else None,
            visible=item.comment.status == Status.VISIBLE,
            reports=item.report_count,
            escalated=item.escalated_at is not None,
        )
    ReviewItem.objects.bulk_update(items, ["score", "priority"])


def open_for_report(report: Report) -> ReviewItem:
    """Put a reported comment into the queue, with the report as its flag."""
    Comment.objects.select_for_update(no_key=True).get(pk=report.comment_id)
    item = open_items([report.comment])[report.comment_id]
    Flag.objects.create(
        item=item,
        revision=report.revision,
        kind=FlagKind.for_report(report.category),
        evidence=report.note,
        report=report,
    )
    refresh([item.pk])
    return item


def open_for_review(comment: Comment, *, moderator: User) -> ReviewItem:
    """Put any comment before moderators because one of them asks for it.

    Raises ItemTaken when its author took it back: nobody could decide it.
    """
    with transaction.atomic():
        comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        if comment.status == Status.WITHDRAWN:
            raise ItemTaken("Its author took this comment back: nothing is left to decide.")
        item = open_items([comment], opened_by=moderator)[comment.pk]
        refresh([item.pk])
    return item


def close_undecided(comment_ids: Iterable[int], outcome: ReportOutcome) -> None:
    """Close what no moderator has to decide any more, with ``outcome`` for the open reports."""
    ids, now = list(comment_ids), timezone.now()
    ReviewItem.objects.open().filter(comment__in=ids).update(
        closed_at=now, claimed_by=None, claim_expires_at=None
    )
    resolve_reports(ids, outcome, at=now)


def forget_score(comment: Comment) -> None:
    """The words changed: what the item's score says is no longer about them."""
    item_ids = list(ReviewItem.objects.open().filter(comment=comment).values_list("pk", flat=True))
    if item_ids:
        refresh(item_ids)


def current_revisions(comments: Iterable[Comment]) -> dict[int, CommentRevision]:
    """Comment id -> the revision that its present words are."""
    ids = [comment.pk for comment in comments]
    rows = CommentRevision.objects.filter(comment__in=ids, number=F("comment__revision"))
    return {revision.comment_id: revision for revision in rows}
