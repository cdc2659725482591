"""With the beat or the broker dead, a worker does what the beat should have started."""

from datetime import timedelta

import pytest
from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.core import mail
from django.utils import timezone

from comments.models import AuthorNotice, Follow, NoticeKind
from comments.services import follow, want_notice_mails
from comments.tasks import send_notice_mails_now, send_thread_mails_now
from moderation import tasks
from moderation.models import Turn
from moderation.pipeline import late_work
from tests.factories import ArticleFactory, UserFactory, make_comment
from tests.moderation.pipeline.brokers import refused_url
from tests.processes import running, start_worker, wait_until

THREADS, NOTICES = send_thread_mails_now.name, send_notice_mails_now.name


@pytest.fixture
def overdue(transactional_db):
    """A notice and a thread mail that should have gone long ago, for one reader."""
    reader = UserFactory(email="robin@example.org")
    want_notice_mails(reader)
    then = timezone.now() - timedelta(minutes=5)
    notice = AuthorNotice.objects.create(
        recipient=reader, kind=NoticeKind.BANNED, words="Spam.", due_at=then, decided_at=then
    )
    article = ArticleFactory()
    follow(article, user=reader)
    Follow.objects.update(mailed_until=then)
    make_comment("News.", article=article, posted_at=then + timedelta(minutes=1))
    return notice


def ran(name, *, ago):
    Turn.objects.note(name, by="elsewhere:1")
    Turn.objects.filter(name=name).update(began_at=timezone.now() - ago)


def mails_are_out():
    return (
        AuthorNotice.objects.filter(sent_at=None).count() == 0
        and Follow.objects.filter(mailed_until__lt=timezone.now() - timedelta(minutes=4)).count()
        == 0
    )


def test_what_the_beat_sends_is_sent_without_it(overdue):
    late_work.do_overdue().join(30)

    assert [message.to for message in mail.outbox] == [["robin@example.org"]] * 2
    assert mails_are_out()
    assert late_work.do_overdue() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ago", "late"),
    [
        (timedelta(seconds=100), [NOTICES]),  # Each 30 s and 60 s of grace.
        (timedelta(seconds=130), [NOTICES, THREADS]),  # Each 60 s.
        (timedelta(seconds=20), []),
        (timedelta(hours=-1), [NOTICES, THREADS]),  # Noted by a clock that was ahead.
    ],
)
def test_task_is_overdue_a_minute_after_its_time(ago, late):
    for name in late_work.scheduled():
        ran(name, ago=timedelta(0))
    for name in (THREADS, NOTICES):
        ran(name, ago=ago)

    assert sorted(late_work.overdue()) == late


@pytest.mark.django_db
def test_task_at_an_hour_of_the_day_is_overdue_only_after_that_hour(settings):
    settings.CELERY_BEAT_SCHEDULE = {
        "nightly": {"task": NOTICES, "schedule": crontab(hour="3", minute="0")}
    }
    ran(NOTICES, ago=timedelta(seconds=20))
    before = late_work.overdue()
    ran(NOTICES, ago=timedelta(days=1, minutes=2))

    assert (before, list(late_work.overdue())) == ({}, [NOTICES])


@pytest.mark.django_db
def test_run_asked_for_by_the_beat_is_noted_and_other_tasks_are_not():
    tasks.note_run(task=send_thread_mails_now)
    tasks.note_run(task=tasks.judge_waiting)

    assert list(Turn.objects.values_list("name", flat=True)) == [THREADS]


@pytest.mark.django_db
def test_of_two_processes_that_see_a_late_task_one_runs_it(monkeypatch):
    runs = []
    monkeypatch.setitem(current_app.tasks, THREADS, lambda: runs.append("mails"))
    ran(THREADS, ago=timedelta(hours=1))
    seen_by_one, seen_by_other = Turn.objects.get(name=THREADS), Turn.objects.get(name=THREADS)

    late_work.do(THREADS, seen_by_one)
    late_work.do(THREADS, seen_by_other)
    late_work.do(THREADS, None)

    assert runs == ["mails"]


def test_each_task_is_on_the_schedule_once_and_known():
    names = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]

    assert sorted(names) == sorted(set(names))
    assert set(names) <= set(current_app.tasks)


def test_one_process_works_once_at_a_time(overdue):
    with late_work.working:
        assert late_work.do_overdue() is None


def test_failure_of_one_task_keeps_no_other_and_is_due_again(overdue, monkeypatch):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(current_app.tasks, THREADS, lambda: 1 / 0)
        late_work.do_overdue().join(30)
    first = len(mail.outbox)
    ran(THREADS, ago=timedelta(minutes=10))
    late_work.do_overdue().join(30)

    assert (first, len(mail.outbox)) == (1, 2)


def test_worker_without_beat_and_broker_mails_by_itself(overdue, tmp_path):
    with running(start_worker(tmp_path, REDIS_URL=refused_url())):
        wait_until(mails_are_out, timeout=40, what="the overdue mails")
