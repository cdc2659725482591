"""Posting with a broker that refuses, never answers or falls silent: real sockets, no stand-in."""

import threading
import time
import uuid

import pytest
import redis
from celery import current_app
from django.urls import reverse
from redis.backoff import NoBackoff
from redis.retry import Retry

from comments import breaker
from comments.breaker import Breaker
from comments.models import Comment
from comments.pace import buckets
from moderation.pipeline import bell
from tests.factories import ArticleFactory
from tests.moderation.pipeline.brokers import refused_url, silent_broker


@pytest.fixture
def broker_at(monkeypatch):
    """Lets the bell and Celery talk to another broker, as a process that has just started."""

    def move(url):
        given = bell.client.connection_pool.connection_kwargs
        client = redis.Redis.from_url(
            url,
            socket_timeout=given["socket_timeout"],
            socket_connect_timeout=given["socket_connect_timeout"],
            retry=Retry(NoBackoff(), 0),
        )
        connect = current_app.connection_for_write
        monkeypatch.setattr(bell, "client", client)
        monkeypatch.setattr(
            current_app, "connection_for_write", lambda **options: connect(url, **options)
        )
        monkeypatch.setattr(bell, "heard_at", float("-inf"))
        monkeypatch.setattr(bell, "producer", None)
        monkeypatch.setattr(bell, "breaker", Breaker())

    return move


def together(count, deed):
    """Run ``deed`` in ``count`` threads that start at once."""
    barrier = threading.Barrier(count)

    def run():
        barrier.wait()
        deed()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


def test_bell_waits_less_than_300_ms_for_setting_and_publishing_together():
    given = bell.client.connection_pool.connection_kwargs

    assert given["socket_timeout"] == given["socket_connect_timeout"] == bell.PATIENCE
    assert 2 * bell.PATIENCE <= 0.3
    assert breaker.BREAK == 30


def test_what_the_limits_learn_of_redis_the_bell_knows():
    assert buckets.breaker is bell.breaker
    assert buckets.TIMEOUT + bell.PATIENCE <= 0.3


def test_silent_broker_is_asked_by_one_thread_and_once(broker_at):
    with silent_broker() as broker:
        broker_at(broker.url)
        together(8, bell.ring)
        for _ in range(20):
            bell.ring()

        assert broker.asked == 1
        assert bell.breaker.allows() is False


def test_broker_that_falls_silent_before_the_message_is_given_up_without_a_retry(broker_at):
    with silent_broker(until_set=True) as broker:
        broker_at(broker.url)
        start = time.monotonic()
        for _ in range(5):
            bell.ring()

        assert broker.fell_silent
        assert broker.asked == 2  # One connection for the bell, one for the message.
        assert bell.breaker.allows() is False
        # Celery's own connection would have taken five seconds and more.
        assert time.monotonic() - start < 4


def test_refused_connection_shuts_the_breaker(broker_at):
    broker_at(refused_url())

    together(8, bell.ring)

    assert bell.breaker.allows() is False


@pytest.mark.django_db
def test_post_is_kept_and_answered_as_usual_with_a_silent_broker(
    reader_client, broker_at, django_capture_on_commit_callbacks
):
    article = ArticleFactory()
    with silent_broker() as broker:
        broker_at(broker.url)
        with django_capture_on_commit_callbacks(execute=True):
            response = reader_client.post(
                reverse("comments:post", args=[article.slug]),
                {"body": "Kept all the same.", "key": str(uuid.uuid4())},
            )

        assert broker.asked == 1
    assert response.status_code == 302
    assert Comment.objects.unjudged().get().body == "Kept all the same."


def test_after_the_break_one_thread_of_many_probes():
    shut = Breaker()
    shut.failed()
    shut.shut_until = time.monotonic() - 1
    answers = []

    together(8, lambda: answers.append(shut.allows()))

    assert sorted(answers) == [False] * 7 + [True]


def test_probe_that_fails_shuts_again_and_one_that_works_opens():
    shut = Breaker()
    shut.failed()
    shut.shut_until = time.monotonic() - 1
    probed = shut.allows()
    shut.failed()
    after_failure = shut.allows()
    shut.worked()

    assert (probed, after_failure, shut.allows()) == (True, False, True)


def test_health_asks_a_silent_broker_once_too(broker_at):
    with silent_broker() as broker:
        broker_at(broker.url)
        answers = [bell.answers() for _ in range(5)]

        assert (answers, broker.asked) == ([False] * 5, 1)


def test_broker_that_takes_commands_answers():
    bell.breaker.worked()

    assert bell.answers() is True
