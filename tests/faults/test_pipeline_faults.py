"""Real faults in real processes: nothing accepted is lost, nothing stays unjudged, nothing twice.

The oracle after each: every comment is there, every comment has a verdict, exactly one.
"""

import os
import signal
from collections import Counter

import pytest
import redis
from django.conf import settings

from comments import services
from comments.breaker import Breaker
from comments.models import Comment, Status
from moderation.models import Decision, Flag, WorkerHeartbeat
from moderation.pipeline import bell
from tests.factories import ArticleFactory, UserFactory
from tests.processes import running, start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

NO_BROKER = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def quiet_bell(monkeypatch):
    """Neither a memory nor a breaker of the test before."""
    monkeypatch.setattr(bell, "heard_at", float("-inf"))
    monkeypatch.setattr(bell, "breaker", Breaker())
    redis.Redis.from_url(settings.REDIS_URL).delete(bell.KEY)


def post(count, body="A civil word, number {}."):
    article, author = ArticleFactory(), UserFactory()
    return [
        services.post_comment(article=article, author=author, body=body.format(number))
        for number in range(count)
    ]


def all_judged():
    return not Comment.objects.unjudged().exists()


def assert_oracle(comments):
    assert Comment.objects.filter(pk__in=[c.pk for c in comments]).count() == len(comments)
    assert Comment.objects.filter(status=Status.PENDING).count() == 0
    verdicts = Counter(Decision.objects.values_list("revision", flat=True))
    assert set(verdicts.values()) == {1}
    assert len(verdicts) == len(comments)


def test_the_worker_judges_what_is_posted(worker):
    comments = post(3)

    wait_until(all_judged, timeout=10, what="verdicts")

    assert_oracle(comments)
    assert "Traceback" not in worker.text()


def test_without_any_broker_the_sweeper_judges(transactional_db, tmp_path, monkeypatch):
    monkeypatch.setattr(bell, "client", redis.Redis.from_url(NO_BROKER))
    with running(start_worker(tmp_path, REDIS_URL=NO_BROKER)):
        wait_until(WorkerHeartbeat.objects.exists, timeout=30, what="the sweeper")
        comments = post(5)
        wait_until(all_judged, timeout=20, what="verdicts without a broker")

    assert_oracle(comments)


def test_flushing_the_broker_loses_nothing(worker):
    client = redis.Redis.from_url(settings.REDIS_URL)
    comments = []
    for _ in range(20):
        comments += post(5)
        client.flushall()

    wait_until(all_judged, timeout=20, what="verdicts after FLUSHALL")

    assert_oracle(comments)


def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing(transactional_db, tmp_path):
    with running(start_worker(tmp_path, APP="tests.faults.slow_worker")) as worker:
        comments = post(30)
        wait_until(
            Comment.objects.filter(lease_token__isnull=False).exists, timeout=30, what="a lease"
        )
        worker.signal_group(signal.SIGKILL)
        leased = Comment.objects.filter(lease_token__isnull=False).count()
    with running(start_worker(tmp_path, name="second")):
        wait_until(all_judged, timeout=40, what="verdicts after kill -9")

    assert leased > 0  # The kill struck a batch, or this test would prove nothing.
    assert_oracle(comments)


def test_a_comment_that_kills_its_process_is_parked_and_its_neighbours_are_judged(
    transactional_db, tmp_path
):
    with running(start_worker(tmp_path, APP="tests.faults.deadly_worker")):
        neighbours = post(3)
        [poison] = post(1, body="POISON {}")
        wait_until(all_judged, timeout=60, what="verdicts around a poison")

    assert_oracle([*neighbours, poison])
    assert Comment.objects.get(pk=poison.pk).status == Status.HELD
    assert list(Flag.objects.values_list("kind", "evidence")) == [
        ("unscorable", "3 tries: the worker died")
    ]


def test_a_message_in_pickle_is_refused_by_the_worker(worker, tmp_path):
    canary = tmp_path / "canary"
    with bell.current_app.connection_for_write() as connection:
        connection.SimpleQueue("celery").put(
            _Canary(str(canary)), serializer="pickle", headers={"task": bell.TASK, "id": "x"}
        )
    comments = post(1)
    wait_until(all_judged, timeout=20, what="verdicts after a pickle")

    assert_oracle(comments)
    assert not canary.exists()


class _Canary:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)
