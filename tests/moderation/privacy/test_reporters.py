"""Who reported a comment, and in which words, no page, file or mail tells its author."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from comments.models import Follow, NoticeMails
from comments.privacy.exporting import archive
from comments.services import (
    follow,
    report_comment,
    send_notice_mails,
    want_notice_mails,
)
from comments.services.thread_mails import send_thread_mails
from moderation import roles, services
from moderation.models import Action, ReviewItem
from tests.factories import UserFactory, make_comment, make_staff

pytestmark = pytest.mark.django_db

CANARIES = ("tattlecanary", "Tina Tattle", "Notecanary", "tattle@example.org")
# Rooms that authors do not come into; they have tests of their own.
ELSEWHERE = ("admin/", "moderation/")


def patterns(found, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in found:
        route = before + str(each.pattern)
        if route.startswith(ELSEWHERE):
            continue
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, route)
        else:
            yield route, each


def addresses(**values: str) -> list[str]:
    """Every address outside the desk, with ``values`` by the name or the kind of each argument."""
    found = []
    for route, pattern in patterns(get_resolver().url_patterns):
        address = route.replace("^", "").replace("\\Z", "").replace("$", "")
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            value = values.get(name, values["slug" if kind == "slug" else "other"])
            for spelled in (f"<{kind[:3]}:{name}>", f"<{kind}:{name}>", f"<{name}>"):
                address = address.replace(spelled, value)
        if "(?P" not in address and "<" not in address:
            found.append(f"/{address}")
    return found


@pytest.fixture
def author():
    """Somebody of whose reported comments one stands, one was removed, and one waits."""
    author = UserFactory(email="author@example.org")
    reporter = UserFactory(
        username="tattlecanary", display_name="Tina Tattle", email="tattle@example.org"
    )
    lead = make_staff(roles.LEAD)
    stands, removed = (make_comment(f"Word {number}.", author=author) for number in range(2))
    want_notice_mails(author)
    follow(stands.article, user=author)
    for comment, action in ((stands, Action.DISMISS), (removed, Action.REJECT)):
        report_comment(comment, reporter=reporter, category="other", note="Notecanary.")
        item = ReviewItem.objects.get(comment=comment)
        services.decide(item, moderator=lead, action=action, reason_code="abusive")
    report_comment(
        make_comment("Open.", author=author), reporter=reporter, category="other", note="Notecanary"
    )
    return author


def said_to(author, client) -> dict[str, str]:
    """Address -> what the author reads there; and their mails, and the file of their data."""
    client.force_login(author)
    comments = author.comments.all()
    said = {}
    for comment in comments:
        for address in addresses(
            slug=comment.article.slug,
            pk=str(comment.pk),
            token=Follow.objects.get(user=author).token,
            other="x",
        ):
            response = client.get(address)
            said[f"{address} ({response.status_code})"] = b"".join(response).decode()
            client.force_login(author)  # One of them logs out.
    send_notice_mails()
    send_thread_mails()
    said["mails"] = "".join(str(message.message()) for message in mail.outbox)
    with zipfile.ZipFile(io.BytesIO(archive(author))) as packed:
        said["data"] = "".join(packed.read(name).decode() for name in packed.namelist())
    return said


def test_an_author_reads_nowhere_who_reported_or_with_which_words(author, client, lead_client):
    open_item = ReviewItem.objects.get(comment__body="Open.")
    at_the_desk = lead_client.get(open_item.get_absolute_url()).text
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
        said = said_to(author, client)

    # What is looked for can be found, and the author does read of the matter.
    assert "Notecanary" in at_the_desk
    assert "Your comment was removed" in said["mails"]
    assert "Your comment was removed" in said["/me/ (200)"]
    assert NoticeMails.objects.filter(user=author).exists()
    assert len(said) > 60
    assert {
        (place, canary) for place, words in said.items() for canary in CANARIES if canary in words
    } == set()
