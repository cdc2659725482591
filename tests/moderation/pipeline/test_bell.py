"""The doorbell, against a broker that is there, gone, or silent."""

import time

import pytest
import redis

from comments.breaker import Breaker
from moderation.pipeline import bell


@pytest.fixture(autouse=True)
def fresh_bell(monkeypatch):
    """No memory of earlier tests, and messages counted instead of sent."""
    monkeypatch.setattr(bell, "heard_at", float("-inf"))
    monkeypatch.setattr(bell, "breaker", Breaker())
    monkeypatch.setattr(bell, "producer", None)


@pytest.fixture
def published(monkeypatch):
    messages = []
    monkeypatch.setattr(bell, "publish", lambda: messages.append("work"))
    return messages


class Switch:
    """A Redis client in memory that can fail: only SET NX, DELETE and a count of calls."""

    def __init__(self):
        self.rung = False
        self.calls = 0
        self.broken = False

    def set(self, key, value, *, nx, ex):
        self.calls += 1
        if self.broken:
            raise redis.ConnectionError("refused")
        was_rung, self.rung = self.rung, True
        return None if was_rung else True

    def delete(self, key):
        self.rung = False


@pytest.fixture
def switch(monkeypatch):
    switch = Switch()
    monkeypatch.setattr(bell, "client", switch)
    return switch


def test_many_posts_send_one_message(switch, published, monkeypatch):
    monkeypatch.setattr(bell, "MEMORY", 0)
    for _ in range(5):
        bell.ring()

    assert published == ["work"]


def test_after_clear_the_next_post_rings_again(switch, published, monkeypatch):
    monkeypatch.setattr(bell, "MEMORY", 0)
    bell.ring()
    bell.clear()
    bell.ring()

    assert published == ["work", "work"]


def test_a_post_within_the_memory_does_not_ask_the_broker(switch, published, monkeypatch):
    monkeypatch.setattr(bell, "MEMORY", 60)
    bell.ring()
    bell.clear()
    bell.ring()

    assert (switch.calls, published) == (1, ["work"])


def test_the_drain_lingers_at_least_as_long_as_posts_are_silenced():
    assert bell.LINGER >= bell.MEMORY


def test_a_drain_that_leaves_work_rings_in_spite_of_the_memory(switch, published, monkeypatch):
    monkeypatch.setattr(bell, "MEMORY", 60)
    bell.ring()
    bell.clear()
    bell.ring_again()

    assert published == ["work", "work"]


def test_a_dead_broker_is_asked_once_and_then_left_alone(switch, published):
    switch.broken = True
    for _ in range(5):
        bell.ring()

    assert (switch.calls, published) == (1, [])


def test_after_the_break_one_caller_probes_and_a_working_broker_is_used_again(
    switch, published, monkeypatch
):
    monkeypatch.setattr(bell, "MEMORY", 0)
    switch.broken = True
    bell.ring()
    switch.broken = False
    bell.breaker.shut_until = time.monotonic() - 1
    bell.ring()
    bell.clear()
    bell.ring()

    assert published == ["work", "work"]


def test_a_failing_publish_does_not_reach_the_poster(switch, monkeypatch):
    def fail():
        raise OSError("broker went away between the two calls")

    monkeypatch.setattr(bell, "publish", fail)

    bell.ring()

    assert bell.breaker.allows() is False


def test_clear_with_a_dead_broker_is_silent(switch, monkeypatch):
    def fail(key):
        raise redis.ConnectionError("refused")

    monkeypatch.setattr(switch, "delete", fail)

    bell.clear()
