"""Where the cache is and how long it is waited for."""

from redis.backoff import NoBackoff
from redis.retry import Retry

TIMEOUT = 0.2  # seconds; nobody waits longer for a Redis that is silent


def in_redis(url: str) -> dict[str, object]:
    """One entry of CACHES."""
    return {
        "BACKEND": "config.cache.SteadyCache",
        "LOCATION": url,
        "KEY_PREFIX": "decorum",
        "OPTIONS": {
            "serializer": "config.cache.JsonSerializer",
            "socket_timeout": TIMEOUT,
            "socket_connect_timeout": TIMEOUT,
            "retry": Retry(NoBackoff(), 0),
        },
    }
