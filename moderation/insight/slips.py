"""What slips through: the share of rude comments among those that were published without a review,
estimated from the audit sample, and how right the automation is over time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from comments.models import User
from moderation.insight.figures import REJECTED, SETTLED, standing
from moderation.insight.intervals import Share
from moderation.models import Action, AuditDraw, Decision
from moderation.quality.estimates import Estimate, Unit, recall, share
from moderation.quality.lots import STRATA

STEPS = 6  # parts of the span
MOST_DRAWN = 20_000  # of the latest draws that are read


@dataclass(frozen=True, slots=True)
class Drawn:
    """One that was drawn; ``hit`` is None while no decision about these words stands."""

    probability: float
    stratum: int
    at: datetime
    hit: bool | None


@dataclass(frozen=True, slots=True)
class Stratum:
    low: float
    high: float
    drawn: int
    found: Share  # rejected, of those looked at


@dataclass(frozen=True, slots=True)
class Slips:
    estimate: Estimate
    drawn: int
    strata: list[Stratum]

    @property
    def waiting(self) -> int:
        return self.drawn - self.estimate.looked_at


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the span: how right the automation was in it."""

    begin: datetime
    end: datetime
    precision: Share  # rejected, of what it held and people decided
    recall: tuple[float, float, float]  # value, low, high
    looked_at: int  # of the audit sample


def draws(viewer: User, since: datetime) -> list[Drawn]:
    """By the index moderation_auditdraw_when. One query."""
    verdicts = Decision.objects.filter(
        comment=OuterRef("comment"),
        revision=OuterRef("revision"),
        action__in=SETTLED,
        undone_by__isnull=True,
    )
    rows = (
        AuditDraw.objects.moderatable_by(viewer)
        .filter(drawn_at__gte=since)
        .annotate(verdict=Subquery(verdicts.order_by("-pk").values("action")[:1]))
        .order_by("-drawn_at")
        .values_list("probability", "stratum", "drawn_at", "verdict")[:MOST_DRAWN]
    )
    return [
        Drawn(probability, stratum, at, None if verdict is None else verdict == Action.REJECT)
        for probability, stratum, at, verdict in rows
    ]


def units(drawn: list[Drawn]) -> list[Unit]:
    """Those that were looked at. The others are taken to be like them: which waits is chance."""
    return [
        Unit(each.probability, each.hit, each.stratum) for each in drawn if each.hit is not None
    ]


def slips(drawn: list[Drawn]) -> Slips:
    return Slips(share(units(drawn)), len(drawn), strata(drawn))


def strata(drawn: list[Drawn]) -> list[Stratum]:
    ends = [*(each.low for each in STRATA[1:]), 1.0]
    found = []
    for number, (each, high) in enumerate(zip(STRATA, ends, strict=True)):
        theirs = [one for one in drawn if one.stratum == number]
        read = [one.hit for one in theirs if one.hit is not None]
        found.append(Stratum(each.low, high, len(theirs), Share(sum(read), len(read))))
    return found


def steps(viewer: User, drawn: list[Drawn], *, since: datetime, now: datetime) -> list[Step]:
    """The span in STEPS parts, the oldest first. One query."""
    size = (now - since) / STEPS
    spans = [(since + size * place, since + size * (place + 1)) for place in range(STEPS)]
    counted = held_in(viewer, since, spans)
    found = []
    for place, (begin, end) in enumerate(spans):
        held = Share(counted[f"rejected_{place}"], counted[f"decided_{place}"])
        missed = share(units([each for each in drawn if begin <= each.at < end]))
        found.append(Step(begin, end, held, recall(held.hits, missed), missed.looked_at))
    return found


def held_in(viewer: User, since: datetime, spans: list[tuple[datetime, datetime]]) -> dict:
    """Of what the machine held, what people decided and what they rejected of it, by span."""
    verdicts = Decision.objects.filter(
        comment=OuterRef("comment"), revision=OuterRef("revision"), moderator__isnull=True
    )
    held = (
        standing(viewer, since)
        .annotate(verdict=Subquery(verdicts.order_by("-pk").values("action")[:1]))
        .filter(verdict=Action.HOLD)
    )
    counts = {}
    for place, (begin, end) in enumerate(spans):
        inside = Q(decided_at__gte=begin, decided_at__lt=end)
        counts[f"decided_{place}"] = Count("pk", filter=inside)
        counts[f"rejected_{place}"] = Count("pk", filter=inside & REJECTED)
    return held.aggregate(**counts)
