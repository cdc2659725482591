"""Erasing an account for good.

Its row stays as a number without a name, because threads, reports and the log point to it: answers
keep their place, votes count on without a voter. All that tells of the person goes.

Two steps. `begin` is one transaction: from then on nobody can log in as them or read a name. The
words go after it in batches, so that a prolific writer does not stop the site; a worker goes on
where a process was killed. Both take the name of the database, for restored backups.
"""

from contextlib import contextmanager
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.accounts.sessions import delete_unlisted, end_all
from comments.models import (
    AuthorNotice,
    Comment,
    Erasure,
    Follow,
    NoticeMails,
    PostingNetwork,
    Report,
    SignIn,
    Status,
    User,
    Vote,
)
from comments.models.people import GONE
from comments.privacy.admin_log import forget_names
from comments.privacy.words import erase_notes, erase_words
from comments.services.refusals import CannotErase
from comments.services.status import change_statuses
from comments.signals import erasure_done, person_erased

BATCH = 200  # comments in one transaction
# A request that was under way may still store a comment after its author was erased.
LATE = timedelta(hours=1)


def erase(user: User, *, using: str = DEFAULT_DB_ALIAS) -> Erasure:
    """All of it, now. Raises CannotErase, and nothing was done then."""
    erasure = begin(user, using=using)
    finish(erasure, using=using)
    erasure_done.send(sender=Erasure, using=using)
    return erasure


def begin(user: User, *, using: str = DEFAULT_DB_ALIAS, at: datetime | None = None) -> Erasure:
    """Make ``user`` a number without a name. Raises CannotErase for the only administrator, but not
    where it is done again, as of the moment ``at``: they may have been the only one then."""
    with deleting_for_good(using), transaction.atomic(using=using):
        person = User.objects.using(using).select_for_update().get(pk=user.pk)
        if at is None and is_only_one(person, using):
            raise CannotErase(
                _(
                    "This is the only administrator of the site. Make somebody else one first. "
                    "Nothing was erased."
                )
            )
        erasure, _new = Erasure.objects.using(using).get_or_create(
            person_id=person.pk, defaults={"erased_at": at or timezone.now()}
        )
        if not person.is_erased:
            forget_names(person, using=using)
            person_erased.send(sender=User, user=person, using=using)
            forget_what_is_theirs(person)
            make_nobody(person, erasure)
    return erasure


def is_only_one(person: User, using: str) -> bool:
    """Whether nobody else could hand out rights."""
    if not (person.is_superuser and person.is_active):
        return False
    others = User.objects.using(using).filter(is_superuser=True, is_active=True)
    return not others.exclude(pk=person.pk).exists()


def forget_what_is_theirs(person: User) -> None:
    """Everything but comments, reports and votes."""
    end_all(person)
    using = person._state.db
    AuthorNotice.objects.using(using).filter(recipient=person).delete()
    models: tuple[type[Model], ...] = (
        *(SignIn, PostingNetwork, Follow, NoticeMails),
        *(EmailAddress, Authenticator),
    )
    for model in models:
        model._default_manager.using(using).filter(user=person).delete()
    for many in (person.groups, person.user_permissions, person.sections):
        many.clear()


def make_nobody(person: User, erasure: Erasure) -> None:
    person.username = f"{GONE}{person.pk}"
    person.display_name = person.first_name = person.last_name = person.email = ""
    person.password = make_password(None)
    person.is_active = person.is_staff = person.is_superuser = person.is_writer = False
    person.last_login = person.warned_at = None
    person.erased_at = erasure.erased_at
    person.save(using=person._state.db)


def finish(erasure: Erasure, *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Take the words, notes and votes of a person that `begin` has made nobody. Returns how many
    comments there were to empty. Safe to run again, also at once with another."""
    person = erasure.person_id
    emptied, last = 0, 0
    with deleting_for_good(using):
        while ids := empty_some(person, after=last, using=using):
            emptied, last = emptied + len(ids), ids[-1]
        Vote.objects.using(using).filter(user=person).update(user=None)
        erase_notes(Report.objects.using(using).filter(reporter=person), using=using)
        delete_unlisted(person, using=using)
        Erasure.objects.using(using).filter(pk=person, done_at=None).update(done_at=timezone.now())
    return emptied


def empty_some(person: int, *, after: int, using: str) -> list[int]:
    """Withdraw and empty up to BATCH comments with ids beyond ``after``. Returns these ids."""
    with transaction.atomic(using=using):
        theirs = Comment.objects.using(using).filter(author=person, pk__gt=after)
        full = ~Q(body="") | Q(revisions__body__gt="")
        found = theirs.filter(full).distinct().order_by("pk")
        ids = list(found.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return []
        rows = Comment.objects.using(using).filter(pk__in=ids)
        batch = list(rows.select_for_update(no_key=True).order_by("pk"))
        stands = [each for each in batch if each.status not in (Status.REMOVED, Status.WITHDRAWN)]
        change_statuses(stands, Status.WITHDRAWN, using=using)
        erase_words(ids, using=using, whole=True)
    return ids


def finish_begun() -> int:
    """Go on with what a killed process left, and look once more after those who posted while they
    were erased. Returns how many comments were emptied."""
    lately = Q(done_at=None) | Q(done_at__gt=timezone.now() - LATE)
    begun = list(Erasure.objects.filter(lately))
    emptied = sum(finish(each) for each in begun)
    if begun:
        erasure_done.send(sender=Erasure, using=DEFAULT_DB_ALIAS)
    return emptied


def again(using: str, listed: list[tuple[int, datetime]]) -> int:
    """Erase in a restored database whom ``listed`` names. Returns how many there were.

    Numbers may be given anew after a restore: whoever signed up later is somebody else.
    """
    erased = 0
    for pk, at in listed:
        person = User.objects.using(using).filter(pk=pk, date_joined__lte=at).first()
        if person is None:
            Erasure.objects.using(using).get_or_create(
                person_id=pk, defaults={"erased_at": at, "done_at": at}
            )
        elif not person.is_erased:
            finish(begin(person, using=using, at=at), using=using)
            erased += 1
    if erased:
        erasure_done.send(sender=Erasure, using=using)
    return erased


def listed(using: str) -> list[tuple[int, datetime]]:
    """Who was erased, and when: what `again` needs of the database that is replaced."""
    return list(Erasure.objects.using(using).values_list("person_id", "erased_at"))


@contextmanager
def deleting_for_good(using: str):
    """SQLite overwrites what is deleted meanwhile; else it would stay in the file until its page
    is used again. PostgreSQL's VACUUM does the same in its own time."""
    overwrite(using, "ON")
    try:
        yield
    finally:
        overwrite(using, "OFF")


def overwrite(using: str, value: str) -> None:
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute(f"PRAGMA secure_delete={value}")
