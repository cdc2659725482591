"""Posting a comment."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments import paths, text
from comments.ids import new_id
from comments.models import (
    Article,
    Comment,
    CommentRevision,
    Cooling,
    ModerationMode,
    Standing,
    Status,
    User,
)
from comments.services.cooling import check_cooling
from comments.services.refusals import CommentingClosed, InvalidReply, NotAllowed
from comments.signals import comment_waiting

TRIES = 30  # for a number among siblings; each try loses only to a sibling that got in


def post_comment(
    *,
    article: Article,
    author: User,
    body: str,
    parent: Comment | None = None,
    idempotency_key: uuid.UUID | None = None,
) -> Comment:
    """Store a new comment and announce it once the row is committed.

    It is PENDING until judged, or VISIBLE at once where the article's mode says so. A second call
    with the same author and ``idempotency_key`` returns the first one's comment. Raises
    text.BadText, CommentingClosed, NotAllowed, or InvalidReply; nothing is written then.
    """
    body = text.clean(body)
    now = timezone.now()
    check_may_comment(author, now)
    check_cooling(article, author, now)
    if not article.is_open_at(now):
        raise CommentingClosed(_("Comments on this article are closed. Nothing was posted."))
    check_parent(parent, article)
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return insert(
                    article=article,
                    author=author,
                    body=body,
                    parent=parent,
                    idempotency_key=idempotency_key,
                    posted_at=now,
                )
        except IntegrityError:
            if earlier := earlier_submit(author, idempotency_key):
                return earlier
    raise NotAllowed(_("Too many answers arrive here at the same moment. Try again in a second."))


def check_may_comment(author: User, now) -> None:
    """Raise NotAllowed, with the date if there is one, for a banned or suspended author, and for
    one who has not confirmed a warning yet."""
    standing = author.standing_at(now)
    if standing == Standing.BANNED:
        raise NotAllowed(
            _("A moderator has closed this account for commenting. Nothing was posted.")
        )
    if standing == Standing.SUSPENDED and author.standing_until:
        raise NotAllowed(
            _("You can comment again from %(time)s UTC. Nothing was posted.")
            % {"time": date_format(author.standing_until, "j F Y, H:i")}
        )
    if author.warned_at is not None and author.warned_at <= now:
        raise NotAllowed(
            _(
                "A moderator has a word for you. Confirm that you have read it, then you can post. "
                "Nothing was posted."
            )
        )


def check_parent(parent: Comment | None, article: Article) -> None:
    if parent is None:
        return
    if parent.article_id != article.pk:
        raise InvalidReply(_("That comment belongs to another article. Nothing was posted."))
    if parent.status != Status.VISIBLE:
        raise InvalidReply(
            _("The comment you answer is no longer there. You can post yours without it.")
        )


def earlier_submit(author: User, idempotency_key: uuid.UUID | None) -> Comment | None:
    if idempotency_key is None:
        return None
    return Comment.objects.filter(author=author, idempotency_key=idempotency_key).first()


def insert(
    *,
    article: Article,
    author: User,
    body: str,
    parent: Comment | None,
    posted_at: datetime,
    idempotency_key: uuid.UUID | None = None,
) -> Comment:
    """One comment and its first revision, of texts and people already checked.

    Raises IntegrityError when id, number or key is taken.
    """
    now = timezone.now()
    at_once = is_published_at_once(article, author, now)
    siblings = Comment.objects.filter(article=article, parent=parent)
    number = (siblings.aggregate(most=Max("number"))["most"] or 0) + 1
    comment = Comment(
        id=new_id(posted_at.timestamp()),
        article=article,
        author=author,
        body=body,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        number=number,
        status=Status.VISIBLE if at_once else Status.PENDING,
        posted_at=posted_at,
        published_at=posted_at if at_once else None,
        unjudged_since=now,
        not_before=now,
        fingerprint=text.fingerprint(body),
        idempotency_key=idempotency_key,
    )
    comment.path = paths.child_path(parent.path if parent else "", comment.pk)
    comment.save(force_insert=True)
    CommentRevision.objects.create(comment=comment, number=1, body=body, written_at=posted_at)
    if at_once:
        Article.objects.filter(pk=article.pk).update(comment_count=F("comment_count") + 1)
    announce_after_commit(comment)
    return comment


def is_published_at_once(article: Article, author: User, now: datetime) -> bool:
    return (
        article.moderation_mode == ModerationMode.AT_ONCE
        and article.cooling_at(now) != Cooling.HOLD
        and author.standing_at(now) == Standing.GOOD
    )


def announce_after_commit(comment: Comment) -> None:
    def announce():
        comment_waiting.send(sender=Comment, comment_id=comment.pk)

    # robust: a dead broker must not turn a stored comment into an error page. The sweeper in every
    # worker finds the row anyhow. A nested function: a partial breaks Django 5.2's error log line.
    transaction.on_commit(announce, robust=True)
