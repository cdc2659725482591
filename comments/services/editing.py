"""What authors do to their own comments."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import text
from comments.models import Comment, CommentRevision, ModerationMode, Standing, Status, User
from comments.services.posting import announce_after_commit, check_may_comment
from comments.services.refusals import CannotEdit
from comments.services.status import change_status
from comments.signals import comment_edited, comment_withdrawn

EDIT_WINDOW = timedelta(minutes=10)


def edit_comment(comment: Comment, *, author: User, body: str) -> Comment:
    """Give ``comment`` a new revision, to be judged again; an earlier approval lapses.

    A visible one is hidden until judged unless the article publishes at once; a held one stays
    held, whatever the new words are: only a moderator frees it. Saving the same words changes
    nothing. Raises text.BadText, NotAllowed or CannotEdit.
    """
    body = text.clean(body)
    now = timezone.now()
    check_may_comment(author, now)
    with transaction.atomic():
        comment = (
            Comment.objects.select_for_update(no_key=True, of=("self",))
            .select_related("article")
            .get(pk=comment.pk)
        )
        check_editable(comment, author, now)
        if body == comment.body:
            return comment
        write_revision(comment, body, now)
        stays_visible = (
            comment.article.moderation_mode == ModerationMode.AT_ONCE
            and author.standing_at(now) == Standing.GOOD
        )
        if comment.status == Status.VISIBLE and not stays_visible:
            change_status(comment, Status.PENDING)
        comment_edited.send(sender=Comment, comment=comment)
        announce_after_commit(comment)
    return comment


def check_editable(comment: Comment, author: User, now) -> None:
    if comment.author_id != author.pk:
        raise CannotEdit(_("Only its author can edit a comment."))
    if comment.status in (Status.REMOVED, Status.WITHDRAWN):
        raise CannotEdit(_("This comment is no longer there, so it cannot be edited."))
    if not is_in_edit_window(comment.posted_at, now):
        raise CannotEdit(
            _(
                "Comments can be edited for 10 minutes after posting. "
                "You can still withdraw this one."
            )
        )


def is_in_edit_window(posted_at: datetime, now: datetime) -> bool:
    return now <= posted_at + EDIT_WINDOW


def write_revision(comment: Comment, body: str, now) -> None:
    """Store the new words; void the lease of a scorer that works on the old ones, and the sentence
    that quotes them."""
    comment.body = body
    comment.revision += 1
    comment.edited_at = now
    comment.fingerprint = text.fingerprint(body)
    comment.unjudged_since = comment.not_before = now
    comment.lease_token = None
    comment.tries = 0
    comment.last_error = ""
    comment.explanation = ""
    comment.save(
        update_fields=[
            "body",
            "revision",
            "edited_at",
            "fingerprint",
            "unjudged_since",
            "not_before",
            "lease_token",
            "tries",
            "last_error",
            "explanation",
        ]
    )
    CommentRevision.objects.create(
        comment=comment, number=comment.revision, body=body, written_at=now
    )


def withdraw_comment(comment: Comment, *, author: User) -> None:
    """Take ``comment`` back for good. Answers to it stay. Raises CannotEdit or StatusChanged."""
    if comment.author_id != author.pk:
        raise CannotEdit(_("Only its author can withdraw a comment."))
    if comment.status in (Status.REMOVED, Status.WITHDRAWN):
        raise CannotEdit(_("This comment is no longer there."))
    with transaction.atomic():
        change_status(comment, Status.WITHDRAWN)
        comment_withdrawn.send(sender=Comment, comment=comment)
