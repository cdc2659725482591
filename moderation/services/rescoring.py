"""Bringing a new scorer to comments that an earlier one has judged.

Nothing here frees a comment: only what readers see and no moderator has decided can change.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from comments.models import Comment, Status
from moderation import facts, policy
from moderation.models import HUMAN_ACTIONS, Decision, Flag, PolicyVersion, ReviewItem, Score
from moderation.policy import Verdict
from moderation.scoring import ScoreResult
from moderation.services.opening import current_revisions, refresh
from moderation.services.verdicts import apply_verdicts, status_after, store_scores


@dataclass(frozen=True, slots=True)
class Change:
    """What today's policy makes of a comment that readers see, now that its score is another."""

    comment: Comment
    verdict: Verdict
    status_after: Status  # VISIBLE: readers go on seeing it, and it comes into the queue


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a batch came to. ``skipped`` comments were changed by somebody since they were read."""

    scored: list[Comment]
    changes: list[Change]
    skipped: int


def to_rescore(scorer: str) -> QuerySet[Comment]:
    """Judged comments whose present words ``scorer`` (name@version) has not seen, by id.

    What waits for its first verdict is the pipeline's, and what was withdrawn nobody needs.
    """
    # Served by the unique keys of revisions (comment, number) and scores (revision, scorer).
    seen = Score.objects.filter(
        revision__comment=OuterRef("pk"), revision__number=OuterRef("revision"), scorer=scorer
    )
    return judged(Comment.objects.filter(~Exists(seen)))


def rescore(comments: Sequence[Comment], results: Sequence[ScoreResult]) -> Rescored:
    """Store the new scores of a batch, and what the policy in force makes of them.

    ``comments`` as they were when ``results`` were asked for. The number of statements does not
    grow with the batch. A comment that was edited, withdrawn or put back on the work list since
    is skipped; a moderator's decision in the meantime stands.
    """
    with transaction.atomic():
        # Locked in the order of ids, as everywhere. Then read the rest: what a waiting SELECT FOR
        # UPDATE joins is older than what it locks.
        rows = Comment.objects.filter(pk__in=[comment.pk for comment in comments]).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))
        scores = scores_of(comments, results)
        version = PolicyVersion.current()
        outcome = foresee(comments, scores, version)
        write(outcome, scores, version)
    return outcome


def preview(comments: Sequence[Comment], results: Sequence[ScoreResult]) -> Rescored:
    """What rescore would do with this batch now. Writes and locks nothing."""
    return foresee(comments, scores_of(comments, results), PolicyVersion.current())


def judged(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return (
        comments.filter(unjudged_since__isnull=True)
        .exclude(status=Status.WITHDRAWN)
        .select_related("article", "author")
        .order_by("pk")
    )


def scores_of(
    comments: Sequence[Comment], results: Sequence[ScoreResult]
) -> dict[int, ScoreResult]:
    return {comment.pk: result for comment, result in zip(comments, results, strict=True)}


def foresee(
    comments: Sequence[Comment], scores: dict[int, ScoreResult], version: PolicyVersion
) -> Rescored:
    """Which comments get their new score, and which of them change."""
    revision_read = {comment.pk: comment.revision for comment in comments}
    rows = judged(Comment.objects.filter(pk__in=revision_read))
    scored = [row for row in rows if row.revision == revision_read[row.pk]]
    changes = changes_among(undecided(scored), scores, version)
    return Rescored(scored, changes, skipped=len(comments) - len(scored))


def undecided(comments: Sequence[Comment]) -> list[Comment]:
    """Those that readers see and whose present words no moderator's standing decision is about."""
    visible = [comment for comment in comments if comment.status == Status.VISIBLE]
    by_humans = Decision.objects.filter(
        comment__in=[comment.pk for comment in visible],
        revision__number=F("comment__revision"),
        action__in=HUMAN_ACTIONS,
        undone_by__isnull=True,
    )
    decided = set(by_humans.values_list("comment", flat=True))
    return [comment for comment in visible if comment.pk not in decided]


def changes_among(
    comments: Sequence[Comment], scores: dict[int, ScoreResult], version: PolicyVersion
) -> list[Change]:
    """Ask the policy again. A verdict that leaves status and flags as they are is no change."""
    if not comments:
        return []
    limits = facts.limits_of(version)
    rudeness = [scores[comment.pk].rudeness for comment in comments]
    known = facts.gather(comments, rudeness, limits, now=timezone.now())
    flagged = open_flags(comments)
    changes = []
    for comment, fact in zip(comments, known, strict=True):
        verdict = policy.judge(fact, limits)
        after = status_after(comment, verdict.outcome)
        kinds = {finding.kind for finding in verdict.findings}
        if after != comment.status or not kinds <= flagged[comment.pk]:
            changes.append(Change(comment, verdict, after))
    return changes


def open_flags(comments: Iterable[Comment]) -> dict[int, set[str]]:
    """Comment id -> kinds of the flags that its present words have in the queue."""
    flags = Flag.objects.filter(
        item__comment__in=[comment.pk for comment in comments],
        item__closed_at=None,
        revision__number=F("item__comment__revision"),
    )
    kinds: dict[int, set[str]] = defaultdict(set)
    for comment_id, kind in flags.values_list("item__comment", "kind"):
        kinds[comment_id].add(kind)
    return kinds


def write(outcome: Rescored, scores: dict[int, ScoreResult], version: PolicyVersion) -> None:
    """Changes go the way of every verdict; the others get their score, also in the queue."""
    changed = [change.comment for change in outcome.changes]
    if changed:
        apply_verdicts(
            changed,
            [scores[comment.pk] for comment in changed],
            [change.verdict for change in outcome.changes],
            policy=version,
        )
    ids = {comment.pk for comment in changed}
    others = [comment for comment in outcome.scored if comment.pk not in ids]
    if others:
        store_scores(others, [scores[comment.pk] for comment in others], current_revisions(others))
        items = ReviewItem.objects.open().filter(comment__in=[c.pk for c in others])
        refresh(items.values_list("pk", flat=True))
