"""Celery entry points, and the thread that makes every worker process a sweeper."""

from celery import shared_task
from celery.signals import worker_process_init, worker_process_shutdown

from moderation.pipeline import bell, drain, sweeper


@shared_task(name=bell.TASK, ignore_result=True)
def judge_waiting() -> None:
    """There is work. Says so again when it leaves some behind."""
    bell.clear()
    if drain.judge_waiting():
        bell.ring_again()


@worker_process_init.connect
def start_sweeper(**kwargs):
    sweeper.start()


@worker_process_shutdown.connect
def finish_batch(**kwargs):
    sweeper.finish()
