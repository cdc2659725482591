"""Reporting other people's comments."""

from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import text
from comments.models import (
    Comment,
    CommentRevision,
    Report,
    ReportCategory,
    ReportOutcome,
    Status,
    User,
)
from comments.newcomers import is_newcomer
from comments.services.people import why_shut_out
from comments.services.refusals import CannotReport
from comments.signals import comment_reported

MAX_NOTE = 500  # characters
MOST_A_DAY = 20  # reports of one reader
DAY = timedelta(days=1)


def report_comment(comment: Comment, *, reporter: User, category: str, note: str = "") -> Report:
    """Store a complaint about the words as they stand now, and announce it in the transaction.

    Raises CannotReport for one's own comment, one that readers do not see, an unknown category, a
    missing note with "other", more than MOST_A_DAY, a second report of the same words by the same
    reader, and a banned or suspended reader.
    """
    now = timezone.now()
    if why := why_shut_out(reporter, now):
        raise CannotReport(why)
    if is_over_the_day(reporter, now):
        raise CannotReport(
            _(
                "You have reported %(most)s comments in a day, the most there can be. Moderators "
                "work through them. Report more tomorrow."
            )
            % {"most": MOST_A_DAY}
        )
    if category not in ReportCategory.values:
        raise CannotReport(_("Choose what is wrong with the comment."))
    note = text.clean(note, most=MAX_NOTE, what="note") if note.strip() else ""
    if category == ReportCategory.OTHER and not note:
        raise CannotReport(_("Say in a few words what is wrong with the comment."))
    if comment.author_id == reporter.pk:
        raise CannotReport(_("You cannot report your own comment. You can withdraw it."))
    with transaction.atomic():
        # Locked and read again: a report that comes in just after a removal would put into the
        # queue what nobody can decide any more. Two of one reader come here one after the other.
        comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        if comment.status != Status.VISIBLE:
            raise CannotReport(_("This comment is no longer there."))
        revision = CommentRevision.objects.get(comment=comment, number=comment.revision)
        if Report.objects.filter(revision=revision, reporter=reporter).exists():
            raise CannotReport(_("You have reported this comment already. A moderator will look."))
        return insert(
            comment=comment,
            revision=revision,
            reporter=reporter,
            category=category,
            note=note,
            weighs=not is_newcomer(reporter, now),
        )


def is_over_the_day(reporter: User, now: datetime) -> bool:
    """Of two reports at the same moment both may still pass: one more does no harm."""
    lately = Report.objects.filter(reporter=reporter, reported_at__gte=now - DAY)
    return lately.count() >= MOST_A_DAY


def insert(**fields) -> Report:
    """A report of checked fields, and what listeners make of it. Call it inside a transaction."""
    report = Report.objects.create(**fields)
    comment_reported.send(sender=Report, report=report)
    return report


def resolve_reports(
    comment_ids: list[int],
    outcome: ReportOutcome,
    *,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> int:
    """Mark the open reports on these comments as judged at ``at``. Returns how many there were."""
    waiting = Report.objects.using(using).filter(outcome=ReportOutcome.OPEN)
    return waiting.filter(comment__in=comment_ids).update(outcome=outcome, resolved_at=at)


def reopen_reports(comment_ids: list[int], *, resolved_at: datetime) -> int:
    """Undo the resolve_reports of that very moment. Returns how many there were."""
    return Report.objects.filter(comment__in=comment_ids, resolved_at=resolved_at).update(
        outcome=ReportOutcome.OPEN, resolved_at=None
    )
