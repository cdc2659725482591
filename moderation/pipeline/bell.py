"""The doorbell: at most one "there is work" message in flight, and posting never waits for it.

Setting the bell and publishing cost two round trips. A process remembers for MEMORY seconds that
the bell was heard, and the drain looks again LINGER seconds after it found nothing; as long as
LINGER is at least MEMORY no comment is overlooked: a comment committed during the memory came
before the last empty look. Whatever else is lost (a message, the broker, this process between the
two calls) the sweeper finds within a second.
"""

import logging
import threading
import time

import redis
from celery import current_app
from django.conf import settings
from kombu import Producer
from redis.backoff import NoBackoff
from redis.retry import Retry

from comments.breaker import of_redis

logger = logging.getLogger(__name__)

KEY = "decorum:bell"
PROBE = "decorum:probe"
TTL = 10  # seconds; about two budgets of a drain: bounds how long a lost message keeps others away
MEMORY = 0.05  # seconds
LINGER = 0.05  # seconds; at least MEMORY
TASK = "moderation.drain"
SIMULATE = "moderation.simulate"
PATIENCE = settings.DOORBELL_PATIENCE  # seconds for one answer of the broker

client = redis.Redis.from_url(
    settings.REDIS_URL,
    socket_timeout=PATIENCE,
    socket_connect_timeout=PATIENCE,
    retry=Retry(NoBackoff(), 0),
)


breaker = of_redis
heard_at = float("-inf")
ringing = threading.Lock()
producer: Producer | None = None  # Made at the first message; used under ``ringing`` alone.


def ring() -> None:
    """Say that there is work, unless it was said a moment ago. Never raises, never waits long."""
    global heard_at  # One number for the process; a lost update costs one message.
    # Before SET: the memory starts when we look, not when we learn.
    now = time.monotonic()
    if now - heard_at < MEMORY:
        return
    if rings():
        heard_at = now


def ring_again() -> None:
    """As ring, but for a drain that leaves work behind: what it remembers must not silence it."""
    rings()


def rings() -> bool:
    """Set the bell; whoever sets it sends the message. Whether the broker answered.

    One thread of a process asks at a time, so that a silent broker delays one post and not as many
    as there are threads. The others rely on its answer. When that takes longer than MEMORY they may
    be overlooked, and the sweep finds their comments.
    """
    if not ringing.acquire(blocking=False):
        return False
    try:
        if not breaker.allows():
            return False
        if client.set(KEY, 1, nx=True, ex=TTL):
            publish()
        breaker.worked()
        return True
    except Exception as error:  # kombu and redis raise many types; the sweeper repairs them all.
        logger.warning("bell not rung: %s", type(error).__name__)
        breaker.failed()
        return False
    finally:
        ringing.release()


def call(task: str) -> None:
    """Ask a worker to run ``task`` now. Never raises, never waits long: what is lost, the beat asks
    for again."""
    if not ringing.acquire(timeout=PATIENCE):
        return
    try:
        if breaker.allows():
            publish(task)
            breaker.worked()
    except Exception as error:  # As in rings.
        logger.warning("%s not asked for: %s", task, type(error).__name__)
        breaker.failed()
    finally:
        ringing.release()


def answers() -> bool:
    """Whether the broker takes commands. Asks with a write: one that is full still answers PING.

    Shares the breaker with ``ring``: a broker known to be away is not asked, and nobody waits.
    """
    if not ringing.acquire(blocking=False):
        return not breaker.shut_until
    try:
        if not breaker.allows():
            return False
        client.set(PROBE, 1, px=1000)
        breaker.worked()
        return True
    except redis.RedisError:
        breaker.failed()
        return False
    finally:
        ringing.release()


def publish(task: str = TASK) -> None:
    """Send the message over a connection that gives up as soon as ``client`` does, without a retry.

    Celery's own would try for seconds. Raises what kombu and redis raise.
    """
    global producer
    if producer is None:
        connection = current_app.connection_for_write(
            transport_options=settings.DOORBELL_TRANSPORT_OPTIONS
        )
        producer = current_app.amqp.Producer(connection, auto_declare=False)
    try:
        current_app.send_task(task, producer=producer, retry=False, ignore_result=True)
    except Exception:
        producer = None  # The next message starts from a new connection.
        raise


def clear() -> None:
    """Answer the bell: whoever posts from here on rings again. Never raises."""
    try:
        client.delete(KEY)
    except redis.RedisError as error:
        logger.warning("bell not cleared: %s", type(error).__name__)
