"""Mails to followers: each once, none lost, one bad address in nobody's way."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from comments.models import Comment, Follow, Status
from comments.services import follow, thread_mails
from comments.services.thread_mails import send_thread_mails
from comments.tasks import send_thread_mails_now
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(db):
    return ArticleFactory(headline="The bridge", slug="the-bridge")


def make_follower(article, name="robin", *, since=timedelta(hours=1)) -> Follow:
    following = follow(article, user=UserFactory(username=name, email=f"{name}@example.org"))
    following.mailed_until = timezone.now() - since
    following.save()
    return following


def publish(article, body="New words.", *, ago=timedelta(minutes=1), **fields) -> Comment:
    comment = make_comment(body, article=article, **fields)
    Comment.objects.filter(pk=comment.pk).update(published_at=timezone.now() - ago)
    return comment


class FailingBackend(EmailBackend):
    """Raises what a test has put in ``errors`` for an address, or on opening for ""."""

    errors: dict[str, Exception] = {}

    def open(self):
        if "" in self.errors:
            raise self.errors[""]

    def send_messages(self, messages):
        for message in messages:
            if error := self.errors.get(message.to[0]):
                raise error
        return super().send_messages(messages)


@pytest.fixture
def mail_errors(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.FailingBackend"
    monkeypatch.setattr(thread_mails, "get_connection", lambda: FailingBackend())
    errors: dict[str, Exception] = {}
    monkeypatch.setattr(FailingBackend, "errors", errors)
    return errors


def test_follower_gets_one_mail_about_all_that_is_new(article, settings):
    settings.SITE_URL = "https://courier.example"
    following = make_follower(article)
    author = UserFactory(display_name="Ebba & Sons")
    first = publish(article, "First <words>.", author=author, ago=timedelta(minutes=3))
    publish(article, "Second words.")

    assert send_thread_mails() == 1

    (message,) = mail.outbox
    assert message.to == ["robin@example.org"]
    assert message.subject == "2 new comments: The bridge"
    assert "Ebba & Sons, " in message.body
    assert message.body.index("First <words>.") < message.body.index("Second words.")
    assert f"https://courier.example/comments/{first.pk}/" in message.body
    stop = f"https://courier.example/unfollow/{following.token}/"
    assert stop in message.body
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_is_mailed_twice(article):
    make_follower(article)
    publish(article)

    assert [send_thread_mails(), send_thread_mails()] == [1, 0]
    publish(article, ago=timedelta(seconds=-1))
    assert send_thread_mails() == 0
    Comment.objects.update(published_at=timezone.now() - thread_mails.SETTLE)
    Follow.objects.update(mailed_until=timezone.now() - timedelta(minutes=1))
    assert send_thread_mails() == 1


def test_old_own_and_hidden_comments_are_no_news(article):
    following = make_follower(article)
    publish(article, ago=timedelta(hours=2))
    publish(article, author=following.user)
    publish(article, status=Status.HELD)
    publish(ArticleFactory())

    assert send_thread_mails() == 0


def test_comment_that_may_not_be_committed_everywhere_yet_waits_for_the_next_run(article):
    make_follower(article)
    publish(article, ago=timedelta(seconds=1))

    assert send_thread_mails() == 0


@pytest.mark.parametrize("changes", [{"email": ""}, {"is_active": False}])
def test_reader_without_address_or_account_gets_nothing(article, changes):
    following = make_follower(article)
    type(following.user).objects.filter(pk=following.user_id).update(**changes)
    publish(article)

    assert send_thread_mails() == 0


def test_article_taken_back_sends_nothing(article):
    make_follower(article)
    publish(article)
    type(article).objects.update(published_at=timezone.now() + timedelta(days=1))

    assert send_thread_mails() == 0


def test_long_digest_names_how_many_more(article, monkeypatch):
    monkeypatch.setattr(thread_mails, "SHOWN", 2)
    make_follower(article)
    for _ in range(3):
        publish(article)

    send_thread_mails()

    assert mail.outbox[0].subject.startswith("3 new comments")
    assert "And 1 more on the page." in mail.outbox[0].body


def test_headline_of_two_lines_stays_one_header(article):
    type(article).objects.update(headline="The\r\nBcc: evil@example.org")
    make_follower(article)
    publish(article)

    send_thread_mails()

    assert mail.outbox[0].subject == "1 new comment: The Bcc: evil@example.org"


def test_two_workers_at_once_send_one_mail(article, monkeypatch):
    make_follower(article)
    publish(article)
    send = thread_mails.send

    def send_after_another_worker(following, until, connection):
        monkeypatch.setattr(thread_mails, "send", send)
        assert send_thread_mails() == 1
        return send(following, until, connection)

    monkeypatch.setattr(thread_mails, "send", send_after_another_worker)

    assert send_thread_mails() == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("where", ["", "robin@example.org"])
@pytest.mark.parametrize("error", [ConnectionRefusedError(), SMTPServerDisconnected("gone")])
def test_failing_mail_server_delays_and_loses_nothing(article, mail_errors, where, error):
    make_follower(article)
    make_follower(article, "sasha")
    publish(article)
    mail_errors[where] = error

    assert send_thread_mails() == 0
    assert mail.outbox == []

    del mail_errors[where]
    assert send_thread_mails() == 2
    assert {message.to[0] for message in mail.outbox} == {"robin@example.org", "sasha@example.org"}


def test_refused_address_stops_nobody_else_and_is_not_tried_each_minute(article, mail_errors):
    make_follower(article)
    make_follower(article, "sasha")
    publish(article)
    mail_errors["robin@example.org"] = SMTPRecipientsRefused(
        {"robin@example.org": (550, b"no such user")}
    )

    assert [send_thread_mails(), send_thread_mails()] == [1, 0]
    assert mail.outbox[0].to == ["sasha@example.org"]
    del mail_errors["robin@example.org"]
    assert send_thread_mails() == 0


def test_address_refused_for_now_is_tried_again(article, mail_errors):
    make_follower(article)
    publish(article)
    mail_errors["robin@example.org"] = SMTPRecipientsRefused({"robin@example.org": (450, b"later")})
    assert send_thread_mails() == 0

    del mail_errors["robin@example.org"]

    assert send_thread_mails() == 1


def test_address_nobody_can_write_to_stops_nobody_else(article):
    following = make_follower(article)
    make_follower(article, "sasha")
    type(following.user).objects.filter(pk=following.user_id).update(email="a@b\nBcc: x@y")
    publish(article)

    assert send_thread_mails() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_idle_run_takes_one_query(article, count, django_assert_num_queries):
    for number in range(count):
        make_follower(article, f"reader{number}x")

    with django_assert_num_queries(1):
        assert send_thread_mails() == 0


def test_batches_reach_everybody(article, monkeypatch):
    monkeypatch.setattr(thread_mails, "BATCH", 2)
    for number in range(5):
        make_follower(article, f"reader{number}x")
    publish(article)

    assert send_thread_mails_now() == 5
    assert send_thread_mails_now.name == "comments.send_thread_mails"


def test_worker_that_dies_with_a_mail_in_hand_loses_and_doubles_none(article):
    def killed(*args, **kwargs):
        raise SystemExit

    make_follower(article)
    publish(article)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thread_mails, "thread_mail", killed)
        with pytest.raises(SystemExit):
            send_thread_mails()

    assert send_thread_mails() == 0  # Somebody may still be at it.
    Follow.objects.update(lease_until=timezone.now())
    assert [send_thread_mails(), send_thread_mails()] == [1, 0]


def test_mail_that_is_sent_again_has_the_same_message_id(article):
    following = make_follower(article)
    publish(article)
    send_thread_mails()
    # Killed between the server's yes and the mark.
    Follow.objects.update(mailed_until=following.mailed_until)

    send_thread_mails()

    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def test_comment_taken_back_while_its_mail_is_written_is_mailed_to_nobody(article, monkeypatch):
    make_follower(article)
    publish(article)
    send = thread_mails.send

    def send_after_a_removal(following, until, connection):
        Comment.objects.update(status=Status.REMOVED)
        return send(following, until, connection)

    monkeypatch.setattr(thread_mails, "send", send_after_a_removal)

    assert send_thread_mails() == 0
    assert mail.outbox == []
