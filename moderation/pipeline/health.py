"""How far behind the pipeline is, for /readyz, /metrics and the desk's banner."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, IntegerField, QuerySet, Subquery
from django.utils import timezone

from comments.models import Comment
from moderation.models import Flag, FlagKind, PolicyVersion, Turn, WorkerHeartbeat
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
    """Ask the database, in one query, and the broker. Raises what an absent database does."""
    now = now or timezone.now()
    beats = WorkerHeartbeat.objects.order_by("-seen_at").values("seen_at")
    fresh = beats.filter(seen_at__gt=now - WORKER_SILENT, seen_at__lt=now + WORKER_SILENT)
    swept = Turn.objects.filter(name=sweeper.TURN).values("began_at")
    # It has to hang on some row, and a version of the policy there always is.
    row = (
        PolicyVersion.objects.order_by("pk")
        .values_list(
            RowCount(unjudged().values("id")),
            Oldest(unjudged().values("unjudged_since")),
            RowCount(unscorable()),
            RowCount(fresh),
            Subquery(beats[:1]),
            Subquery(swept[:1]),
        )[:1]
        .get()
    )
    waiting, oldest, unscored, workers, seen, began = row
    return Health(
        waiting=waiting,
        oldest_age=age(oldest, now) or 0.0,
        unscorable=unscored,
        workers=workers,
        worker_age=age(seen, now),
        sweep_age=age(began, now),
        broker=bell.answers(),
    )


class RowCount(Subquery):
    """The number of rows of a queryset, which may be a slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class Oldest(Subquery):
    """The first moment in the one column of a queryset, which may be a slice."""

    template = "(SELECT MIN(unjudged_since) FROM (%(subquery)s) waiting)"
    output_field = DateTimeField()


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
