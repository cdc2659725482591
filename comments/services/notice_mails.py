"""Mailing readers what moderators decided, to those who asked for it."""

import logging
import uuid
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import get_connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from comments.models import AuthorNotice, NoticeMails, User
from comments.notice_mail import notice_mail
from comments.services.following import NoAddress

logger = logging.getLogger(__name__)

BATCH = 100  # readers
# Longer than handing over one mail takes, however slow the server: after it another worker tries.
LEASE = timedelta(minutes=5)
GIVE_UP = timedelta(days=3)  # News that old is on the reader's page, and no mail any more.


def want_notice_mails(user: User) -> None:
    """From now on ``user`` gets notices by mail too. Raises NoAddress."""
    if not user.email:
        raise NoAddress("To get mails, add an e-mail address to your account first.")
    NoticeMails.objects.get_or_create(user=user)


def stop_notice_mails(user: User) -> None:
    NoticeMails.objects.filter(user=user).delete()


def send_notice_mails() -> int:
    """Send each reader one mail about all that is due. Returns how many mails.

    Notices are leased before the mail is handed over and marked after it. Two workers send one
    mail; a worker killed in between loses none, because the lease ends. Only one killed after the
    mail server said yes and before the mark sends twice, under the same Message-ID. When the mail
    server fails the run ends, for all others would fail too.
    """
    now = timezone.now()
    if not AuthorNotice.objects.unsent(now).exists():
        return 0
    settle_unwanted(now)
    connection = get_connection()
    sent = 0
    last_pk = 0
    try:
        while readers := list(due(now).filter(pk__gt=last_pk)[:BATCH]):
            for reader in readers:
                connection.open()  # Nothing to do while it is open.
                sent += send(reader, now, connection)
            last_pk = readers[-1].pk
    except OSError as error:  # smtplib's errors are among them.
        logger.warning("notice mails put off: %s", type(error).__name__)
    finally:
        connection.close()
    return sent


def settle_unwanted(now: datetime) -> None:
    """What nobody wants by mail, or is too old for one, is dealt with: it leaves the outbox."""
    wanted = NoticeMails.objects.filter(user=OuterRef("recipient"), user__is_active=True)
    AuthorNotice.objects.unsent(now).filter(
        Q(due_at__lt=now - GIVE_UP) | ~Exists(wanted.exclude(user__email=""))
    ).update(sent_at=now)


def free(now: datetime) -> QuerySet[AuthorNotice]:
    """Due notices that no worker has in hand."""
    return AuthorNotice.objects.unsent(now).filter(Q(lease_until=None) | Q(lease_until__lte=now))


def due(now: datetime) -> QuerySet[User]:
    """Readers with something to mail."""
    return (
        User.objects.filter(Exists(free(now).filter(recipient=OuterRef("pk"))))
        .select_related("notice_mails")
        .order_by("pk")
    )


def send(reader: User, now: datetime, connection) -> bool:
    """One mail, if nobody else is sending it. Raises OSError when the mail server fails."""
    token = uuid.uuid4()
    leased = free(now).filter(recipient=reader)
    if not leased.update(lease_token=token, lease_until=timezone.now() + LEASE):
        return False
    mine = AuthorNotice.objects.filter(lease_token=token)
    try:
        notices = list(mine.select_related("comment__article").order_by("due_at", "pk"))
        message = notice_mail(reader, notices)
        message.connection = connection
        message.send()
    except SMTPRecipientsRefused as refusal:
        # For good: trying this address each minute would only make the server angry.
        if all(500 <= code < 600 for code, _ in refusal.recipients.values()):
            logger.warning("notices of person %s: the mail server refuses the address", reader.pk)
            finish(mine)
        else:
            give_back(mine)
        return False
    except ValueError as error:
        # No mail can be made for this address at all.
        logger.warning(
            "notices of person %s: no mail can be written (%s)", reader.pk, type(error).__name__
        )
        finish(mine)
        return False
    except OSError:
        give_back(mine)
        raise
    finish(mine)
    return True


def finish(mine: QuerySet[AuthorNotice]) -> None:
    mine.update(sent_at=timezone.now(), lease_token=None, lease_until=None)


def give_back(mine: QuerySet[AuthorNotice]) -> None:
    mine.update(lease_token=None, lease_until=None)
