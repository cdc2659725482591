"""The pipeline with its real worker: as it should be, without a broker, and with bad messages."""

import os

import pytest
import redis

from comments import services
from moderation.models import WorkerHeartbeat
from moderation.pipeline import bell
from tests.factories import ArticleFactory, UserFactory
from tests.faults.oracle import all_judged, assert_nothing_lost
from tests.processes import running, start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

NO_BROKER = "redis://127.0.0.1:1/0"


def post(count):
    article, author = ArticleFactory(), UserFactory()
    return [
        services.post_comment(article=article, author=author, body=f"Civil word {number}.").pk
        for number in range(count)
    ]


def test_the_worker_judges_what_is_posted_and_refuses_a_message_in_pickle(worker, tmp_path):
    canary = tmp_path / "canary"
    first = post(3)
    wait_until(all_judged, timeout=10, what="verdicts")
    said = worker.text()
    with bell.current_app.connection_for_write() as connection:
        connection.SimpleQueue("celery").put(
            _Canary(str(canary)), serializer="pickle", headers={"task": bell.TASK, "id": "x"}
        )
    second = post(1)

    assert_nothing_lost([*first, *second])
    assert "Traceback" not in said
    assert not canary.exists()


class _Canary:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_without_any_broker_the_sweeper_judges(transactional_db, tmp_path, monkeypatch):
    monkeypatch.setattr(bell, "client", redis.Redis.from_url(NO_BROKER))
    with running(start_worker(tmp_path, REDIS_URL=NO_BROKER)):
        wait_until(WorkerHeartbeat.objects.exists, timeout=90, what="the sweeper")
        comments = post(5)

        assert_nothing_lost(comments, within=20)
