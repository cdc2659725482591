"""The doorbell: at most one "there is work" message in flight, and posting never waits for it.

Setting the bell and publishing cost two round trips. A process remembers for MEMORY seconds that
the bell was heard, and the drain looks again LINGER seconds after it found nothing; as long as
LINGER is at least MEMORY no comment is overlooked: a comment committed during the memory came
before the last empty look. Whatever else is lost (a message, the broker, this process between the
two calls) the sweeper finds within a second.
"""

import logging
import time

import redis
from celery import current_app
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from moderation.engines.breaker import Breaker

logger = logging.getLogger(__name__)

KEY = "decorum:bell"
TTL = 10  # seconds; about two budgets of a drain: bounds how long a lost message keeps others away
MEMORY = 0.05  # seconds
LINGER = 0.05  # seconds; at least MEMORY
TASK = "moderation.drain"

client = redis.Redis.from_url(
    settings.REDIS_URL,
    socket_timeout=0.2,  # seconds; a post must not wait longer for a broker that is silent
    socket_connect_timeout=0.2,
    retry=Retry(NoBackoff(), 0),
)


breaker = Breaker()
heard_at = float("-inf")


def ring() -> None:
    """Say that there is work, unless it was said a moment ago. Never raises, never waits long."""
    global heard_at  # One number for the process; a lost update costs one message.
    # Before SET: the memory starts when we look, not when we learn.
    now = time.monotonic()
    if now - heard_at < MEMORY:
        return
    if rings(now):
        heard_at = now


def ring_again() -> None:
    """As ring, but for a drain that leaves work behind: what it remembers must not silence it."""
    rings(time.monotonic())


def rings(now: float) -> bool:
    """Set the bell; whoever sets it sends the message. Whether the broker answered."""
    if not breaker.allows():
        return False
    try:
        if client.set(KEY, 1, nx=True, ex=TTL):
            publish()
    except Exception as error:  # kombu and redis raise many types; the sweeper repairs them all.
        logger.warning("bell not rung: %s", type(error).__name__)
        breaker.failed()
        return False
    breaker.worked()
    return True


def publish() -> None:
    """Send the message over a connection that gives up at once, like ``client``."""
    current_app.send_task(TASK, retry=False, ignore_result=True)


def clear() -> None:
    """Answer the bell: whoever posts from here on rings again. Never raises."""
    try:
        client.delete(KEY)
    except redis.RedisError as error:
        logger.warning("bell not cleared: %s", type(error).__name__)
