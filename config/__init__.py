"""Settings, URLs and entry points. The only package that reads the environment."""

# So that `celery -A config` and every @shared_task find the one Celery app.
from config.celery import app as celery_app

__all__ = ["celery_app"]
