"""Writing down what the policy says of scored comments."""

from collections import defaultdict
from collections.abc import Sequence

from comments.models import Comment, CommentRevision, ModerationMode, ReportOutcome, Status
from comments.services import change_statuses, mark_judged
from moderation.explanations import SENTENCES, explain
from moderation.facts import recorded
from moderation.models import Action, Decision, Flag, FlagKind, PolicyVersion, ReviewItem, Score
from moderation.policy import Facts, Finding, Outcome, Verdict, gettext_noop, held
from moderation.scoring import ScoreResult
from moderation.scoring.tongues import language
from moderation.services import auditing
from moderation.services.opening import close_undecided, current_revisions, open_items, refresh

ACTIONS = {
    Outcome.SHOW: Action.PUBLISH,
    Outcome.HOLD: Action.HOLD,
    Outcome.REMOVE: Action.REMOVE,
}


def apply_verdicts(
    comments: Sequence[Comment],
    results: Sequence[ScoreResult],
    verdicts: Sequence[Verdict],
    *,
    policy: PolicyVersion,
    known: Sequence[Facts] = (),
) -> list[Decision]:
    """Store scores, statuses, decisions, flags and review items of a batch. Returns the decisions.

    Call it inside a transaction that has locked ``comments`` and has seen that they are still
    waiting for this verdict. The number of statements does not grow with the batch. ``known`` is
    what the policy was told, one for each comment, for those who will ask another policy.
    """
    revisions = current_revisions(comments)
    store_scores(comments, results, revisions)
    explanations = {
        comment.pk: sentence(comment, result, verdict)
        for comment, result, verdict in zip(comments, results, verdicts, strict=True)
    }
    facts: list[dict[str, int] | None] = [recorded(fact) for fact in known]
    facts = facts or [None] * len(comments)
    decisions = []
    for comment, result, verdict, fact in zip(comments, results, verdicts, facts, strict=True):
        decisions.append(
            Decision(
                comment=comment,
                revision=revisions[comment.pk],
                action=ACTIONS[verdict.outcome],
                policy=policy,
                scorer=result.scorer,
                reason_code=verdict.reason_code,
                note=explanations[comment.pk],
                status_before=comment.status,
                status_after=status_after(comment, verdict.outcome),
                facts=fact,
            )
        )
    move(decisions, explanations)
    Decision.objects.bulk_create(decisions)
    findings = [verdict.findings for verdict in verdicts]
    drawn = auditing.draw(published(comments, results, findings))
    flag(list(zip(comments, findings, strict=True)), revisions, drawn)
    close_removed(comments)
    return decisions


def published(
    comments: Sequence[Comment],
    results: Sequence[ScoreResult],
    findings: Sequence[tuple[Finding, ...]],
) -> list[tuple[Comment, float]]:
    """What readers see now and no finding speaks against, with its rudeness."""
    return [
        (comment, result.rudeness)
        for comment, result, found in zip(comments, results, findings, strict=True)
        if comment.status == Status.VISIBLE and not found
    ]


def sentence(comment: Comment, result: ScoreResult, verdict: Verdict) -> str:
    """What the author is told, who is told nothing while readers see the comment."""
    if status_after(comment, verdict.outcome) == Status.VISIBLE:
        return ""
    told = explain(verdict, comment.body, [span[:3] for span in result.spans])
    return told or SENTENCES["held_before"]


def status_after(comment: Comment, outcome: Outcome) -> Status:
    """Where a verdict leaves a comment. What is held only a moderator frees, and an article that
    publishes at once keeps showing what its moderators have yet to look at."""
    if outcome == Outcome.REMOVE:
        return Status.REMOVED
    if comment.status == Status.HELD:
        return Status.HELD
    if outcome == Outcome.SHOW:
        return Status.VISIBLE
    at_once = comment.article.moderation_mode == ModerationMode.AT_ONCE
    return Status.VISIBLE if at_once and comment.status == Status.VISIBLE else Status.HELD


def store_scores(comments, results, revisions: dict[int, CommentRevision]) -> None:
    Score.objects.bulk_create(
        [
            Score(
                comment=comment,
                revision=revisions[comment.pk],
                rudeness=result.rudeness,
                attributes=result.attributes,
                spans=[list(span) for span in result.spans],
                scorer=result.scorer,
                language=language(comment.body),
            )
            for comment, result in zip(comments, results, strict=True)
        ],
        ignore_conflicts=True,  # The same scorer says the same of the same words.
    )


def move(decisions: list[Decision], explanations: dict[int, str]) -> None:
    """Give the comments of fresh policy decisions their statuses."""
    stay: list[int] = []
    go: dict[tuple[str, str], list[Comment]] = defaultdict(list)
    for decision in decisions:
        if decision.status_after == decision.status_before:
            stay.append(decision.comment_id)
        else:
            go[decision.status_after, decision.reason_code].append(decision.comment)
    if stay:
        mark_judged(stay, explanations=explanations)
    for (status, reason_code), comments in go.items():
        change_statuses(
            comments, Status(status), reason_code=reason_code, explanations=explanations
        )


def flag(
    findings_by_comment: list[tuple[Comment, tuple[Finding, ...]]],
    revisions: dict[int, CommentRevision],
    drawn: Sequence[tuple[Comment, float]] = (),
) -> None:
    """Open or refresh the items of the comments that have findings, were drawn by lot, or had an
    item already."""
    flagged = [(comment, findings) for comment, findings in findings_by_comment if findings]
    looked_at = [comment for comment, _ in (*flagged, *drawn)]
    items = open_items(looked_at) if looked_at else {}
    if drawn:
        auditing.record(drawn, items, revisions)
    Flag.objects.bulk_create(
        [
            Flag(
                item=items[comment.pk],
                revision=revisions[comment.pk],
                kind=FlagKind(finding.kind),
                evidence=finding.evidence,
                said={"sentence": finding.sentence, "values": dict(finding.values)},
            )
            for comment, findings in flagged
            for finding in findings
        ],
        ignore_conflicts=True,
    )
    stale = ReviewItem.objects.open().filter(comment__in=[c.pk for c, _ in findings_by_comment])
    refresh(stale.values_list("pk", flat=True))


def close_removed(comments: Sequence[Comment]) -> None:
    """What the policy removed is decided; a moderator can still ask for a look."""
    removed = [comment.pk for comment in comments if comment.status == Status.REMOVED]
    if removed:
        close_undecided(removed, ReportOutcome.UPHELD)


def park(comments: Sequence[Comment]) -> None:
    """Hold comments that could not be scored, with the error in view. Never publishes.

    Call it inside a transaction that has locked ``comments``.
    """
    policy = PolicyVersion.current()
    revisions = current_revisions(comments)
    decisions = [
        Decision(
            comment=comment,
            revision=revisions[comment.pk],
            action=Action.HOLD,
            policy=policy,
            note=SENTENCES["unscorable"],
            status_before=comment.status,
            status_after=Status.HELD,
        )
        for comment in comments
    ]
    move(decisions, {comment.pk: SENTENCES["unscorable"] for comment in comments})
    Decision.objects.bulk_create(decisions)
    findings: list[tuple[Comment, tuple[Finding, ...]]] = [
        (
            comment,
            (
                held(
                    "unscorable",
                    gettext_noop("%(tries)s tries: %(error)s"),
                    tries=comment.tries,
                    error=comment.last_error or gettext_noop("the worker died"),
                ),
            ),
        )
        for comment in comments
    ]
    flag(findings, revisions)


def lock_ours(comment_ids: Sequence[int], token) -> list[Comment]:
    """The comments that still wait under this lease, locked. The fence: an edit, a withdrawal and a
    human decision void the token, so a late verdict finds nothing to write to."""
    return list(
        Comment.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=comment_ids, lease_token=token, unjudged_since__isnull=False)
        .select_related("article", "author")
        .order_by("pk")
    )
