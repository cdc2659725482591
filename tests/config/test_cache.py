"""The cache, with Redis and without."""

import json
import pickle

import pytest
import redis
from django.conf import settings

from comments.breaker import of_redis
from config.cache import JsonSerializer, SteadyCache
from config.cache_settings import in_redis

pytestmark = pytest.mark.any_database


def cache_at(url: str) -> SteadyCache:
    entry = in_redis(url)
    return SteadyCache(entry["LOCATION"], {"OPTIONS": entry["OPTIONS"], "KEY_PREFIX": "test-cache"})


@pytest.fixture(autouse=True)
def open_breaker():
    of_redis.worked()
    yield
    of_redis.worked()


def test_values_are_kept_as_json_in_redis():
    cache = cache_at(settings.REDIS_URL)

    cache.set("tries", [1.5, 2.5], 60)

    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert json.loads(client.get("test-cache:1:tries")) == [1.5, 2.5]
    assert cache.get("tries") == [1.5, 2.5]
    assert cache.add("tries", 1, 60) is False
    assert cache.delete("tries") is True


def test_pickle_is_not_read():
    with pytest.raises(ValueError):  # noqa: PT011  # Whatever JSON says of it.
        JsonSerializer().loads(pickle.dumps({"a": 1}))


def test_without_redis_this_process_counts_and_nobody_sees_an_error():
    cache = cache_at("redis://127.0.0.1:1/0")

    assert cache.add("lock", value=True, timeout=60) is True
    assert cache.add("lock", value=True, timeout=60) is False
    assert cache.get("lock") is True
    cache.clear()
    assert cache.get("lock") is None
