"""The cache: in Redis, and in this process while Redis does not answer."""

import json
import logging
from contextlib import suppress

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from comments.breaker import of_redis

logger = logging.getLogger(__name__)


class JsonSerializer:
    """In place of Django's pickle: whoever can write to Redis must not run code here."""

    def dumps(self, value) -> bytes:
        return json.dumps(value).encode()

    def loads(self, data: bytes):
        return json.loads(data)


class SteadyCache(RedisCache):
    """What is counted here are codes tried and mails asked for. With Redis gone each process
    counts for itself: a little more gets through, nobody sees an error, and no limit is off.
    """

    def __init__(self, server, params):
        super().__init__(server, params)
        self.own = LocMemCache("steady", params)

    def _ask(self, deed, *args, **kwargs):
        if of_redis.allows():
            try:
                answer = getattr(super(), deed)(*args, **kwargs)
            except RedisError as error:
                logger.warning("cache kept in this process: %s", type(error).__name__)
                of_redis.failed()
            else:
                of_redis.worked()
                return answer
        return getattr(self.own, deed)(*args, **kwargs)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("add", key, value, timeout, version)

    def get(self, key, default=None, version=None):
        return self._ask("get", key, default, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set", key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("touch", key, timeout, version)

    def delete(self, key, version=None):
        return self._ask("delete", key, version)

    def has_key(self, key, version=None):
        return self._ask("has_key", key, version)

    def clear(self):
        self.own.clear()
        with suppress(RedisError):
            return super().clear()
