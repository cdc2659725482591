"""What /readyz and /metrics say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from comments.models import Comment, CommentRevision, Status
from moderation.models import Flag, FlagKind, ReviewItem, Turn, WorkerHeartbeat
from moderation.pipeline import bell, health, sweeper
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broker(monkeypatch):
    monkeypatch.setattr(bell, "answers", lambda: True)


def test_health_of_an_idle_site_with_a_worker_is_ready():
    sweeper.beat()

    report = health.check()

    assert (report.ready, report.waiting, report.oldest_age, report.workers) == (True, 0, 0.0, 1)


def test_health_without_any_worker_is_not_ready():
    assert health.check().ready is False


def test_health_counts_only_workers_with_a_fresh_sign_of_life():
    now = timezone.now()
    WorkerHeartbeat.objects.create(worker="dead:1", seen_at=now - timedelta(minutes=5))
    WorkerHeartbeat.objects.create(worker="live:2", seen_at=now)

    assert health.check(now).workers == 1


def test_health_tells_the_age_of_the_oldest_comment_that_waits():
    now = timezone.now()
    for minutes in (1, 3):
        comment = make_comment(status=Status.PENDING)
        Comment.objects.filter(pk=comment.pk).update(
            unjudged_since=now - timedelta(minutes=4 - minutes)
        )
    sweeper.beat()

    report = health.check(now)

    assert (report.waiting, report.oldest_age, report.ready) == (2, 180.0, False)


def test_health_counts_open_items_that_could_not_be_scored():
    make_item(kind="unscorable", evidence="3 tries: the worker died")

    assert health.check().unscorable == 1


def test_items_with_two_flags_count_once_and_closed_ones_not_at_all():
    item = make_item(kind="unscorable", evidence="3 tries: the worker died")
    comment = item.comment
    revision = CommentRevision.objects.create(comment=comment, number=2, body="New words.")
    Flag.objects.create(item=item, revision=revision, kind=FlagKind.UNSCORABLE)
    closed = make_item(kind="unscorable", evidence="3 tries: the worker died")
    ReviewItem.objects.filter(pk=closed.pk).update(closed_at=timezone.now())

    assert health.check().unscorable == 1


def test_health_tells_when_a_worker_last_looked_by_itself():
    now = timezone.now()
    before = health.check(now).sweep_age
    Turn.objects.note(sweeper.TURN, by="here:1")
    Turn.objects.update(began_at=now - timedelta(seconds=7))

    assert (before, health.check(now).sweep_age) == (None, 7.0)


def test_counts_stop_at_the_cap(monkeypatch):
    monkeypatch.setattr(health, "COUNT_CAP", 2)
    for _ in range(3):
        make_comment(status=Status.PENDING)

    assert health.check().waiting == 2


def test_health_takes_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        health.check()


@pytest.mark.parametrize(
    ("question", "index"),
    [(health.unjudged, "comments_unjudged"), (health.unscorable, "moderation_flag_unscorable")],
)
def test_health_reads_an_index_and_no_table(question, index):
    if connection.vendor == "postgresql":
        # One row is as quickly found by its key: the planner sees what the index saves when there
        # are many. So few as these are quicker read whole, though.
        article, author = ArticleFactory(), UserFactory()
        Comment.objects.bulk_create(
            Comment(
                id=number, article=article, author=author, body="Words.", path="1", number=number
            )
            for number in range(1, 301)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_comment")
            for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")

    assert index in question().explain()


def test_beat_forgets_workers_that_are_long_gone():
    WorkerHeartbeat.objects.create(
        worker="dead:1", seen_at=timezone.now() - sweeper.FORGET - timedelta(minutes=1)
    )

    sweeper.beat()

    assert WorkerHeartbeat.objects.filter(worker="dead:1").count() == 0


def test_readyz_is_503_without_a_worker_and_200_with_one(client):
    before = client.get("/readyz")
    sweeper.beat()
    after = client.get("/readyz")

    assert (before.status_code, after.status_code) == (503, 200)
    assert after.json()["ready"] is True


def test_metrics_carry_every_figure(client):
    text = client.get("/metrics").content.decode()

    assert {line.split()[0] for line in text.splitlines() if not line.startswith("#")} == {
        f"decorum_{name}" for name in health.check().figures()
    }


def test_healthz_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
