"""Token buckets in Redis: one script, one round trip, all of them or none.

A bucket is one number, the time at which it will be full again (the generic cell rate algorithm).
Taking a token moves it on by the time that one token takes to come back. A bucket holds as many
tokens as its rate names, so the most that gets through is two times that in the first period and
once in each later one. Keys end by themselves when the bucket is full.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from comments.breaker import of_redis

logger = logging.getLogger(__name__)

PREFIX = "decorum:pace:"
# seconds. Half of what a post may lose to a silent Redis: the doorbell asks it once more.
TIMEOUT = 0.14

# The server's clock, so that web servers with different ones agree. A time further ahead than a
# bucket can be stems from a clock that was wrong, and is cut.
SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local wait, full = 0, {}
for i, key in ipairs(KEYS) do
  local step, room = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local at = math.min(tonumber(redis.call('GET', key) or now), now + room)
  full[i] = math.max(at, now) + step
  wait = math.max(wait, full[i] - room - now)
end
if wait > 0 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.3f', full[i]), 'PX', math.ceil(full[i] - now))
end
return 0
"""

client = redis.Redis.from_url(
    settings.REDIS_URL,
    socket_timeout=TIMEOUT,
    socket_connect_timeout=TIMEOUT,
    retry=Retry(NoBackoff(), 0),
)
script = client.register_script(SCRIPT)
breaker = of_redis


class Silent(Exception):
    """Redis did not answer, or did not a moment ago and is left alone for now."""


@dataclass(frozen=True, slots=True)
class Bucket:
    key: str
    amount: int  # tokens it holds, all of which come back in
    period: int  # seconds


def take(buckets: Sequence[Bucket]) -> float:
    """Take one token from each. 0 when that was done; else the seconds until it could be, and none
    is taken. Raises Silent."""
    if not breaker.allows():
        raise Silent
    sizes = [n for b in buckets for n in (1000 * b.period / b.amount, 1000 * b.period)]
    try:
        wait = script(keys=[PREFIX + bucket.key for bucket in buckets], args=sizes)
    except redis.RedisError as error:
        logger.warning("rate limits not asked: %s", type(error).__name__)
        breaker.failed()
        raise Silent from error
    breaker.worked()
    return float(wait) / 1000
