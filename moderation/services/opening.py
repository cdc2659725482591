"""How a comment comes into the review queue, and how urgent it is there."""

from collections.abc import Collection, Iterable, Mapping

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateTimeField,
    F,
    Field,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Comment, CommentRevision, Report, ReportOutcome, Status, User
from comments.services import resolve_reports
from moderation.models import Flag, FlagKind, ReviewItem, Score
from moderation.models.review import NO_SCORE
from moderation.policy import gettext_noop
from moderation.priority import priority
from moderation.reporters import recent_comments, report_weight, speed_of
from moderation.services import calling_off
from moderation.services.grouping import give_piles, regroup, store_bands
from moderation.services.hiding import hide_for_trusted
from moderation.services.refusals import ItemTaken

MEASURED = ("score", "rudeness", "readers_see", "priority")  # What `set_urgency` sets.


def open_items(
    comments: Iterable[Comment], *, opened_by: User | None = None
) -> dict[int, ReviewItem]:
    """The open item of each comment, made where there is none. Comment id -> item.

    Call it inside a transaction that has locked the comments: then nobody else opens a second one.
    """
    comments = list(comments)
    ids = [comment.pk for comment in comments]
    there = {item.comment_id: item for item in ReviewItem.objects.open().filter(comment__in=ids)}
    missing = [
        ReviewItem(
            comment=comment,
            author_id=comment.author_id,
            article_id=comment.article_id,
            opened_by=opened_by,
        )
        for comment in comments
        if comment.pk not in there
    ]
    bands = give_piles(missing)
    ReviewItem.objects.bulk_create(missing)
    store_bands(missing, bands)
    return there | {item.comment_id: item for item in missing}


def refresh(item_ids: Iterable[int]) -> None:
    """Bring what the queue is ordered by up to date with what is known now. Two statements."""
    items = measured(ReviewItem.objects.open().filter(pk__in=item_ids))
    for item in items:
        set_urgency(item)
    ReviewItem.objects.bulk_update(items, MEASURED)


def reopen_items(
    item_ids: Collection[int], *, no_longer_escalated: Collection[int | None] = ()
) -> None:
    """Closed items wait again, as urgent as they are now. Two statements, and what did not change
    since they were closed is not named in them: a batch is taken back sooner so."""
    scores: dict[int, int | None] = {}
    priorities: dict[int, float] = {}
    shares: dict[int, float] = {}
    seen: dict[int, bool] = {}
    for item in measured(ReviewItem.objects.filter(pk__in=item_ids)):
        score, urgency, was_seen = item.score_id, item.priority, item.readers_see
        if item.pk in no_longer_escalated:
            item.escalated_at = None
        item.closed_at = None  # What it tells of its comment is that of an open one again.
        set_urgency(item)
        if item.score_id != score:
            scores[item.pk] = item.score_id
            shares[item.pk] = item.rudeness
        if item.priority != urgency:
            priorities[item.pk] = item.priority
        if item.readers_see != was_seen:
            seen[item.pk] = item.readers_see
    ReviewItem.objects.filter(pk__in=item_ids).update(
        closed_at=None,
        escalated_at=instead("escalated_at", dict.fromkeys(no_longer_escalated), DateTimeField()),
        score=instead("score", scores, BigIntegerField()),
        rudeness=instead("rudeness", shares, FloatField()),
        priority=instead("priority", priorities, FloatField()),
        readers_see=instead("readers_see", seen, BooleanField()),
    )


def instead(name: str, values: Mapping, field: Field) -> Case | F:
    """For an UPDATE of ReviewItems: the value under an item's id, or what it had."""
    if not values:
        return F(name)
    cases = [When(pk=pk, then=Value(value, field)) for pk, value in values.items()]
    return Case(*cases, default=F(name), output_field=field)


def measured(items: QuerySet[ReviewItem]) -> list:
    """Items with what their urgency depends on."""
    scores = Score.objects.filter(
        comment=OuterRef("comment"), revision__number=OuterRef("comment__revision")
    ).order_by("-pk")
    return list(
        items.select_related("comment__article").annotate(
            report_weight=report_weight(),
            recent=recent_comments("comment__article"),
            score_now=Subquery(scores.values("pk")[:1]),
            rudeness_now=Subquery(scores.values("rudeness")[:1]),
        )
    )


def set_urgency(item) -> None:
    """Of an item as `measured` gives it."""
    item.score_id = item.score_now
    item.rudeness = NO_SCORE if item.score_now is None else item.rudeness_now
    item.readers_see = item.status_told == Status.VISIBLE
    item.priority = priority(
        rudeness=item.rudeness_now,
        visible=item.readers_see,
        reports=item.report_weight,
        escalated=item.escalated_at is not None,
        speed=speed_of(item.comment.article, item.recent, timezone.now()),
        opened_at=item.opened_at,
    )


def open_for_report(report: Report) -> ReviewItem:
    """Put a reported comment into the queue, with the report as its flag."""
    Comment.objects.select_for_update(no_key=True).get(pk=report.comment_id)
    item = open_items([report.comment])[report.comment_id]
    calling_off.void([item])
    Flag.objects.create(
        item=item,
        revision=report.revision,
        kind=FlagKind.for_report(report.category),
        evidence=report.note,
        report=report,
    )
    refresh([item.pk])
    if hide_for_trusted(item):
        refresh([item.pk])  # Readers see it no longer.
    return item


def open_for_surge(comment: Comment, *, votes: int, newcomers: int) -> None:
    """Show moderators a comment that many vote on at once. Call it in the transaction that has
    locked the comment. What readers see stays as it is, whatever the votes."""
    item = open_items([comment])[comment.pk]
    calling_off.void([item])
    sentence = gettext_noop("%(votes)s votes in 10 minutes, %(newcomers)s by new accounts")
    values = {"votes": votes, "newcomers": newcomers}
    Flag.objects.update_or_create(
        item=item,
        revision=current_revisions([comment])[comment.pk],
        kind=FlagKind.DETECTED_VOTES,
        defaults={
            "evidence": sentence % values,
            "said": {"sentence": sentence, "values": values},
        },
    )
    refresh([item.pk])


def open_for_review(comment: Comment, *, moderator: User) -> ReviewItem:
    """Put any comment before moderators because one of them asks for it.

    Raises ItemTaken when its author took it back: nobody could decide it.
    """
    with transaction.atomic():
        comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        if comment.status == Status.WITHDRAWN:
            raise ItemTaken(_("Its author took this comment back: nothing is left to decide."))
        item = open_items([comment], opened_by=moderator)[comment.pk]
        refresh([item.pk])
    return item


def close_undecided(
    comment_ids: Iterable[int], outcome: ReportOutcome, *, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Close what no moderator has to decide any more, with ``outcome`` for the open reports."""
    ids, now = list(comment_ids), timezone.now()
    ReviewItem.objects.using(using).open().filter(comment__in=ids).update(
        closed_at=now, claimed_by=None, claim_expires_at=None
    )
    resolve_reports(ids, outcome, at=now, using=using)


def forget_score(comment: Comment) -> None:
    """The words changed: neither the item's score is about them any more, nor is its pile."""
    items = list(ReviewItem.objects.open().filter(comment=comment).select_related("comment"))
    calling_off.void(items)
    if items:
        regroup(items)
        refresh([item.pk for item in items])


def current_revisions(comments: Iterable[Comment]) -> dict[int, CommentRevision]:
    """Comment id -> the revision that its present words are."""
    ids = [comment.pk for comment in comments]
    rows = CommentRevision.objects.filter(comment__in=ids, number=F("comment__revision"))
    return {revision.comment_id: revision for revision in rows}
