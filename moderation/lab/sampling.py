"""Past comments for the simulator: drawn by lot, read in slices by the primary key."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from comments.ids import RANDOM_BITS, new_id
from comments.models import Comment
from moderation.lab.labels import labels_of
from moderation.lab.rebuilding import Judged, rebuild
from moderation.lab.tally import Past
from moderation.models import POLICY_ACTIONS, Decision, Flag, Score
from moderation.policy import Limits

MOST = 20_000  # comments that one simulation looks at
TICKETS = 1 << RANDOM_BITS  # the last bits of an id are random: they draw the lot


def posted(since: datetime, until: datetime) -> QuerySet[Comment]:
    """By id: ids grow with time."""
    return Comment.objects.filter(
        pk__gte=new_id(since.timestamp()), pk__lt=new_id(until.timestamp())
    ).order_by("pk")


def share_of(population: int) -> int:
    """Of TICKETS, how many win, so that about MOST comments are looked at."""
    return TICKETS if population <= MOST else max(1, TICKETS * MOST // population)


def next_slice(since: datetime, until: datetime, *, keep: int, after: int, size: int) -> list[int]:
    """The ids of the next comments that were drawn. Reads the primary key from ``after`` on."""
    rows = posted(since, until).filter(pk__gt=after)
    if keep < TICKETS:
        rows = rows.alias(ticket=F("pk").bitand(TICKETS - 1)).filter(ticket__lt=keep)
    return list(rows.values_list("pk", flat=True)[:size])


def pasts(ids: Sequence[int], *, live: Limits, draft: Limits) -> list[Past]:
    """What the policy once judged of these comments: the latest verdict on each. Left out are those
    without one, and those whose words were erased since. A fixed number of queries."""
    judged = verdicts_on(ids)
    limits = [live] if live is draft else [live, draft]
    facts = rebuild(judged, limits)
    labels = labels_of(ids, [one.decision.revision_id for one in judged])
    complained = Flag.objects.filter(item__comment__in=ids, report__isnull=False)
    reported = set(complained.values_list("item__comment", flat=True))
    found = []
    for one, was, would in zip(judged, facts[0], facts[-1], strict=True):
        posted_at = timezone.localtime(one.comment.posted_at)
        found.append(
            Past(
                comment=one.comment.pk,
                revision=one.decision.revision_id,
                section=one.comment.article.section_id,
                day=posted_at.date().isoformat(),
                hour=posted_at.hour,
                live=was,
                draft=would,
                is_recorded=one.decision.facts is not None,
                is_reported=one.comment.pk in reported,
                label=labels.get(one.decision.revision_id),
            )
        )
    return found


def verdicts_on(ids: Sequence[int]) -> list[Judged]:
    made = Decision.objects.filter(comment__in=ids, action__in=POLICY_ACTIONS).exclude(scorer="")
    last = {each.comment_id: each for each in made.select_related("revision").order_by("pk")}
    scores = {
        (revision, scorer): rudeness
        for revision, scorer, rudeness in Score.objects.filter(comment__in=ids).values_list(
            "revision", "scorer", "rudeness"
        )
    }
    found = []
    for comment in Comment.objects.filter(pk__in=ids).select_related("article").order_by("pk"):
        decision = last.get(comment.pk)
        if decision is None or not decision.revision.body:
            continue
        rudeness = scores.get((decision.revision_id, decision.scorer))
        if rudeness is not None:
            found.append(Judged(decision, comment, decision.revision.body, rudeness))
    return found
