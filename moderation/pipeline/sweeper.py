"""A thread in every worker process; one of them all looks for work each second.

It needs no broker and no beat: with both dead, comments are judged a second later than usual. Whose
turn it is a row says, which a dead process cannot keep; two sweeps at once do no harm, because
claims exclude each other. The thread also writes the process's sign of life, seals what the log got
since, and sees to what the beat should have started.
"""

import logging
import threading
import time
from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone

from moderation.chain import sealing
from moderation.models import Turn, WorkerHeartbeat
from moderation.pipeline import drain, late_work
from moderation.pipeline.process import own_name

logger = logging.getLogger(__name__)

SWEEP = 1.0  # seconds; the promise after a lost message
TURN = "sweep"  # The name of its row.
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
        is_left = False
        try:
            close_old_connections()
            if time.monotonic() - last_beat >= BEAT:
                beat()
                last_beat = time.monotonic()
            if time.monotonic() - last_look >= late_work.LOOK:
                late_work.do_overdue()
                last_look = time.monotonic()
            is_left = sweep()
            sealing.seal_waiting()
        except Exception:  # A database that is away for a minute must not end the thread.
            logger.exception("sweep failed; the next one is in %s s", SWEEP)
        if not is_left:
            drain.stopping.wait(SWEEP)


def sweep() -> bool:
    """Judge what waits, if it is this process's turn. Whether work is left.

    Returns after the drain's budget at the latest, so that signs of life go on under a backlog.
    """
    mine = Turn.objects.take(TURN, every=timedelta(seconds=SWEEP), by=own_name())
    return mine and drain.judge_waiting()


def beat() -> None:
    now = timezone.now()
    WorkerHeartbeat.objects.update_or_create(worker=own_name(), defaults={"seen_at": now})
    WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGET).delete()
