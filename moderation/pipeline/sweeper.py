"""A thread in every worker process that looks for work once a second.

It needs no broker and no beat: with both dead, comments are judged a second later than usual. It
also writes the process's sign of life, and sees to mails that the beat should have sent.
"""

import logging
import os
import socket
import threading
import time
from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone

from moderation.models import WorkerHeartbeat
from moderation.pipeline import drain, late_mails

logger = logging.getLogger(__name__)

SWEEP = 1.0  # seconds; the promise after a lost message
BEAT = 5.0  # seconds between signs of life
FORGET = timedelta(hours=1)  # signs of life older than this are dropped


def start() -> threading.Thread:
    drain.stopping.clear()
    thread = threading.Thread(target=sweep_for_ever, name="sweeper", daemon=True)
    thread.start()
    return thread


def finish() -> None:
    """Let the batch at hand be written before the process ends, and claim no other."""
    drain.stopping.set()
    drain.one_drain.acquire(timeout=drain.BATCH_LIMIT + 1)


def sweep_for_ever() -> None:
    last_beat = last_look = float("-inf")
    while not drain.stopping.is_set():
        try:
            close_old_connections()
            if time.monotonic() - last_beat >= BEAT:
                beat()
                last_beat = time.monotonic()
            if time.monotonic() - last_look >= late_mails.LOOK:
                late_mails.send_if_overdue()
                last_look = time.monotonic()
            while drain.judge_waiting() and not drain.stopping.is_set():
                pass
        except Exception:  # A database that is away for a minute must not end the thread.
            logger.exception("sweep failed; the next one is in %s s", SWEEP)
        drain.stopping.wait(SWEEP)


def beat() -> None:
    now = timezone.now()
    worker = f"{socket.gethostname()}:{os.getpid()}"[:100]
    WorkerHeartbeat.objects.update_or_create(worker=worker, defaults={"seen_at": now})
    WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGET).delete()
