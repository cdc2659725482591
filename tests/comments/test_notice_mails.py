"""Mails about moderators' decisions: when due, each once, none lost, nobody bothered unasked."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from comments.models import AuthorNotice, NoticeKind, NoticeMails, Status
from comments.services import notice_mails, stop_notice_mails, want_notice_mails
from comments.services.following import NoAddress
from comments.services.notice_mails import send_notice_mails
from comments.tasks import send_notice_mails_now
from tests.comments.test_thread_mails import FailingBackend
from tests.factories import UserFactory, make_comment

pytestmark = pytest.mark.django_db


def make_reader(name="robin", *, mails=True, **fields):
    reader = UserFactory(username=name, email=f"{name}@example.org", **fields)
    if mails:
        want_notice_mails(reader)
    return reader


def make_notice(reader, *, ago=timedelta(seconds=1), **fields) -> AuthorNotice:
    due = timezone.now() - ago
    if "words" not in fields:
        fields.setdefault("comment", make_comment(author=reader, status=Status.REMOVED))
        fields.setdefault("reason_code", "abusive")
    return AuthorNotice.objects.create(
        recipient=reader,
        due_at=due,
        decided_at=due - timedelta(seconds=10),
        **{"kind": NoticeKind.REMOVED} | fields,
    )


@pytest.fixture
def mail_errors(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.comments.test_thread_mails.FailingBackend"
    monkeypatch.setattr(notice_mails, "get_connection", lambda: FailingBackend())
    errors: dict[str, Exception] = {}
    monkeypatch.setattr(FailingBackend, "errors", errors)
    return errors


def unsent() -> int:
    return AuthorNotice.objects.filter(sent_at=None).count()


def test_reader_gets_one_mail_about_all_that_is_due(settings):
    settings.SITE_URL = "https://courier.example"
    reader = make_reader()
    comment = make_comment("You <fool>.", author=reader, status=Status.REMOVED)
    make_notice(reader, comment=comment, ago=timedelta(seconds=5))
    make_notice(reader, kind=NoticeKind.PREMODERATED, words="Insults.", comment=None)
    make_notice(reader, ago=-timedelta(seconds=5))

    assert send_notice_mails() == 1

    (message,) = mail.outbox
    assert message.to == ["robin@example.org"]
    assert message.subject == "2 decisions of the moderators"
    assert "Your comment was removed: it attacks a person.\n“You <fool>.”\n" in message.body
    assert f"https://courier.example/comments/{comment.pk}/" in message.body
    assert "Your comments wait for a moderator from now on.\n“Insults.”" in message.body
    stop = f"https://courier.example/no-notices/{NoticeMails.objects.get().token}/"
    assert stop in message.body
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert unsent() == 1


def test_nothing_is_mailed_before_it_is_due_or_twice():
    reader = make_reader()
    notice = make_notice(reader, ago=-timedelta(seconds=5))

    assert send_notice_mails() == 0
    AuthorNotice.objects.filter(pk=notice.pk).update(due_at=timezone.now())
    assert [send_notice_mails(), send_notice_mails_now()] == [1, 0]
    assert send_notice_mails_now.name == "comments.send_notice_mails"


@pytest.mark.parametrize(
    "fields", [{"mails": False}, {"is_active": False}], ids=["did not ask", "closed"]
)
def test_who_did_not_ask_or_left_gets_nothing_and_leaves_the_outbox(fields):
    make_notice(make_reader(**fields))

    assert send_notice_mails() == 0

    assert unsent() == 0


def test_what_was_settled_before_is_not_mailed_to_whoever_asks_later():
    reader = make_reader(mails=False)
    make_notice(reader)
    send_notice_mails()
    want_notice_mails(reader)

    assert send_notice_mails() == 0


def test_mails_need_an_address_and_end_when_asked():
    with pytest.raises(NoAddress) as caught:
        want_notice_mails(UserFactory(email=""))
    assert str(caught.value) == "To get mails, add an e-mail address to your account first."

    reader = make_reader()
    want_notice_mails(reader)  # Twice is once.
    stop_notice_mails(reader)

    assert not NoticeMails.objects.exists()


def test_two_workers_at_once_send_one_mail(monkeypatch):
    make_notice(make_reader())
    send = notice_mails.send

    def send_after_another_worker(reader, now, connection):
        monkeypatch.setattr(notice_mails, "send", send)
        assert send_notice_mails() == 1
        return send(reader, now, connection)

    monkeypatch.setattr(notice_mails, "send", send_after_another_worker)

    assert send_notice_mails() == 0
    assert len(mail.outbox) == 1


def test_worker_that_dies_with_a_mail_in_hand_loses_and_doubles_none(monkeypatch):
    make_notice(make_reader())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notice_mails, "notice_mail", killed)
        with pytest.raises(SystemExit):
            send_notice_mails()

    assert send_notice_mails() == 0  # Somebody may still be at it.
    AuthorNotice.objects.update(lease_until=timezone.now())
    assert [send_notice_mails(), send_notice_mails()] == [1, 0]


def killed(*args):
    raise SystemExit


def test_mail_that_is_sent_again_has_the_same_message_id():
    make_notice(make_reader())
    send_notice_mails()
    AuthorNotice.objects.update(sent_at=None)  # Killed between the server's yes and the mark.

    send_notice_mails()

    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second
    assert first.startswith("<")


@pytest.mark.parametrize("where", ["", "robin@example.org"])
@pytest.mark.parametrize("error", [ConnectionRefusedError(), SMTPServerDisconnected("gone")])
def test_failing_mail_server_delays_and_loses_nothing(mail_errors, where, error):
    make_notice(make_reader())
    make_notice(make_reader("sasha"))
    mail_errors[where] = error

    assert send_notice_mails() == 0
    assert mail.outbox == []

    del mail_errors[where]
    assert send_notice_mails() == 2


def test_refused_address_stops_nobody_else_and_is_not_tried_again(mail_errors):
    make_notice(make_reader())
    make_notice(make_reader("sasha"))
    mail_errors["robin@example.org"] = SMTPRecipientsRefused({"robin@example.org": (550, b"no")})

    assert [send_notice_mails(), send_notice_mails()] == [1, 0]
    assert unsent() == 0


def test_address_refused_for_now_is_tried_again(mail_errors):
    make_notice(make_reader())
    mail_errors["robin@example.org"] = SMTPRecipientsRefused({"robin@example.org": (450, b"later")})
    assert send_notice_mails() == 0

    del mail_errors["robin@example.org"]

    assert send_notice_mails() == 1


def test_address_nobody_can_write_to_stops_nobody_else():
    reader = make_reader()
    make_notice(reader)
    type(reader).objects.filter(pk=reader.pk).update(email="a@b\nBcc: x@y")
    make_notice(make_reader("sasha"))

    assert send_notice_mails() == 1
    assert unsent() == 0


def test_old_news_is_on_the_page_and_no_mail_any_more():
    make_notice(make_reader(), ago=timedelta(days=4))

    assert send_notice_mails() == 0
    assert unsent() == 0


@pytest.mark.parametrize("count", [0, 3])
def test_idle_run_takes_one_query(count, django_assert_num_queries):
    for number in range(count):
        make_notice(make_reader(f"reader{number}x"), ago=-timedelta(seconds=60))

    with django_assert_num_queries(1):
        assert send_notice_mails() == 0


def test_batches_reach_everybody(monkeypatch):
    monkeypatch.setattr(notice_mails, "BATCH", 2)
    for number in range(5):
        make_notice(make_reader(f"reader{number}x"))

    assert send_notice_mails() == 5


def test_a_mail_names_how_many_more_there_are(monkeypatch):
    monkeypatch.setattr("comments.notice_mail.SHOWN", 2)
    reader = make_reader()
    for _ in range(5):
        make_notice(reader)

    send_notice_mails()

    assert mail.outbox[0].body.count("Your comment was removed") == 2
    assert "And 3 more on your page." in mail.outbox[0].body
