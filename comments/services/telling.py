"""Telling readers what moderators decided, once nobody can take it back in silence any more.

Whoever moderates calls this in the transaction of the deed. The number of statements does not grow
with the number of comments.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, CharField, DateTimeField, F, Min, QuerySet, Value, When
from django.utils import timezone

from comments.models import OF_A_COMMENT, AuthorNotice, Comment, NoticeKind, Status, User
from comments.signals import warnings_acknowledged

COLUMNS = ("recipient_id", "comment_id", "kind", "reason_code", "words", "decided_at", "due_at")


def due_after(decided_at: datetime) -> datetime:
    """From when on the reader is told of a deed of ``decided_at``."""
    return decided_at + timedelta(seconds=settings.UNDO_WINDOW)


def kind_of(before: str, after: str) -> NoticeKind | None:
    """What a comment's author is told when its status goes from ``before`` to ``after``; None when
    there is nothing to tell."""
    if before == after or after in (Status.PENDING, Status.WITHDRAWN):
        return None
    if after == Status.REMOVED:
        return NoticeKind.REMOVED
    if after == Status.HELD:
        return NoticeKind.REOPENED
    return NoticeKind.RESTORED if before == Status.REMOVED else NoticeKind.PUBLISHED


def tell_authors(before: Mapping[int, str], *, decided_at: datetime) -> None:
    """Tell the authors of comments whose status a moderator has just changed. One statement.

    ``before`` maps a comment's id to the status it had; what it has now is read from its row.
    """
    moved = {pk for pk, status in before.items() if status != Status.WITHDRAWN}
    if not moved:
        return
    back = [pk for pk in moved if before[pk] == Status.REMOVED]
    kind = Case(
        When(status=Status.REMOVED, then=text(NoticeKind.REMOVED)),
        When(status=Status.HELD, then=text(NoticeKind.REOPENED)),
        *([When(pk__in=back, then=text(NoticeKind.RESTORED))] if back else []),
        default=text(NoticeKind.PUBLISHED),
    )
    told = Comment.objects.filter(pk__in=moved).exclude(
        status__in=(Status.PENDING, Status.WITHDRAWN)
    )
    insert_from(
        told.values_list(
            F("author_id"),
            F("pk"),
            kind,
            F("reason_code"),
            text(""),
            moment(decided_at),
            moment(due_after(decided_at)),
        )
    )


def untell_authors(comment_ids: Collection[int], *, decided_at: Collection[datetime]) -> None:
    """The decisions of those moments on these comments are taken back. At most two statements.

    Whoever was not told yet never will be. Whoever was is told how things stand now, at once: an
    undo cannot be taken back. Call it when the comments have their new status.
    """
    if not comment_ids:
        return
    now = timezone.now()
    these = AuthorNotice.objects.filter(
        comment__in=comment_ids, decided_at__in=decided_at, kind__in=OF_A_COMMENT
    )
    untold(these, now).delete()
    kind = Case(
        When(comment__status=Status.VISIBLE, then=text(NoticeKind.RESTORED)),
        When(comment__status=Status.REMOVED, then=text(NoticeKind.REMOVED)),
        default=text(NoticeKind.REOPENED),
    )
    insert_from(
        these.order_by().values_list(
            F("recipient_id"),
            F("comment_id"),
            kind,
            F("comment__reason_code"),
            text(""),
            moment(now),
            moment(now),
        )
    )


def untold(notices: QuerySet, now: datetime) -> QuerySet:
    """Those that can go without a trace. A mailer whose clock is ahead may have one in hand
    already: that one stays."""
    return notices.filter(due_at__gt=now, lease_token=None, sent_at=None)


def insert_from(rows: QuerySet) -> None:
    """INSERT … SELECT: one statement however many rows; bulk_create would split them."""
    sql, params = rows.query.sql_with_params()
    table, *columns = map(connection.ops.quote_name, (AuthorNotice._meta.db_table, *COLUMNS))
    into = f"INSERT INTO {table} ({', '.join(columns)}) "
    with connection.cursor() as cursor:
        cursor.execute(into + sql, params)


def text(words: str) -> Value:
    return Value(str(words), output_field=CharField())


def moment(when: datetime) -> Value:
    return Value(when, output_field=DateTimeField())


def tell_person(
    user: User,
    kind: NoticeKind,
    *,
    words: str,
    decided_at: datetime,
    until: datetime | None = None,
) -> AuthorNotice:
    """Tell ``user`` of a measure against them. A warning keeps them from posting until confirmed,
    from the moment on at which they can read it."""
    notice = AuthorNotice.objects.create(
        recipient=user,
        kind=kind,
        words=words,
        until=until,
        decided_at=decided_at,
        due_at=due_after(decided_at),
    )
    if kind == NoticeKind.WARNED:
        keep_warned(user)
    return notice


def untell_person(user: User, *, decided_at: datetime) -> None:
    """The measure of that moment is taken back: in silence if ``user`` does not know of it yet."""
    now = timezone.now()
    these = AuthorNotice.objects.filter(recipient=user, decided_at=decided_at, comment=None)
    untold(these, now).delete()
    if told := these.exclude(kind=NoticeKind.LIFTED).first():
        AuthorNotice.objects.filter(pk=told.pk, read_at=None).update(read_at=now)
        AuthorNotice.objects.create(
            recipient=user, kind=NoticeKind.LIFTED, words=told.words, decided_at=now, due_at=now
        )
    keep_warned(user)


def warnings_of(user: User, now: datetime) -> QuerySet[AuthorNotice]:
    """What ``user`` has to confirm before they can post again, oldest first."""
    return AuthorNotice.objects.unread(now).filter(recipient=user, kind=NoticeKind.WARNED).reverse()


def acknowledge(user: User, notice_ids: Collection[int]) -> int:
    """``user`` has read these warnings. Returns how many were open; a newer one stays open."""
    now = timezone.now()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        confirmed = list(warnings_of(user, now).filter(pk__in=notice_ids))
        AuthorNotice.objects.filter(pk__in=[notice.pk for notice in confirmed]).update(read_at=now)
        keep_warned(user)
        if confirmed:
            times = [notice.decided_at for notice in confirmed]
            warnings_acknowledged.send(sender=User, user=user, decided_at=times, at=now)
    return len(confirmed)


def keep_warned(user: User) -> None:
    """Bring the column that posting looks at up to date. Call it with the person's row locked."""
    unread = AuthorNotice.objects.filter(recipient=user, kind=NoticeKind.WARNED, read_at=None)
    since = unread.aggregate(first=Min("due_at"))["first"]
    User.objects.filter(pk=user.pk).update(warned_at=since)
    user.warned_at = since


def mark_read(user: User, *, upto: datetime) -> None:
    """``user`` has seen the list of ``upto``. Warnings want to be confirmed by themselves."""
    AuthorNotice.objects.unread(upto).filter(recipient=user).exclude(kind=NoticeKind.WARNED).update(
        read_at=upto
    )
