"""What a draft in shadow said beside the policy in force, on the same new comments."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Value, When

from moderation.lab.findings import Both, Quality, quality
from moderation.lab.labels import labels_of
from moderation.lab.tally import Tally
from moderation.models import Action, Decision, PolicyDraft, ShadowVerdict
from moderation.policy import Outcome

LATEST = 20_000  # verdicts that are compared
SHOWN = 20  # comments on which they differ, each way
DIGITS = {
    Action.PUBLISH: int(Outcome.SHOW),
    Action.HOLD: int(Outcome.HOLD),
    Action.REMOVE: int(Outcome.REMOVE),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    both: Both
    left_out: int  # comments that live judged in the same time and the shadow did not
    qualities: tuple[Quality, Quality]  # live, draft
    labels: int
    differing: list[ShadowVerdict]  # latest first, with ``was``, the live outcome


def compare(draft: PolicyDraft) -> Comparison:
    """Over the LATEST verdicts since it last went into shadow. Six queries."""
    rows = with_live(draft)
    latest = rows.values("pk")[:LATEST]
    counted = (
        with_live(draft).filter(pk__in=latest).order_by().values_list("was", "outcome")
    ).annotate(Count("pk"))
    moves = [(f"{was}{would}", amount) for was, would, amount in counted]
    both = Both.of(moves)
    tally = decided(draft)
    differing = rows.exclude(was=F("outcome")).select_related(
        "decision__comment__author", "decision__comment__article__section", "decision__revision"
    )
    return Comparison(
        both=both,
        left_out=left_out(draft, both.total),
        qualities=(quality(tally, 0), quality(tally, 1)),
        labels=tally.labels.total(),
        differing=list(differing[: 2 * SHOWN]),
    )


def with_live(draft: PolicyDraft):
    was = Case(
        *(When(decision__action=action, then=Value(digit)) for action, digit in DIGITS.items()),
        output_field=IntegerField(),
    )
    since = draft.shadow_since or draft.created_at
    verdicts = ShadowVerdict.objects.filter(draft=draft, decision__decided_at__gte=since)
    return verdicts.annotate(was=was).order_by("-pk")


def decided(draft: PolicyDraft) -> Tally:
    """The verdicts on words that a moderator decided since."""
    rows = list(
        with_live(draft).values_list("decision__comment", "decision__revision", "was", "outcome")[
            :LATEST
        ]
    )
    tally = Tally()
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        labels = labels_of([row[0] for row in part], [row[1] for row in part])
        for _comment, revision, was, would in part:
            if label := labels.get(revision):
                tally.labels[f"{label.is_rejected:d}:{was}{would}:{label.weight!r}"] += 1
    return tally


def left_out(draft: PolicyDraft, judged: int) -> int:
    """Nothing where it is not in shadow now, or where more were judged than are compared."""
    if draft.shadow_since is None or draft.ended_at or judged >= LATEST:
        return 0
    made = Decision.objects.filter(action__in=DIGITS, decided_at__gte=draft.shadow_since).exclude(
        scorer=""
    )
    return max(0, made[: LATEST + 1].count() - judged)
