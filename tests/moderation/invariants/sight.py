"""What the tables say at one moment, and what must be true of it, and of two moments in a row."""

from dataclasses import dataclass

from django.utils import timezone

from comments.models import (
    NEXT_STATUS,
    OF_A_COMMENT,
    AuthorNotice,
    Comment,
    Report,
    ReportOutcome,
    Status,
    Vote,
)
from comments.services import recount
from moderation.models import POLICY_ACTIONS, Action, Decision, ReviewItem

VERDICTS = (*POLICY_ACTIONS, Action.APPROVE, Action.REJECT)
AGAINST = (Action.REJECT, Action.REMOVE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One comment: what its row says, its open item (or None), and its reports, id -> outcome."""

    status: str
    reason_code: str
    explanation: str
    revision: int
    is_work: bool
    item: tuple[int, bool] | None  # id, whether it is escalated
    reports: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything that a deed may change, by id."""

    comments: dict[int, Seen]
    decisions: frozenset[int]
    votes: frozenset[tuple[int, int]]  # id, value
    notices: frozenset[int]
    claims: frozenset[tuple[int, int]]  # item, moderator


def look() -> Sight:
    """Seven statements, and rows instead of objects: it is done after every deed."""
    items = {}
    for comment, pk, escalated_at in ReviewItem.objects.open().values_list(
        "comment", "pk", "escalated_at"
    ):
        assert comment not in items, "two open items of one comment"
        items[comment] = (pk, escalated_at is not None)
    reports: dict[int, list[tuple[int, str]]] = {}
    for comment, pk, outcome in Report.objects.order_by("pk").values_list(
        "comment", "pk", "outcome"
    ):
        reports.setdefault(comment, []).append((pk, outcome))
    rows = Comment.objects.values_list(
        "pk", "status", "reason_code", "explanation", "revision", "unjudged_since"
    )
    return Sight(
        comments={
            pk: Seen(
                *rest,
                is_work=unjudged_since is not None,
                item=items.get(pk),
                reports=tuple(reports.get(pk, ())),
            )
            for pk, *rest, unjudged_since in rows
        },
        decisions=frozenset(Decision.objects.values_list("pk", flat=True)),
        votes=frozenset(Vote.objects.values_list("pk", "value")),
        notices=frozenset(AuthorNotice.objects.values_list("pk", flat=True)),
        claims=frozenset(
            ReviewItem.objects.exclude(claimed_by=None).values_list("pk", "claimed_by")
        ),
    )


def check_steps(before: Sight, now: Sight, touched_by_author: set[int]) -> None:
    """Each comment took at most one allowed step, and a decision of this deed says so unless its
    author took it: so what decisions say of before and after makes one chain."""
    decided = {}
    for decision in Decision.objects.filter(pk__in=now.decisions - before.decisions):
        assert decision.comment_id not in decided, "decided twice by one deed"
        decided[decision.comment_id] = decision
    for pk, seen in now.comments.items():
        old = before.comments.get(pk)
        decision = decided.get(pk)
        if old is None:
            assert seen.status in (Status.PENDING, Status.VISIBLE)
            assert decision is None
            continue
        if decision is not None:
            assert (decision.status_before, decision.status_after) == (old.status, seen.status)
            assert decision.revision.number == seen.revision == old.revision
        if seen.status != old.status:
            assert seen.status in NEXT_STATUS[Status(old.status)]
            assert decision is not None or pk in touched_by_author


def check_items(now: Sight) -> None:
    """Closed items are nobody's; what is held waits in the queue, what its author took back does
    not, and whoever complained of what does not wait has an answer."""
    assert not ReviewItem.objects.exclude(closed_at=None).exclude(claimed_by=None).exists()
    for seen in now.comments.values():
        if seen.status == Status.HELD:
            assert seen.item is not None
        if seen.status == Status.WITHDRAWN:
            assert seen.item is None
        if seen.item is None:
            assert ReportOutcome.OPEN not in {outcome for _pk, outcome in seen.reports}


def check_verdicts() -> None:
    """At most one verdict of the machine for each version, no undo twice, and nothing on the page
    whose last standing verdict is against it."""
    verdicts = Decision.objects.filter(action__in=POLICY_ACTIONS)
    seen = list(verdicts.values_list("revision", flat=True))
    assert len(seen) == len(set(seen))
    for pk, undo, before, after in Decision.objects.exclude(undone_by=None).values_list(
        "pk", "undone_by", "status_before", "undone_by__status_after"
    ):
        assert undo > pk
        assert after == before
    standing = Decision.objects.filter(action__in=VERDICTS, undone_by=None).order_by("pk")
    last = {
        comment: (action, status)
        for comment, action, status in standing.values_list("comment", "action", "comment__status")
    }
    shown = {Status.PENDING, Status.VISIBLE}
    assert [
        pk for pk, (action, status) in last.items() if action in AGAINST and status in shown
    ] == []


def check_counters() -> None:
    assert [drift for batch in recount.articles() for drift in batch] == []
    assert [drift for batch in recount.comments() for drift in batch] == []


def check_notices() -> None:
    """A notice that its reader does not know of yet is about a decision that stands; and of every
    decision of a moderator that moved a comment its author is told once."""
    now = timezone.now()
    deeds = {
        (comment, at): (action, before, after, undone_at)
        for comment, at, action, before, after, undone_at in Decision.objects.exclude(
            moderator=None
        ).values_list(
            "comment",
            "decided_at",
            "action",
            "status_before",
            "status_after",
            "undone_by__decided_at",
        )
    }
    told = set()
    for comment, decided_at, due_at in AuthorNotice.objects.filter(
        kind__in=OF_A_COMMENT
    ).values_list("comment", "decided_at", "due_at"):
        assert (comment, decided_at) not in told
        told.add((comment, decided_at))
        *_deed, undone_at = deeds[comment, decided_at]
        if undone_at:
            assert due_at <= min(now, undone_at)
    silent = (Status.PENDING, Status.WITHDRAWN)
    for deed, (action, before, after, undone_at) in deeds.items():
        if action != Action.UNDO and not undone_at and after not in (before, *silent):
            assert deed in told


def check_restored(before: Seen, now: Seen) -> None:
    """What an undo must bring back. A complaint that came since is none of its business."""
    assert (now.status, now.reason_code) == (before.status, before.reason_code)
    assert now.explanation == before.explanation
    assert now.item == before.item
    assert dict(now.reports).items() >= dict(before.reports).items()


def check_judged() -> None:
    """At the end nothing waits, and the present words of every comment have a verdict that stands:
    the machine's or a moderator's."""
    waiting = Comment.objects.filter(status=Status.PENDING) | Comment.objects.unjudged()
    assert [story(row) for row in waiting] == []
    judged = Decision.objects.filter(action__in=VERDICTS, undone_by=None)
    pairs = set(judged.values_list("comment", "revision__number"))
    there = Comment.objects.exclude(status=Status.WITHDRAWN)
    missing = [row for row in there if (row.pk, row.revision) not in pairs]
    assert [story(row) for row in missing] == []


def story(comment: Comment) -> str:
    """What the log tells of ``comment``, for whoever reads a failure."""
    log = Decision.objects.filter(comment=comment).select_related("revision").order_by("pk")
    deeds = [
        f"{each.action} of version {each.revision.number}: {each.status_before} to"
        f" {each.status_after}{' (taken back)' if each.is_undone else ''}"
        for each in log
    ]
    return f"{comment.status}, version {comment.revision}: {'; '.join(deeds)}"
