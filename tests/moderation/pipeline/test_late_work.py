"""With the beat dead, the sweeper of a worker sees to the mails that are overdue."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from comments.models import AuthorNotice, NoticeKind
from comments.services import want_notice_mails
from moderation.pipeline import late_mails
from tests.factories import UserFactory
from tests.processes import wait_until


@pytest.fixture
def overdue(transactional_db):
    reader = UserFactory(email="robin@example.org")
    want_notice_mails(reader)
    due = timezone.now() - timedelta(minutes=5)
    return AuthorNotice.objects.create(
        recipient=reader, kind=NoticeKind.BANNED, words="Spam.", due_at=due, decided_at=due
    )


def test_overdue_mails_are_sent_beside_the_sweep(overdue):
    thread = late_mails.send_if_overdue()
    thread.join(30)

    overdue.refresh_from_db()
    assert [message.to for message in mail.outbox] == [["robin@example.org"]]
    assert overdue.sent_at is not None
    assert late_mails.send_if_overdue() is None


def test_one_process_sends_once_at_a_time(overdue):
    with late_mails.sending:
        assert late_mails.send_if_overdue() is None


def test_failure_is_left_to_the_next_look(overdue, monkeypatch):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(late_mails, "send_notice_mails", lambda: 1 / 0)
        late_mails.send_if_overdue().join(30)

    late_mails.send_if_overdue().join(30)

    assert len(mail.outbox) == 1


def test_worker_without_a_beat_mails_by_itself(overdue, worker):
    wait_until(
        lambda: AuthorNotice.objects.filter(sent_at__isnull=False).exists(),
        timeout=40,
        what="the overdue mail",
    )
