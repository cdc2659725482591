"""What the beat should have started, when it or the broker is dead: a worker does what is overdue.

Every task of CELERY_BEAT_SCHEDULE is covered, whatever it does, but for those of another queue:
training takes a minute of the processor, and a night without it is no loss. Each run is noted in a
row of its own (see tasks.py); a task without a fresh note is run by the first worker that sees so.
Twice is harmless: tasks on the schedule are safe to run late, or at once with another.
"""

import logging
import threading
from datetime import timedelta

from celery import current_app
from celery.schedules import maybe_schedule
from django.conf import settings
from django.db import connections
from django.utils import timezone

from moderation.models import Turn
from moderation.pipeline.process import own_name

logger = logging.getLogger(__name__)

LOOK = 15.0  # seconds between two looks of one process; one query each
# So much later than the schedule says is late. The beat and its messages are never as slow.
GRACE = timedelta(seconds=60)

working = threading.Lock()


def scheduled() -> dict:
    """Task name -> its Celery schedule."""
    return {
        entry["task"]: maybe_schedule(entry["schedule"], app=current_app)
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if "options" not in entry
    }


def note_run(task_name: str) -> None:
    """``task_name`` is being run, as the beat asked. Nothing for a task that is not scheduled."""
    if task_name in scheduled():
        Turn.objects.note(task_name, by=own_name())


def overdue() -> dict[str, Turn | None]:
    """Task name -> its last run, or None if there never was one; of the tasks that are late."""
    plans = scheduled()
    runs = Turn.objects.in_bulk(list(plans))
    return {
        name: runs.get(name)
        for name, plan in plans.items()
        if name not in runs or is_late(runs[name], plan)
    }


def is_late(run: Turn, plan) -> bool:
    # A run that far ahead of now is from a clock that was set back since.
    is_ahead = run.began_at > timezone.now() + GRACE
    return is_ahead or plan.remaining_estimate(run.began_at) < -GRACE


def do_overdue() -> threading.Thread | None:
    """Do what is overdue, beside the sweep and not in it: a mail server may be slow, and comments
    must not wait for it. None when there is nothing to do or this process is at it already."""
    if working.locked():
        return None
    late = overdue()
    if not late:
        return None
    thread = threading.Thread(target=work, args=[late], name="late work", daemon=True)
    thread.start()
    return thread


def work(late: dict[str, Turn | None]) -> None:
    if not working.acquire(blocking=False):
        return
    try:
        for name, run in late.items():
            do(name, run)
    finally:
        connections.close_all()  # This thread's own; it ends here.
        working.release()


def do(name: str, run: Turn | None) -> None:
    """Run the task here, unless another process began it meanwhile."""
    try:
        if run is None:
            mine = Turn.objects.take_first(name, by=own_name())
        else:
            mine = run.pass_on(by=own_name())
        if mine:
            logger.warning("%s is overdue and run here; are the beat and the broker alive?", name)
            current_app.tasks[name]()
    except Exception:  # It is due again after its time.
        logger.exception("overdue %s failed", name)
