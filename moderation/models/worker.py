"""Signs of life of the processes that score."""

from django.db import models
from django.utils import timezone


class WorkerHeartbeat(models.Model):
    """One row per worker process, renewed by its sweeper. Old rows are dropped by the same."""

    worker = models.CharField(max_length=100, primary_key=True)  # host and process id
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.worker
