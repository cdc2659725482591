"""Clearing away what was kept long enough: once a day, in small steps, safe to run at any time.

Each class of rows has its time in settings.RETENTION; what is left of each is in docs/privacy.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.models import (
    AddressKey,
    AuthorNotice,
    Comment,
    NoticeKind,
    PostingNetwork,
    RetentionRun,
    SignIn,
    Status,
)
from comments.privacy.addresses import EPOCH, PERIOD
from comments.privacy.words import erase_words

BATCH = 500  # rows in one transaction
RUNS = timedelta(days=365)  # so long the counts of earlier runs are kept

Clear = Callable[[Sequence], object]


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of one class: which are over at a moment, and what becomes of them, by their keys."""

    name: str
    title: Promise
    over: Callable[[datetime], QuerySet]
    clear: Clear


def over_since(name: str, now: datetime) -> datetime:
    return now - settings.RETENTION[name]


def deleting(model: type[Model]) -> Clear:
    return lambda keys: model._default_manager.filter(pk__in=keys).delete()


def blank(keys: Sequence) -> None:
    erase_words(keys, using=DEFAULT_DB_ALIAS, whole=False)


def with_words(status: Status, before: datetime) -> QuerySet:
    """Comments that readers see no more and that still have words. Index comments_gone."""
    gone = Comment.objects.filter(status=status, gone_at__isnull=False, gone_at__lte=before)
    return gone.exclude(body="")


def last_period(now: datetime) -> int:
    """The last period whose key has had its time, counted from the day it came into use."""
    return (over_since("address_keys", now) - EPOCH) // PERIOD


CLASSES = (
    Kept(
        "sign_ins",
        _("Log-ins"),
        lambda now: SignIn.objects.filter(seen_at__lte=over_since("sign_ins", now)),
        deleting(SignIn),
    ),
    Kept(
        "sessions",
        _("Ended sessions"),
        lambda now: Session.objects.filter(expire_date__lte=now),
        deleting(Session),
    ),
    # The key goes first: whatever happens then, nobody can read the hashes any more.
    Kept(
        "address_keys",
        _("Keys of addresses"),
        lambda now: AddressKey.objects.filter(period__lte=last_period(now)),
        deleting(AddressKey),
    ),
    Kept(
        "networks",
        _("Hashes of addresses"),
        lambda now: PostingNetwork.objects.filter(period__lte=last_period(now)),
        deleting(PostingNetwork),
    ),
    Kept(
        "removed",
        _("Words of removed comments"),
        lambda now: with_words(Status.REMOVED, over_since("removed", now)),
        blank,
    ),
    Kept(
        "withdrawn",
        _("Words of withdrawn comments"),
        lambda now: with_words(Status.WITHDRAWN, over_since("withdrawn", now)),
        blank,
    ),
    # A warning stays until its reader has confirmed it: until then they cannot post.
    Kept(
        "notices",
        _("What authors were told"),
        lambda now: AuthorNotice.objects.filter(due_at__lte=over_since("notices", now)).exclude(
            Q(kind=NoticeKind.WARNED, read_at=None)
        ),
        deleting(AuthorNotice),
    ),
)


def count(now: datetime) -> dict[str, int]:
    """Class -> how many rows are over. Changes nothing."""
    return {each.name: each.over(now).count() for each in CLASSES}


def run(now: datetime, *, step: Callable[[int], object] = lambda amount: None) -> RetentionRun:
    """Clear all classes away and write down how many rows were met. ``step`` hears of batches."""
    done = RetentionRun.objects.create(began_at=timezone.now())
    for each in CLASSES:
        done.counts[each.name] = clear(each, now, step)
    done.ended_at = timezone.now()
    done.save()
    RetentionRun.objects.filter(began_at__lt=done.began_at - RUNS).delete()
    return done


def clear(kept: Kept, now: datetime, step: Callable[[int], object]) -> int:
    met = 0
    while True:
        with transaction.atomic():
            keys = list(kept.over(now).order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not keys:
                return met
            kept.clear(keys)
        met += len(keys)
        step(len(keys))


def last_run() -> tuple[RetentionRun, list[tuple[Promise, int]]] | None:
    """The last one that came to its end, with (class in words, rows); None before the first."""
    done = RetentionRun.objects.filter(ended_at__isnull=False).first()
    if done is None:
        return None
    return done, [(each.title, done.counts.get(each.name, 0)) for each in CLASSES]
