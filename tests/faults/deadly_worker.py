"""The Celery app with a scorer that dies of one word, as a broken native library would."""

import os
import signal

from config.celery import app
from moderation import scoring

real_score = scoring.score


def deadly_score(texts):
    if any("POISON" in text for text in texts):
        os.kill(os.getpid(), signal.SIGKILL)
    return real_score(texts)


scoring.score = deadly_score

__all__ = ["app"]
