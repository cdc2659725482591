"""What a reader is told, on their own pages."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from comments.models import AuthorNotice, NoticeKind, NoticeMails, Status, User
from comments.services import send_notice_mails, tell_person, want_notice_mails
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db


def make_notice(reader, *, due=timedelta(seconds=-1), **fields) -> AuthorNotice:
    comment = make_comment("My words.", author=reader, status=Status.REMOVED)
    due_at = timezone.now() + due
    return AuthorNotice.objects.create(
        recipient=reader,
        due_at=due_at,
        decided_at=due_at,
        **{"comment": comment, "kind": NoticeKind.REMOVED, "reason_code": "spam"} | fields,
    )


def warn(reader, settings, words="Stay <civil>.") -> AuthorNotice:
    settings.UNDO_WINDOW = 0
    return tell_person(reader, NoticeKind.WARNED, words=words, decided_at=timezone.now())


def flat(response) -> str:
    return " ".join(response.text.split())


def test_header_counts_what_is_new_and_due_until_it_was_seen(reader_client, reader):
    make_notice(reader)
    make_notice(reader)
    make_notice(reader, due=timedelta(seconds=10))
    make_notice(UserFactory())

    front = flat(reader_client.get("/"))
    mine = flat(reader_client.get("/me/"))
    after = flat(reader_client.get("/"))

    assert ", 2 new notices" in front
    assert mine.count("Your comment was removed: it advertises or repeats.") == 2
    assert mine.count(">new<") == 2
    assert "new notice" not in after


def test_looking_at_the_head_of_the_page_reads_nothing(reader_client, reader):
    notice = make_notice(reader)

    reader_client.head("/me/")

    notice.refresh_from_db()
    assert notice.read_at is None


def test_warning_stands_on_the_next_page_until_confirmed(reader_client, reader, settings):
    notice = warn(reader, settings)
    article = ArticleFactory()

    page = reader_client.get(article.get_absolute_url())
    assert "Stay &lt;civil&gt;." in page.text
    refused = reader_client.post(
        reverse("comments:post", args=[article.slug]),
        {"body": "Kept words.", "key": "9a9b1f7e-6a4e-4a62-9d0e-6ab1a6d8f001"},
    )
    assert refused.status_code == 422
    assert "Kept words." in refused.text
    assert "Confirm that you have read it, then you can post." in refused.text
    assert not reader.comments.exists()

    answer = reader_client.post(
        reverse("comments:acknowledge"),
        {"notice": notice.pk, "next": article.get_absolute_url()},
        follow=True,
    )

    assert answer.redirect_chain == [(article.get_absolute_url(), 302)]
    assert "Thank you. You can post again." in answer.text
    assert "Stay &lt;civil&gt;." not in answer.text
    assert User.objects.get(pk=reader.pk).warned_at is None


def test_confirming_leads_nowhere_else(reader_client, reader, settings):
    notice = warn(reader, settings)

    answer = reader_client.post(
        reverse("comments:acknowledge"), {"notice": notice.pk, "next": "https://evil.example/"}
    )

    assert answer.url == "/me/"


def test_page_of_who_was_not_warned_asks_for_no_warning(
    reader_client, reader, settings, django_assert_num_queries
):
    with django_assert_num_queries(6):  # session, person, rights, articles, unread, sections
        reader_client.get("/")


def test_mails_are_asked_for_and_stopped_on_the_own_page(reader_client, reader):
    reader.email = "robin@example.org"
    reader.save()
    address = reverse("comments:notice_mails")

    on = reader_client.post(address, {"mails": "1"}, follow=True)
    assert NoticeMails.objects.get().user == reader
    off = reader_client.post(address, {"mails": "0"}, follow=True)

    assert "You are told by mail, too." in on.text
    assert "Tell me by mail, too" in off.text
    assert not NoticeMails.objects.exists()


def test_mails_without_an_address_lead_to_the_page_that_takes_one(reader_client):
    answer = reader_client.post(reverse("comments:notice_mails"), {"mails": "1"})

    assert answer.url == reverse("account_email")
    assert not NoticeMails.objects.exists()


def test_link_in_a_mail_stops_them_with_one_click_and_without_logging_in(client):
    reader = UserFactory(email="robin@example.org")
    want_notice_mails(reader)
    make_notice(reader)
    send_notice_mails()
    stop = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + stop.split("/", 3)[3]

    asked = client.get(path)
    assert NoticeMails.objects.exists()
    stopped = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert "Stop mails about your comments?" in asked.text
    assert stopped.status_code == 200
    assert not NoticeMails.objects.exists()
    assert client.post(path).status_code == 200
    assert client.get(path).status_code == 404
