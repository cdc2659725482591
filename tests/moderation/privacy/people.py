"""Somebody with a row of every kind, and words to look for afterwards."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import redis
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.utils import timezone

from comments.models import Comment, Cooling, Status, User
from comments.privacy.addresses import note_posting
from comments.services import edit_comment, follow, report_comment, vote, want_notice_mails
from moderation import roles, services
from moderation.models import (
    Assignment,
    DeskSettings,
    Likeness,
    PolicyVersion,
    ReviewItem,
    RightsChange,
    SavedFilter,
    Score,
)
from moderation.services.notes import write_note
from moderation.services.policies import start_draft
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, make_staff

NAME, SHOWN, ADDRESS = "zaphod.q", "Quillon Zarbeck", "zaphod.q@quillon.example"
NETWORK = "203.0.113.77"
BODY, FIRST_BODY, GONE_BODY = "Xylocanary says hello.", "Vormscanary was here.", "Blimcanary, gone."
NOTE = "Reportcanary is my reason."
CANARIES = (
    *(NAME, SHOWN, ADDRESS, NETWORK, "Zarbeck", "quillon.example"),
    *("ylocanary", "ormscanary", "limcanary", "eportcanary", "anctioncanary", "esknotecanary"),
    *("uotecanary", "eftcanary", "pancanary", "asscanary", "ilterscanary"),
)


def make_person() -> User:
    """With a row of every kind that can name a person, and with words of theirs in every place."""
    person = UserFactory(
        username=NAME, display_name=SHOWN, email=ADDRESS, first_name="Quillon", last_name="Zarbeck"
    )
    lead = make_staff(roles.LEAD)
    of_comments(person, lead)
    of_account(person)
    write_note("Desknotecanary about them.", author=lead, person=person)
    SavedFilter.objects.create(owner=lead, page="queue", name="x", query="author=Quillon+Zarbeck")
    services.impose(person, kind="warning", reason="Sanctioncanary.", moderator=lead)
    log_change(lead, person, SHOWN)
    return User.objects.get(pk=person.pk)


def of_comments(person: User, lead: User) -> None:
    """One that was edited and has an answer, one removed with all that quotes it, one waiting."""
    top = make_comment(FIRST_BODY, author=person)
    edit_comment(top, author=person, body=BODY)
    answer = make_comment("An answer that stays.", parent=top)
    make_comment("And an answer to that, theirs: ylocanary.", parent=answer, author=person)
    report_comment(
        make_comment("Mean.", article=top.article), reporter=person, category="other", note=NOTE
    )
    vote(answer, user=person, value=1)
    removed = make_comment(GONE_BODY, author=person)
    report_comment(removed, reporter=UserFactory(), category="other", note="Quotecanary: so mean.")
    item = ReviewItem.objects.get(comment=removed)
    Score.objects.create(
        comment=removed,
        revision=removed.revisions.get(),
        rudeness=0.9,
        scorer="test@1",
        language="en",
        spans=[[0, 5, 0.9, "spancanary"]],
    )
    Likeness.objects.create(item=item, band=1)
    write_note("Desknotecanary on it.", author=lead, comment=removed)
    services.decide(
        item, moderator=lead, action="reject", reason_code="abusive", note="Quotecanary, see above."
    )
    waiting = make_comment("Limcanary waits.", author=person, status=Status.HELD)
    make_item(waiting, evidence="Spancanary", claimed_by=lead, claim_expires_at=timezone.now())


def of_account(person: User) -> None:
    article = ArticleFactory()
    follow(article, user=person)
    want_notice_mails(person)
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=True, primary=True)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "asscanary"}
    )
    note_posting(person, NETWORK, timezone.now())
    session = SessionStore()
    session.update({"_auth_user_id": str(person.pk), "comment_draft": "Leftcanary"})
    session.save()


def make_colleague() -> User:
    """A moderator with a row of every kind that only those who work at the desk have."""
    person = make_staff(
        roles.LEAD, username=NAME, display_name=SHOWN, email=ADDRESS, is_limited=True
    )
    article = ArticleFactory()
    person.sections.add(article.section)
    person = User.objects.get(pk=person.pk)  # Without the limit cached before.
    item = make_item(make_comment("Ruder.", article=article, status=Status.HELD))
    services.decide(item, moderator=person, action="approve", note="Fine by me.")
    other = item.comment.author
    sanction = services.impose(other, kind="warning", reason="Be kind.", moderator=person)
    services.lift(sanction, moderator=person)
    started = services.cool_down(
        article, kind=Cooling.SLOW, time=timedelta(minutes=30), moderator=person
    )
    services.end_cool_down(started, moderator=person)
    write_note("Mind the tone.", author=person, person=other)
    SavedFilter.objects.create(owner=person, page="queue", name="Filterscanary", query="q=x")
    DeskSettings.objects.create(user=person)
    Assignment.objects.create(moderator=person, section=article.section)
    Assignment.objects.create(moderator=make_staff(), article=article, assigned_by=person)
    make_item(claimed_by=person, claim_expires_at=timezone.now(), opened_by=person)
    make_item(not_for=person)
    PolicyVersion.objects.create(note="Stricter.", created_by=person)
    start_draft(name="Stricter still.", by=person)
    log_change(person, other, "somebody")
    RightsChange.objects.create(person=person, changed_by=person, before={}, after={"desk": True})
    person.user_permissions.add(Permission.objects.first())
    return person


def log_change(who: User, whom: User, name: str) -> None:
    LogEntry.objects.create(
        user=who,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(whom.pk),
        object_repr=name,
        action_flag=CHANGE,
        change_message="",
    )


def everything_in(*names: str) -> Iterator[tuple[str, str]]:
    """(table, value) of every column of every table of these databases, as text."""
    for name in names:
        connection = connections[name]
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                for row in cursor.fetchall():
                    yield from ((table, as_text(value)) for value in row if value is not None)


def as_text(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("latin-1")
    return str(value)


def everything_in_redis() -> Iterator[tuple[str, str]]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    for key in client.scan_iter(count=1000):
        yield "Redis", as_text(key)
        yield "Redis", as_text(client.dump(key) or b"")


def found(canaries=CANARIES, *names: str) -> set[tuple[str, str]]:
    """(table, canary) of each that is anywhere in these databases or in Redis."""
    places = [*everything_in(*(names or ("default",))), *everything_in_redis()]
    return {
        (table, canary)
        for table, value in places
        for canary in canaries
        if canary.casefold() in value.casefold()
    }


def shape() -> str:
    """What the places of all comments come to."""
    rows = Comment.objects.order_by("pk").values_list("pk", "path", "depth", "number")
    return sha256(repr(list(rows)).encode()).hexdigest()
