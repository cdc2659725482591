"""The Celery app with a scorer that takes a second a batch, so that a kill can be aimed."""

import time

from config.celery import app
from moderation import scoring

real_score = scoring.score


def slow_score(texts):
    time.sleep(1)
    return real_score(texts)


scoring.score = slow_score

__all__ = ["app"]
