"""How far moderators agree, from the comments that two of them read. Of the work, never of who did
it: no figure here names or compares people."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import OuterRef, Subquery

from comments.models import User
from comments.reasons import ReasonCode
from moderation.models import Action, Decision, ReviewItem, SecondReading
from moderation.quality.agreement import Agreement, Pair, about, alpha, kappa, with_interval

MOST = 5_000  # of the latest readings that are counted
STANDS = ""  # the code of what is let stand


@dataclass(frozen=True, slots=True)
class Read:
    """Two verdicts on one comment: each a reason to reject it, or STANDS."""

    first: str
    second: str
    section: str

    @property
    def verdicts(self) -> Pair:
        return self.first != STANDS, self.second != STANDS


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Readings:
    kappa: Agreement  # of keeping or rejecting
    alpha: Agreement
    with_reasons: Agreement  # Krippendorff's, where each reason is a code of its own
    reasons: list[Line]
    sections: list[Line]

    @property
    def differ(self) -> int:
        return self.kappa.pairs - self.kappa.same


def read(viewer: User, since: datetime) -> list[Read]:
    """By the index moderation_second_when. One query."""
    verdicts = Decision.objects.filter(
        item=OuterRef("item"), action=Action.SECOND, undone_by__isnull=True
    )
    rows = (
        SecondReading.objects.moderatable_by(viewer)
        .filter(asked_at__gte=since, void_at=None, first__undone_by=None)
        .annotate(second=Subquery(verdicts.order_by("-pk").values("reason_code")[:1]))
        .exclude(second=None)
        .order_by("-asked_at")
    )
    return [
        Read(*row)
        for row in rows.values_list(
            "first__reason_code", "second", "comment__article__section__name"
        )[:MOST]
    ]


def readings(found: list[Read]) -> Readings:
    verdicts = [each.verdicts for each in found]
    codes: list[Pair] = [(each.first, each.second) for each in found]
    given = {code for pair in codes for code in pair} - {STANDS}
    return Readings(
        kappa=with_interval(verdicts, kappa),
        alpha=with_interval(verdicts, alpha),
        with_reasons=with_interval(codes, alpha),
        reasons=[
            Line(str(ReasonCode(code).label), of_reason(codes, code))
            for code in ReasonCode.values
            if code in given
        ],
        sections=[
            Line(name, with_interval([one.verdicts for one in found if one.section == name], kappa))
            for name in sorted({each.section for each in found})
        ],
    )


def of_reason(codes: list[Pair], code: str) -> Agreement:
    """Kappa of giving it or not. Its pairs are those in which one of the two gave it: of a reason
    that hardly came up, ever so many others tell nothing."""
    given = sum(code in pair for pair in codes)
    return replace(with_interval(about(codes, code), kappa), pairs=given)


def disputes(viewer: User) -> int:
    """Comments whose readers differ and that wait for a lead."""
    waiting = ReviewItem.objects.moderatable_by(viewer).escalated()
    return waiting.filter(not_for__isnull=False).count()
