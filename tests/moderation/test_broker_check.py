"""A broker that may forget on its own is refused, with what to do."""

import pytest
import redis
from django.core import checks

from moderation.broker_check import check_broker
from moderation.pipeline import bell
from tests.moderation.pipeline.brokers import refused_url
from tests.processes import running, start_worker


@pytest.fixture
def configured():
    """Changes the tests' own Valkey, and changes it back."""
    before = {}

    def configure(name, value):
        before[name] = bell.client.config_get(name)[name]
        bell.client.config_set(name, value)

    yield configure
    for name, value in before.items():
        bell.client.config_set(name, value)


def ids(found):
    return [message.id for message in found]


def test_broker_without_an_append_only_file_is_a_warning_that_says_what_to_do():
    found = check_broker()

    assert ids(found) == ["moderation.W001"]
    assert "appendonly yes" in found[0].hint


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-lru"])
def test_broker_that_evicts_is_an_error_that_says_what_to_do(configured, policy):
    configured("maxmemory-policy", policy)

    found = check_broker()

    assert ids(found) == ["moderation.E001", "moderation.W001"]
    assert found[0].is_serious()
    assert policy in found[0].msg
    assert "maxmemory-policy noeviction" in found[0].hint


def test_check_for_deployment_includes_the_broker(configured):
    configured("maxmemory-policy", "allkeys-random")

    found = checks.run_checks(tags=["broker"], include_deployment_checks=True)

    assert ids(found) == ["moderation.E001", "moderation.W001"]


def test_broker_that_is_away_is_no_finding(monkeypatch):
    monkeypatch.setattr(bell, "client", redis.Redis.from_url(refused_url()))

    assert check_broker() == []


def test_broker_that_does_not_tell_is_no_finding(monkeypatch):
    def forbidden(name):
        raise redis.ResponseError("unknown command 'CONFIG'")

    monkeypatch.setattr(bell.client, "config_get", forbidden)

    assert check_broker() == []


@pytest.mark.django_db(transaction=True)
def test_worker_refuses_to_start_with_a_broker_that_evicts(configured, tmp_path):
    configured("maxmemory-policy", "allkeys-lru")

    with running(start_worker(tmp_path)) as worker:
        code = worker.popen.wait(30)

    assert code != 0
    assert "The worker does not start." in worker.text()
    assert "maxmemory-policy noeviction" in worker.text()
