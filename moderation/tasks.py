"""Celery entry points, and the thread that makes every worker process a sweeper."""

import logging

from celery import shared_task
from celery.signals import task_prerun, worker_init, worker_process_init, worker_process_shutdown
from django.utils import timezone

from moderation.broker_check import check_broker
from moderation.pipeline import bell, drain, late_work, sweeper
from moderation.pipeline.bell import SIMULATE
from moderation.services import simulating, watching
from moderation.training import running

logger = logging.getLogger(__name__)


@shared_task(name=bell.TASK, ignore_result=True)
def judge_waiting() -> None:
    """There is work. Says so again when it leaves some behind."""
    bell.clear()
    if drain.judge_waiting():
        bell.ring_again()


@shared_task(name="moderation.watch_threads")
def watch_threads() -> int:
    """Look for threads that run hot. Safe to run twice, late, or at once with another."""
    return watching.watch(timezone.now())


@shared_task(name="moderation.train", ignore_result=True)
def train_site_model() -> None:
    """Nightly, and when a lead asks. In a queue of its own: it must not keep comments waiting."""
    running.run()


@shared_task(name=SIMULATE, ignore_result=True)
def simulate() -> None:
    """One turn of about a second; says so again when it leaves work behind, so that other tasks of
    the same worker come in between."""
    if simulating.work():
        bell.call(SIMULATE)


@task_prerun.connect
def note_run(task, **kwargs):
    late_work.note_run(task.name)


@worker_init.connect
def refuse_forgetful_broker(**kwargs):
    """End the worker before it begins where the broker may throw messages away.

    By SystemExit, for Celery goes on after any other exception here.
    """
    for found in check_broker():
        logger.log(found.level, "%s %s", found.msg, found.hint)
        if found.is_serious():
            raise SystemExit(f"The worker does not start. {found.msg} {found.hint}")


@worker_process_init.connect
def start_sweeper(**kwargs):
    sweeper.start()


@worker_process_shutdown.connect
def finish_batch(**kwargs):
    sweeper.finish()
