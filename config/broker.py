"""Where Celery's messages go, and how long anybody waits for that.

Queues of their own let an operator give each kind of work its own workers (`-Q scoring`); a worker
without `-Q` serves them all.
"""

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

SCHEMES = ("redis", "rediss", "unix", "amqp", "amqps")
# What must not wait for anything else; mails; what is done once a day or when there is time; what
# takes a minute of the processor; what is tried on past comments, in turns of a second.
SCORING, NOTICES, UPKEEP, TRAINING, LAB = "scoring", "notices", "upkeep", "training", "lab"
ROUTES = {
    "moderation.drain": {"queue": SCORING},
    "comments.send_thread_mails": {"queue": NOTICES},
    "comments.send_notice_mails": {"queue": NOTICES},
    "moderation.train": {"queue": TRAINING},
    "moderation.simulate": {"queue": LAB},
    "moderation.watch_threads": {"queue": UPKEEP},
    "comments.retention": {"queue": UPKEEP},
    "comments.finish_erasures": {"queue": UPKEEP},
}
NAMES = (SCORING, NOTICES, UPKEEP, TRAINING, LAB)
QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in NAMES]

# Not done late by any worker that comes along, as the others are: it takes a minute.
AT_NIGHT = {
    "task": "moderation.train",
    "schedule": crontab(hour=3, minute=20),
    "options": {"queue": TRAINING},
}
# What asks for a simulation sends a message, too: this is for the one that got lost.
LONG_WORK = {
    "train-site-model": AT_NIGHT,
    "simulate": {"task": "moderation.simulate", "schedule": 60.0},  # seconds
}


def broker_url(url: str) -> str:
    """The same broker in Celery's form. Raises ImproperlyConfigured for one it cannot use."""
    if url.partition("://")[0] not in SCHEMES:
        raise ImproperlyConfigured(
            "BROKER_URL and REDIS_URL begin with redis://, rediss:// or unix://, BROKER_URL also "
            f"with amqp:// or amqps://, not {url.partition('://')[0]!r}"
        )
    return url.replace("unix://", "redis+socket://", 1)


def is_redis(url: str) -> bool:
    return not url.startswith("amqp")


def transport_options(url: str) -> dict[str, object]:
    """So that a broker that accepts and never answers hangs nobody."""
    return waiting(url, connect=1, answer=5) | (
        {"socket_keepalive": not url.startswith(("unix", "redis+socket"))} if is_redis(url) else {}
    )


def waiting(url: str, *, connect: float, answer: float) -> dict[str, object]:
    """The transport's own names for how many seconds it waits."""
    if is_redis(url):
        return {"socket_timeout": answer, "socket_connect_timeout": connect}
    # Reading has no limit here: a worker waits on this connection for its next message, and the
    # heartbeat finds a server that is gone.
    return {"connect_timeout": connect, "write_timeout": answer}
