"""The leads' figures over a span of days: of the work, never of who did it, and in the sections of
whoever looks.

What counts is what stands: the last human decision on a comment that nobody took back. A decision
that was followed by another on the same comment, or undone, is in no count of outcomes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from comments.ids import new_id
from comments.models import Comment, Section, User
from comments.reasons import ReasonCode
from moderation.insight.intervals import Share, trend
from moderation.models import HUMAN_ACTIONS, Action, Decision, FlagKind

# What settles a comment. Who escalates passes it on.
SETTLED = (Action.APPROVE, Action.REJECT, Action.DISMISS)
REJECTED = Q(action=Action.REJECT)
MOST_WAITS = 20_000  # of the latest decisions whose wait is looked at


@dataclass(frozen=True, slots=True)
class Reason:
    """Rejections for one reason in the span, and in the one of the same length before."""

    label: str
    now: int
    before: int

    @property
    def trend(self) -> str:
        return trend(self.now, self.before)


@dataclass(frozen=True, slots=True)
class SectionFigures:
    name: str
    came: int  # comments posted in the span
    reviewed: int  # comments decided in the span, whenever they were posted
    rejected: int


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the decided comments with one kind of flag: those rejected."""

    label: str
    by_reader: bool
    share: Share


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that people did in the span, what was taken back too."""

    decisions: int
    in_batches: int
    taken_back: int

    @property
    def undone(self) -> Share:
        return Share(self.taken_back, self.decisions)


def standing(viewer: User, since: datetime) -> QuerySet[Decision]:
    """The last human decision on each comment that nobody took back, if it settled the comment and
    was made from ``since`` on. By the index moderation_decision_when."""
    later = Decision.objects.filter(
        comment=OuterRef("comment"),
        pk__gt=OuterRef("pk"),
        action__in=HUMAN_ACTIONS,
        undone_by__isnull=True,
    )
    made = Decision.objects.moderatable_by(viewer).filter(
        action__in=SETTLED, decided_at__gte=since, undone_by__isnull=True
    )
    return made.exclude(Exists(later)).order_by()


def reasons(viewer: User, now: datetime, days: int) -> list[Reason]:
    """Every reason that was given in the span or the one before, the most given first."""
    since = now - timedelta(days=days)
    rows = (
        standing(viewer, since - timedelta(days=days))
        .filter(REJECTED)
        .values_list("reason_code")
        .annotate(
            now=Count("pk", filter=Q(decided_at__gte=since)),
            before=Count("pk", filter=Q(decided_at__lt=since)),
        )
    )
    found = [Reason(str(ReasonCode(code).label), now, before) for code, now, before in rows]
    return sorted(found, key=lambda reason: (-reason.now, -reason.before, reason.label))


def sections(viewer: User, since: datetime) -> list[SectionFigures]:
    """Every section with comments or decisions, the most comments first. Three queries."""
    # Grouped by a sum, which no index has in order: so the span is read by the index on time, and
    # SQLite does not walk through all comments section by section.
    came = (
        Comment.objects.moderatable_by(viewer)
        .filter(pk__gte=new_id(since.timestamp()))
        .values_list(F("article__section") + 0)
        .annotate(Count("pk"))
        .order_by()
    )
    decided = (
        standing(viewer, since)
        .values_list(F("comment__article__section") + 0)
        .annotate(reviewed=Count("pk"), rejected=Count("pk", filter=REJECTED))
    )
    came_in = dict(came)
    decided_in = {section: (reviewed, rejected) for section, reviewed, rejected in decided}
    found = [
        SectionFigures(name, came_in.get(pk, 0), *decided_in.get(pk, (0, 0)))
        for pk, name in Section.objects.moderatable_by(viewer).order_by().values_list("pk", "name")
        if pk in came_in or pk in decided_in
    ]
    return sorted(found, key=lambda section: (-section.came, section.name))


def precision(viewer: User, since: datetime) -> list[Precision]:
    """By kind of flag, in the order of FlagKind. A flag counts when it is about the words that were
    decided; a reader's report counts whatever words it saw."""
    about = Q(item__flags__revision=F("revision")) | Q(item__flags__report__isnull=False)
    rows = (
        standing(viewer, since)
        .filter(about)
        .values_list("item__flags__kind")
        .annotate(
            decided=Count("comment", distinct=True),
            rejected=Count("comment", distinct=True, filter=REJECTED),
        )
    )
    found = {kind: Share(rejected, decided) for kind, decided, rejected in rows}
    return [
        Precision(str(kind.label), kind.startswith("reported_"), found[kind])
        for kind in FlagKind
        if kind in found
    ]


def agreement(viewer: User, since: datetime) -> dict[str, Share]:
    """What people made of the machine's verdicts on the same words: "held" has those that were
    kept up of what it held, false alarms; "passed" those rejected of what it let pass and
    a report, a sample or a colleague brought before them, misses."""
    verdicts = Decision.objects.filter(
        comment=OuterRef("comment"), revision=OuterRef("revision"), moderator__isnull=True
    )
    latest = verdicts.order_by("-pk").values("action")[:1]
    rows = {
        verdict: Share(rejected, total)
        for verdict, total, rejected in standing(viewer, since)
        .annotate(verdict=Subquery(latest))
        .values_list("verdict")
        .annotate(total=Count("pk"), rejected=Count("pk", filter=REJECTED))
    }
    held = rows.get(Action.HOLD, Share(0, 0))
    return {
        "held": Share(held.total - held.hits, held.total),
        "passed": rows.get(Action.PUBLISH, Share(0, 0)),
    }


def waits(viewer: User, since: datetime) -> list[timedelta]:
    """From coming into the queue to the decision that stands, of the latest MOST_WAITS."""
    rows = standing(viewer, since).filter(item__isnull=False).order_by("-decided_at")
    times = rows.values_list("item__opened_at", "decided_at")[:MOST_WAITS]
    return [max(timedelta(0), decided_at - opened_at) for opened_at, decided_at in times]


def work(viewer: User, since: datetime) -> Work:
    seen = Decision.objects.moderatable_by(viewer)
    made = seen.filter(action__in=HUMAN_ACTIONS, decided_at__gte=since)
    return Work(
        **made.aggregate(
            decisions=Count("pk"),
            in_batches=Count("pk", filter=Q(batch__isnull=False)),
            taken_back=Count("pk", filter=Q(undone_by__isnull=False)),
        )
    )
