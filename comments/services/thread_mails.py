"""Mailing followers what is new under an article."""

import logging
import uuid
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import get_connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from comments.mail import thread_mail
from comments.models import Article, Comment, Follow

logger = logging.getLogger(__name__)

BATCH = 100  # follows
SHOWN = 20  # comments in one mail; the rest is a number and a link
# A comment gets its time of publication before its row is committed. One that commits later than
# this after would be missed.
SETTLE = timedelta(seconds=10)
# Longer than handing over one mail takes, however slow the server: after it another worker tries.
LEASE = timedelta(minutes=5)


def send_thread_mails() -> int:
    """Send each follower one mail about what others published since the last. Returns how many.

    A follow is leased before its mail is handed over, and ``mailed_until`` moves on after it: so
    two workers send one mail, and one killed in between loses none, because the lease ends. Only
    one killed after the mail server said yes and before the mark sends twice, with the same
    Message-ID as long as nothing new was published meanwhile. What cannot be delivered now is given
    back and comes with the next run; when the mail server itself fails the run ends, for all others
    would fail too.
    """
    until = timezone.now() - SETTLE
    connection = get_connection()
    sent = 0
    last_pk = 0
    try:
        while batch := list(due(until).filter(pk__gt=last_pk)[:BATCH]):
            for following in batch:
                connection.open()  # Nothing to do while it is open.
                sent += send(following, until, connection)
            last_pk = batch[-1].pk
    except OSError as error:  # smtplib's errors are among them.
        logger.warning("thread mails put off: %s", type(error).__name__)
    finally:
        connection.close()
    return sent


def due(until: datetime) -> QuerySet[Follow]:
    """Follows with something to tell. Served by comments_published."""
    return (
        Follow.objects.filter(Exists(news(OuterRef("article"), OuterRef("user"), until)))
        .filter(is_free(timezone.now()))
        .filter(user__is_active=True, article__in=Article.objects.published())
        .exclude(user__email="")
        .select_related("user", "article")
        .order_by("pk")
    )


def is_free(now: datetime) -> Q:
    """No worker has it in hand."""
    return Q(lease_until=None) | Q(lease_until__lte=now)


def news(article, reader, until: datetime, since=None) -> QuerySet[Comment]:
    """What others published under ``article`` after ``since`` and up to ``until``."""
    return (
        Comment.objects.visible()
        .filter(
            article=article,
            published_at__gt=OuterRef("mailed_until") if since is None else since,
            published_at__lte=until,
        )
        .exclude(author=reader)
    )


def send(following: Follow, until: datetime, connection) -> bool:
    """One mail, if nobody else is sending it. Raises OSError when the mail server fails."""
    since = following.mailed_until
    token, now = uuid.uuid4(), timezone.now()
    free = Follow.objects.filter(is_free(now), pk=following.pk, mailed_until=since)
    if not free.update(lease_token=token, lease_until=now + LEASE):
        return False
    mine = Follow.objects.filter(pk=following.pk, lease_token=token)
    comments = news(following.article_id, following.user_id, until, since)
    newest = list(comments.select_related("author").order_by("published_at")[:SHOWN])
    if not newest:  # Taken back meanwhile.
        finish(mine, until)
        return False
    try:
        message = thread_mail(following, newest, total=comments.count())
        message.connection = connection
        message.send()
    except SMTPRecipientsRefused as refusal:
        # For good: trying this address each minute would only make the server angry.
        if all(500 <= code < 600 for code, _ in refusal.recipients.values()):
            logger.warning("follow %s: the mail server refuses the address", following.pk)
            finish(mine, until)
        else:
            finish(mine, since)
        return False
    except ValueError as error:
        # No mail can be made for this address at all.
        kind = type(error).__name__  # Its words may hold the address.
        logger.warning("follow %s: no mail can be written (%s)", following.pk, kind)
        finish(mine, until)
        return False
    except OSError:
        finish(mine, since)
        raise
    finish(mine, until)
    return True


def finish(mine: QuerySet[Follow], until: datetime) -> None:
    """Give the lease back; what was published up to ``until`` has been mailed."""
    mine.update(mailed_until=until, lease_token=None, lease_until=None)
