"""Sessions: who has which, how long they last, and ending them."""

import logging
from datetime import datetime, timedelta

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from comments.accounts.devices import device_of
from comments.models import SignIn, User

logger = logging.getLogger(__name__)

# From the log-in on, however busy.
STAFF_SESSION = timedelta(hours=12)
READER_SESSION = timedelta(days=90)
REMEMBERED = timedelta(days=90)  # so long is a device known that was here
SEEN_EVERY = timedelta(minutes=10)  # no write for each request
STATE = "sign_in"  # In the session: {"pk", "key", "seen", "until"}, times in seconds since 1970.


def begin(request, user: User) -> SignIn:
    """Note a log-in that has just been made, and bound its session."""
    now = timezone.now()
    most = STAFF_SESSION if user.is_staff else READER_SESSION
    if not request.session.session_key:
        request.session.create()
    SignIn.objects.filter(user=user, seen_at__lt=now - REMEMBERED).delete()
    row, _new = SignIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "device": device_of(request.META.get("HTTP_USER_AGENT", "")),
            "began_at": now,
            "seen_at": now,
        },
    )
    request.session[STATE] = {
        "pk": row.pk,
        "key": row.session_key,
        "seen": now.timestamp(),
        "until": (now + most).timestamp(),
    }
    return row


def has_run_out(session, now: datetime) -> bool:
    """Whether this session is older than it may be, whatever was done in it."""
    until = session.get(STATE, {}).get("until")
    return until is not None and until <= now.timestamp()


def keep_up(session, now: datetime) -> None:
    """Follow a session whose key was changed, and note now and then that it is in use.

    A page that can be read is not refused because this cannot be noted, as on a full disk.
    """
    state = session.get(STATE)
    if not state or not session.session_key:
        return
    moved = state["key"] != session.session_key
    if moved or state["seen"] <= (now - SEEN_EVERY).timestamp():
        row = SignIn.objects.filter(pk=state["pk"])
        try:
            row.update(session_key=session.session_key, seen_at=now)
        except OperationalError as error:
            logger.warning("use of a session not noted: %s", type(error).__name__)
            return
        session[STATE] = state | {"key": session.session_key, "seen": now.timestamp()}


def open_sign_ins(user: User) -> list[SignIn]:
    """Where ``user`` is logged in now, the latest first."""
    rows = {row.session_key: row for row in user.sign_ins.order_by("-seen_at")}
    live = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    good = user.get_session_auth_hash()
    keys = {
        session.session_key
        for session in live
        if session.get_decoded().get(HASH_SESSION_KEY) == good
    }
    return [row for key, row in rows.items() if key in keys]


def end_one(user: User, pk: int) -> bool:
    """End one log-in of ``user``. False when it is none of theirs, or ended already."""
    row = user.sign_ins.filter(pk=pk).first()
    if row is None:
        return False
    with transaction.atomic():
        Session.objects.filter(session_key=row.session_key).delete()
        row.delete()
    return True


def end_all(user: User) -> None:
    """End every session of ``user``, also those no row tells of.

    The number is part of what each session is checked against at each request, so that one begun
    at this very moment with the old number ends as well.
    """
    using = user._state.db or DEFAULT_DB_ALIAS
    with transaction.atomic(using=using):
        User.objects.using(using).filter(pk=user.pk).update(session_number=F("session_number") + 1)
        keys = list(user.sign_ins.values_list("session_key", flat=True))
        Session.objects.using(using).filter(session_key__in=keys).delete()
    user.refresh_from_db(fields=["session_number"])


def delete_unlisted(person: int, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Delete also the sessions of ``person`` that no row tells of, and what was typed in them.
    Reads all that there are."""
    sessions = Session.objects.using(using)
    theirs = [
        each.session_key
        for each in sessions.iterator()
        if each.get_decoded().get(SESSION_KEY) == str(person)
    ]
    sessions.filter(session_key__in=theirs).delete()


def end_others(request) -> None:
    """End every session of who asks but the one they ask from, which gets another key."""
    user = request.user
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_number=F("session_number") + 1)
        others = user.sign_ins.exclude(session_key=request.session.session_key)
        keys = list(others.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
    user.refresh_from_db(fields=["session_number"])
    update_session_auth_hash(request, user)
