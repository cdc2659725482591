"""What /readyz and /metrics say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Status
from moderation.models import WorkerHeartbeat
from moderation.pipeline import health, sweeper
from tests.factories import make_comment, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broker(monkeypatch):
    monkeypatch.setattr(health, "broker_answers", lambda: True)


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
