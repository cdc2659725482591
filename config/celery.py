"""The Celery app. Its settings are the CELERY_* names of config/settings.py."""

import os

import structlog
from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("decorum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**kwargs):
    """Django's LOGGING holds for workers too: with a receiver here Celery sets up nothing."""


@task_prerun.connect
def name_task(task_id, task, **kwargs):
    """Every line of a task carries its id."""
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)


@task_postrun.connect
def forget_task(**kwargs):
    structlog.contextvars.unbind_contextvars("task_id", "task")
