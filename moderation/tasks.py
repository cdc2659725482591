"""Celery entry points, and the thread that makes every worker process a sweeper."""

from celery import shared_task
from celery.signals import task_prerun, worker_process_init, worker_process_shutdown

from moderation.pipeline import bell, drain, late_work, sweeper


@shared_task(name=bell.TASK, ignore_result=True)
def judge_waiting() -> None:
    """There is work. Says so again when it leaves some behind."""
    bell.clear()
    if drain.judge_waiting():
        bell.ring_again()


@task_prerun.connect
def note_run(task, **kwargs):
    late_work.note_run(task.name)


@worker_process_init.connect
def start_sweeper(**kwargs):
    sweeper.start()


@worker_process_shutdown.connect
def finish_batch(**kwargs):
    sweeper.finish()
