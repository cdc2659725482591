"""How far behind the pipeline is, for /readyz, /metrics and the desk's banner."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import redis
from django.db.models import Min
from django.utils import timezone

from comments.models import Comment
from moderation.models import FlagKind, ReviewItem, WorkerHeartbeat
from moderation.pipeline.bell import client

WORKER_SILENT = timedelta(seconds=20)  # four missed beats
TOO_OLD = 60.0  # seconds a comment may wait for its verdict
COUNT_CAP = 10_000  # counting on is slow and tells nobody more


@dataclass(frozen=True, slots=True)
class Health:
    waiting: int  # comments without a verdict, at most COUNT_CAP
    oldest_age: float  # seconds the oldest of them waits; 0 when none does
    unscorable: int  # open items that could not be scored
    workers: int  # worker processes with a fresh sign of life
    worker_age: float | None  # seconds since the last sign of life; None: never
    broker: bool  # whether Redis answers; without it verdicts take a second longer

    @property
    def ready(self) -> bool:
        return self.workers > 0 and self.oldest_age < TOO_OLD

    def as_dict(self) -> dict:
        return {"ready": self.ready} | asdict(self)

    def figures(self) -> dict[str, tuple[float, str]]:
        """Metric name -> (value, meaning)."""
        return {
            "unjudged_comments": (self.waiting, "Comments without a verdict, capped"),
            "unjudged_oldest_seconds": (self.oldest_age, "Age of the oldest of them"),
            "unscorable_items": (self.unscorable, "Open items that could not be scored"),
            "workers": (self.workers, "Worker processes with a fresh sign of life"),
            "broker_up": (int(self.broker), "Whether Redis answers"),
        }


def check(now: datetime | None = None) -> Health:
    now = now or timezone.now()
    waiting = Comment.objects.unjudged()
    oldest = waiting.aggregate(at=Min("unjudged_since"))["at"]
    beats = list(WorkerHeartbeat.objects.values_list("seen_at", flat=True))
    return Health(
        waiting=waiting[:COUNT_CAP].count(),
        oldest_age=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        unscorable=ReviewItem.objects.open().filter(flags__kind=FlagKind.UNSCORABLE).count(),
        workers=sum(seen > now - WORKER_SILENT for seen in beats),
        worker_age=(now - max(beats)).total_seconds() if beats else None,
        broker=broker_answers(),
    )


def broker_answers() -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
