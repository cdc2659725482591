"""Token buckets against a real Valkey."""

import time

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from comments.breaker import Breaker
from comments.pace import buckets
from comments.pace.buckets import Bucket, Silent, take
from tests.moderation.pipeline.brokers import silent_broker
from tests.racing import race

SMALL = Bucket("small", 3, 60)
LARGE = Bucket("large", 5, 60)


def test_a_bucket_gives_what_it_holds_and_then_says_when_the_next_comes_back():
    given = [take([SMALL]) for _ in range(3)]
    wait = take([SMALL])

    assert given == [0, 0, 0]
    assert 18 < wait <= 20


def test_a_token_comes_back_with_time():
    quick = Bucket("quick", 10, 1)
    while take([quick]) == 0:
        pass

    time.sleep(take([quick]))

    assert take([quick]) == 0


def test_when_one_bucket_is_empty_nothing_is_taken_from_the_others():
    for _ in range(3):
        take([SMALL, LARGE])

    refused = [take([SMALL, LARGE]) for _ in range(4)]
    alone = [take([LARGE]) for _ in range(3)]

    assert min(refused) > 0
    assert alone[:2] == [0, 0]
    assert alone[2] > 0


def test_all_limits_of_a_deed_cost_one_round_trip(monkeypatch):
    take([SMALL])  # The server knows the script from here on.
    sent = []
    send = redis.connection.Connection.send_packed_command
    for kind in (redis.connection.Connection, redis.connection.UnixDomainSocketConnection):
        monkeypatch.setattr(
            kind,
            "send_packed_command",
            lambda self, command, **options: (sent.append(1), send(self, command, **options))[1],
        )

    take([SMALL, LARGE, Bucket("third", 9, 3600)])

    assert sent == [1]


def test_of_many_at_once_no_more_get_through_than_the_bucket_holds():
    waits = race(*[lambda: take([LARGE])] * 12)

    assert sorted(wait == 0 for wait in waits) == [False] * 7 + [True] * 5


def test_keys_end_by_themselves():
    take([SMALL])

    assert 19_000 < buckets.client.pttl(buckets.PREFIX + "small") <= 20_000


def test_a_clock_that_was_ahead_locks_nobody_out_for_longer_than_the_period():
    buckets.client.set(buckets.PREFIX + "small", time.time() * 1000 + 10**9)

    assert 0 < take([SMALL]) <= 20.1


def test_a_silent_redis_is_asked_once_and_then_left_alone(monkeypatch):
    with silent_broker() as broker:
        given = buckets.client.connection_pool.connection_kwargs
        client = redis.Redis.from_url(
            broker.url, socket_timeout=given["socket_timeout"], retry=Retry(NoBackoff(), 0)
        )
        monkeypatch.setattr(buckets, "client", client)
        monkeypatch.setattr(buckets, "script", client.register_script(buckets.SCRIPT))
        monkeypatch.setattr(buckets, "breaker", Breaker())
        for _ in range(20):
            with pytest.raises(Silent):
                take([SMALL])

        assert (given["socket_timeout"], broker.asked) == (buckets.TIMEOUT, 1)
