"""Taking the words of comments out of the database. Their places in the threads stay."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from comments.models import Comment, CommentRevision, Report, ReportCategory
from comments.signals import notes_erased, words_erased

# "Something else" needs a note, so that is what stands where one was.
NOTHING = "–"


def erase_words(comment_ids: Sequence[int], *, using: str, whole: bool) -> None:
    """Empty these comments and all their versions, inside the caller's transaction.

    ``whole``: also what readers and moderators wrote about them. The search index follows by its
    triggers, the rest by the signal.
    """
    comments = Comment.objects.using(using).filter(pk__in=comment_ids)
    comments.update(
        body="",
        explanation="",
        fingerprint="",
        idempotency_key=None,
        last_error="",
        lease_token=None,
        unjudged_since=None,
    )
    revisions = CommentRevision.objects.using(using).filter(comment__in=comment_ids)
    revisions.exclude(body="").update(body="")
    if whole:
        erase_notes(Report.objects.using(using).filter(comment__in=comment_ids), using=using)
    words_erased.send(sender=Comment, comment_ids=list(comment_ids), using=using, whole=whole)


def erase_notes(reports: QuerySet[Report], *, using: str) -> None:
    """Delete what reporters wrote, and what was copied from it."""
    noted = list(reports.exclude(note__in=("", NOTHING)).values_list("pk", flat=True))
    rows = Report.objects.using(using).filter(pk__in=noted)
    with transaction.atomic(using=using):
        rows.exclude(category=ReportCategory.OTHER).update(note="")
        rows.filter(category=ReportCategory.OTHER).update(note=NOTHING)
        notes_erased.send(sender=Report, report_ids=noted, using=using)
