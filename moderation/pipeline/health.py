"""How far behind the pipeline is, for /readyz, /metrics and the desk's banner."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from comments.models import Comment
from moderation.models import Flag, FlagKind, Turn, WorkerHeartbeat
from moderation.pipeline import bell, sweeper

WORKER_SILENT = timedelta(seconds=20)  # four missed beats
TOO_OLD = 60.0  # seconds a comment may wait for its verdict
COUNT_CAP = 10_000  # counting on is slow and tells nobody more


@dataclass(frozen=True, slots=True)
class Health:
    waiting: int  # comments without a verdict, at most COUNT_CAP
    oldest_age: float  # seconds the oldest of them waits; 0 when none does
    unscorable: int  # open items that could not be scored, at most COUNT_CAP
    workers: int  # worker processes with a fresh sign of life
    worker_age: float | None  # seconds since the last sign of life; None: never
    sweep_age: float | None  # seconds since a sweep began; None: never
    broker: bool  # whether it takes commands; without it verdicts take a second longer

    @property
    def ready(self) -> bool:
        return self.workers > 0 and self.oldest_age < TOO_OLD

    def as_dict(self) -> dict:
        return {"ready": self.ready} | asdict(self)

    def figures(self) -> dict[str, tuple[float, str]]:
        """Metric name -> (value, meaning). An age without a beginning is not a number."""
        never = float("nan")
        return {
            "unjudged_comments": (self.waiting, "Comments without a verdict, capped"),
            "unjudged_oldest_seconds": (self.oldest_age, "Age of the oldest of them"),
            "unscorable_items": (self.unscorable, "Open items that could not be scored, capped"),
            "workers": (self.workers, "Worker processes with a fresh sign of life"),
            "worker_seen_seconds": (
                never if self.worker_age is None else self.worker_age,
                "Time since the last sign of life of a worker",
            ),
            "sweep_seconds": (
                never if self.sweep_age is None else self.sweep_age,
                "Time since a worker last looked for work by itself",
            ),
            "broker_up": (int(self.broker), "Whether the broker takes commands"),
        }


def check(now: datetime | None = None) -> Health:
    """Ask the database (four small queries) and the broker. Raises what an absent database does."""
    now = now or timezone.now()
    backlog = unjudged().aggregate(count=Count("id"), oldest=Min("unjudged_since"))
    beats = list(WorkerHeartbeat.objects.values_list("seen_at", flat=True))
    swept = Turn.objects.filter(name=sweeper.TURN).values_list("began_at", flat=True).first()
    return Health(
        waiting=backlog["count"],
        oldest_age=age(backlog["oldest"], now) or 0.0,
        unscorable=unscorable().count(),
        workers=sum(abs(now - seen) < WORKER_SILENT for seen in beats),
        worker_age=age(max(beats, default=None), now),
        sweep_age=age(swept, now),
        broker=bell.answers(),
    )


def unjudged() -> QuerySet[Comment]:
    """The first COUNT_CAP comments without a verdict. Served by comments_unjudged.

    The oldest are among them: later comments have higher ids. Only an edit puts an early id back
    on the list, with its own time.
    """
    return Comment.objects.unjudged().order_by("id")[:COUNT_CAP]


def unscorable() -> QuerySet:
    """Open items that could not be scored, capped. Served by moderation_flag_unscorable."""
    flags = Flag.objects.filter(kind=FlagKind.UNSCORABLE, item__closed_at=None)
    return flags.order_by().values("item").distinct()[:COUNT_CAP]


def age(moment: datetime | None, now: datetime) -> float | None:
    """Seconds since ``moment``, not below 0. None for never."""
    return None if moment is None else max(0.0, (now - moment).total_seconds())
