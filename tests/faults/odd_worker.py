"""The Celery app with a scorer and a clock that go wrong as the words of a comment or a switch say.

Leases are shorter than in production, so that three of them pass within a test.
"""

import os
import time
from dataclasses import replace
from datetime import timedelta

import django
from django.utils import timezone

from config.celery import app

django.setup()  # Before the models are imported; Celery would do it later.

from moderation import scoring  # noqa: E402
from moderation.pipeline import drain  # noqa: E402
from tests.faults.switches import Switches, die  # noqa: E402

switches = Switches()
real_score, real_now = scoring.score, timezone.now
drain.LEASE = timedelta(seconds=float(os.environ.get("LEASE", "8")))
drain.BATCH_LIMIT = float(os.environ.get("BATCH_LIMIT", "5"))


def odd_score(texts):
    with (switches.folder / "scored").open("a") as scored:
        scored.write("".join(f"{text}\n" for text in texts))
    if pause := switches.get("pause"):
        time.sleep(float(pause))
    if any("SLOW" in text for text in texts) and switches.take("slow once") is not None:
        time.sleep(2.5)
    for word, go_wrong in ODD.items():
        if any(word in text for text in texts):
            return go_wrong(texts)
    return [replace(result, scorer="odd@1") for result in real_score(texts)]


def hang(texts):
    time.sleep(120)


def fail(texts):
    raise RuntimeError("no such word")


ODD = {
    "KILL": lambda texts: die(),
    "HANG": hang,
    "RAISE": fail,
    "NAN": lambda texts: [replace(r, rudeness=float("nan")) for r in real_score(texts)],
    "BEYOND": lambda texts: [replace(r, rudeness=1.5) for r in real_score(texts)],
    "SHORT": lambda texts: real_score(texts)[:-1],
}


def shifted_now():
    return real_now() + timedelta(hours=float(switches.get("hours", "0")))


scoring.score, timezone.now = odd_score, shifted_now

__all__ = ["app"]
