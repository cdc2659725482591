"""Words, addresses, names and tokens of people are driven through the site; none is in its log."""

import json
import uuid
from smtplib import SMTPRecipientsRefused

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import AuthorNotice, Comment, NoticeKind
from comments.services import notice_mails, want_notice_mails
from comments.tasks import send_notice_mails_now
from comments.views import posting
from moderation import engines
from moderation.pipeline import drain
from tests.factories import ArticleFactory, UserFactory

WORDS = "Canarywords"
ADDRESS = "203.0.113.77"
MAIL = "canary.person@mail.example.org"
TOKEN = "c7x-4f0e9d1b2a3c5d6e7f80"  # As in a link to reset a password.
CANARIES = (WORDS.lower(), ADDRESS, "canary.person", TOKEN, "\u202e", "\x1b")

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    client.defaults |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": f"{WORDS}/1.0"}
    client.raise_request_exception = False
    return client


@pytest.fixture
def article():
    return ArticleFactory()


def post(client, article, body=f"{WORDS} of a reader."):
    url = reverse("comments:post", args=[article.slug])
    return client.post(url, {"body": body, "key": str(uuid.uuid4())})


def told(log) -> list[str]:
    """The events, after a look for canaries in every line, its text as a program would read it."""
    lines = log()
    for line in lines:
        text = json.dumps(line, ensure_ascii=False) + "".join(map(str, line.values()))
        assert [canary for canary in CANARIES if canary in text.lower()] == []
    return [line["event"] for line in lines]


def test_posting_is_logged_without_the_comment(visitor, article, log):
    visitor.force_login(UserFactory(username="canary.person", email=MAIL))

    assert post(visitor, article).status_code == 302
    assert post(visitor, article, body=f"{WORDS} \u202e\x1b[2J").status_code == 422
    visitor.get(f"/articles/{article.slug}/", {"q": f"{WORDS}\u202e", "mail": MAIL})

    assert told(log)[1:] == ["request"] * 3  # The first is of the log-in.


def test_logging_in_is_logged_without_name_password_and_address(visitor, log):
    UserFactory(username="canary.person", email=MAIL)
    login = {"login": "canary.person", "password": WORDS}

    assert visitor.post(reverse("account_login"), login).status_code == 200
    visitor.get(f"/accounts/password/reset/key/{TOKEN}/")
    visitor.get(f"/{WORDS}/{TOKEN}")

    assert told(log) == ["a log-in was refused", *["request"] * 3]


def test_log_ins_and_outs_are_logged_by_the_number_of_the_person(visitor, log):
    person = UserFactory(username="canary.person", email=MAIL)
    login = {"login": "canary.person", "password": "correct horse battery"}

    visitor.post(reverse("account_login"), login)
    visitor.post(
        reverse("account_change_password"),
        {
            "oldpassword": login["password"],
            "password1": "another long phrase",
            "password2": "another long phrase",
        },
    )
    visitor.post(reverse("account_logout"))

    assert [event for event in told(log) if event != "request"] == [
        f"person {person.pk} logged in",
        f"person {person.pk} has a new password",
        f"person {person.pk} logged out",
    ]


def test_refused_hosts_and_forms_are_logged_without_what_they_said(visitor, article, log):
    visitor.get("/", headers={"host": f"{WORDS}.example"})
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=ADDRESS)
    post(strict, article)

    assert told(log) == [
        "request for a host that is not ours",
        "request",
        "CSRF refused: POST articles/<slug:slug>/comments 403",
        "request",
    ]


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"invalid literal for int() with base 10: '{WORDS}'"),
        IntegrityError(f"DETAIL:  Key (body)=({WORDS}, {MAIL}) already exists."),
        RuntimeError(f"no answer from {ADDRESS} for {TOKEN}"),
    ],
)
def test_errors_are_logged_with_a_trace_and_without_what_they_cite(
    visitor, article, log, monkeypatch, error
):
    def fail(**fields):
        raise error

    visitor.force_login(UserFactory())
    monkeypatch.setattr(posting.services, "post_comment", fail)
    assert post(visitor, article).status_code == 500

    assert told(log)[-2:] == ["request failed: POST articles/<slug:slug>/comments 500", "request"]
    assert any("in post" in line for line in log()[-2]["trace"])


def test_scorer_that_fails_is_logged_without_the_comment(visitor, article, log, monkeypatch):
    visitor.force_login(UserFactory())
    post(visitor, article)

    def fail(texts, *, local):
        raise RuntimeError(f"cannot score {texts}")

    monkeypatch.setattr(engines, "score", fail)
    drain.judge_waiting()

    assert "no verdict for 1 comments" in told(log)
    assert WORDS in Comment.objects.get().body


def test_mail_that_is_refused_is_logged_without_its_address(log, monkeypatch):
    reader = UserFactory(username="canary.person", email=MAIL)
    want_notice_mails(reader)
    now = timezone.now()
    AuthorNotice.objects.create(
        recipient=reader, kind=NoticeKind.BANNED, words=WORDS, due_at=now, decided_at=now
    )

    def refuse(*args):
        raise SMTPRecipientsRefused({MAIL: (550, f"no {MAIL} here".encode())})

    monkeypatch.setattr(notice_mails, "notice_mail", refuse)
    send_notice_mails_now.apply()

    events = told(log)
    assert f"notices of person {reader.pk}: the mail server refuses the address" in events
    assert {line.get("task") for line in log() if "refuses" in line["event"]} == {
        "comments.send_notice_mails"
    }


def test_task_that_fails_is_logged_without_what_its_error_cites(log, monkeypatch):
    def fail():
        raise ValueError(f"{WORDS} {MAIL}")

    monkeypatch.setattr("comments.tasks.send_notice_mails", fail)
    send_notice_mails_now.apply()

    told(log)
    [line] = [line for line in log() if line["level"] == "error"]
    assert line["error"] == "ValueError: (message left out)"
    assert line["task"] == "comments.send_notice_mails"
    assert line["task_id"]
