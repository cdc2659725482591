"""A moderator decides: one item, or many at once."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.timesince import timesince

from comments.models import Comment, ReportOutcome, Status, User
from comments.reasons import ReasonCode
from comments.services import change_statuses, mark_judged, resolve_reports
from moderation.models import HUMAN_ACTIONS, Action, Decision, ReviewItem
from moderation.services.opening import current_revisions, refresh
from moderation.services.refusals import EditedSince, ItemTaken, NotYours, ReasonMissing

# What each deed makes of the comment; missing: its status stays.
STATUS_FOR_ACTION = {Action.APPROVE: Status.VISIBLE, Action.REJECT: Status.REMOVED}
OUTCOME_FOR_ACTION = {
    Action.APPROVE: ReportOutcome.DISMISSED,
    Action.DISMISS: ReportOutcome.DISMISSED,
    Action.REJECT: ReportOutcome.UPHELD,
}


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a bulk action did. ``skipped`` says per comment why it was left alone."""

    batch: uuid.UUID
    decided: list[Decision]
    skipped: list[tuple[ReviewItem, str]]


def decide(
    item: ReviewItem,
    *,
    moderator: User,
    action: str,
    reason_code: str | None = None,
    note: str = "",
    seen_revision: int | None = None,
) -> Decision:
    """Approve, reject, escalate, or dismiss the reports of ``item``.

    ``seen_revision`` is the number of the revision the moderator had before their eyes; None skips
    that check. Raises ItemTaken when a colleague was first or holds a claim, EditedSince, NotYours,
    or ReasonMissing; nothing is written then.
    """
    deed = human_deed(action)
    reason_code = check_reason(deed, reason_code or "", note)
    with transaction.atomic():
        item = lock_items([item.pk])[0]
        check_decidable(item, moderator, deed, seen_revision)
        return write([item], moderator, deed, reason_code, note.strip(), batch=None)[0]


def decide_many(
    items: Iterable[ReviewItem],
    *,
    moderator: User,
    action: str,
    reason_code: str | None = None,
    note: str = "",
    seen_revisions: dict[int, int] | None = None,
) -> BatchResult:
    """As decide, for many items under one batch id. Items that cannot be decided are skipped with
    the reason; the others are decided all or none. Raises ReasonMissing.

    ``seen_revisions`` maps item ids to the revision numbers that were on the page.
    """
    seen = seen_revisions or {}
    deed = human_deed(action)
    reason_code = check_reason(deed, reason_code or "", note)
    batch = uuid.uuid4()
    decidable, skipped = [], []
    with transaction.atomic():
        for item in lock_items([item.pk for item in items]):
            try:
                check_decidable(item, moderator, deed, seen.get(item.pk))
            except (ItemTaken, EditedSince, NotYours) as error:
                skipped.append((item, str(error)))
            else:
                decidable.append(item)
        decided = write(decidable, moderator, deed, reason_code, note.strip(), batch=batch)
    return BatchResult(batch, decided, skipped)


def human_deed(action: str) -> Action:
    """Raises ValueError for what only the policy or an undo writes, and for anything unknown."""
    if action not in HUMAN_ACTIONS:
        raise ValueError(f"{str(action)!r} is nothing a moderator decides")
    return Action(action)


def check_reason(action: Action, reason_code: str, note: str) -> str:
    """The reason code to store: only a rejection has one. Raises ReasonMissing."""
    if action != Action.REJECT:
        return ""
    if reason_code not in ReasonCode.values:
        raise ReasonMissing("Choose a reason for the rejection. Nothing was decided.")
    if reason_code == ReasonCode.OTHER and not note.strip():
        raise ReasonMissing("“Other” needs a note that says why. Nothing was decided.")
    return reason_code


def lock_items(item_ids: Sequence[int | None]) -> list[ReviewItem]:
    """The items and their comments, locked until the transaction ends.

    Comments first, in the order of their ids, as verdicts, reports and withdrawals do: in another
    order two of them wait for each other until PostgreSQL ends one. Read once both are locked:
    what a waiting SELECT FOR UPDATE joins is older than what it locks.
    """
    items = ReviewItem.objects.filter(pk__in=[pk for pk in item_ids if pk is not None]).order_by(
        "pk"
    )
    comments = Comment.objects.filter(pk__in=items.order_by().values("comment")).order_by("pk")
    for rows in (comments, items):
        list(rows.select_for_update(no_key=True).values_list("pk"))
    return list(
        items.select_related("comment", "comment__article", "comment__author", "claimed_by")
    )


def check_decidable(
    item: ReviewItem, moderator: User, action: Action, seen_revision: int | None
) -> None:
    now = timezone.now()
    if item.closed_at is not None:
        raise ItemTaken(who_was_first(item, now))
    claimant = item.claimant_at(now)
    if claimant is not None and claimant != moderator:
        raise ItemTaken(f"{claimant.name} is on this one. Nothing was decided.")
    if item.escalated_at is not None:
        if not moderator.has_perm("moderation.review_escalated"):
            raise NotYours("This was escalated: a lead decides it. Nothing was decided.")
        if action == Action.ESCALATE:
            raise ItemTaken("This is escalated already. Nothing was decided.")
    if seen_revision is not None and seen_revision != item.comment.revision:
        raise EditedSince(
            "The author edited this comment after you opened it. Read the new words first: "
            "nothing was decided."
        )


def who_was_first(item: ReviewItem, now) -> str:
    """The sentence for whoever comes second."""
    last = item.decisions.select_related("moderator").first()
    if last is None or item.comment.status == Status.WITHDRAWN:
        return "This is no longer waiting: its author took it back, or the policy removed it."
    ago = f"{timesince(last.decided_at, now)} ago".replace("\xa0", " ")
    reason = f" ({last.get_reason_code_display().lower()})" if last.reason_code else ""
    return f"{last.by}: {last.get_action_display().lower()}{reason} {ago}. Yours was not written."


def write(
    items: list[ReviewItem],
    moderator: User,
    action: Action,
    reason_code: str,
    note: str,
    *,
    batch: uuid.UUID | None,
) -> list[Decision]:
    """Decisions, statuses, reports and items in a number of statements that does not grow."""
    now = timezone.now()
    comments = [item.comment for item in items]
    revisions = current_revisions(comments)
    decisions = [
        Decision(
            comment=item.comment,
            revision=revisions[item.comment_id],
            item=item,
            action=action,
            moderator=moderator,
            reason_code=reason_code,
            note=note,
            status_before=item.comment.status,
            status_after=STATUS_FOR_ACTION.get(action, item.comment.status),
            batch=batch,
            decided_at=now,
        )
        for item in items
    ]
    move_comments(decisions)
    decisions = Decision.objects.bulk_create(decisions)
    if outcome := OUTCOME_FOR_ACTION.get(action):
        resolve_reports([comment.pk for comment in comments], outcome, at=now)
    settle(items, action, now)
    return decisions


def move_comments(decisions: list[Decision]) -> None:
    """A human has spoken: the machine's hold on these comments ends, whatever their status."""
    go: dict[str, list[Comment]] = defaultdict(list)
    stay = []
    for decision in decisions:
        if decision.status_after != decision.status_before:
            go[decision.status_after].append(decision.comment)
        elif decision.action in (Action.APPROVE, Action.REJECT):
            stay.append(decision.comment_id)
    for status, comments in go.items():
        change_statuses(comments, Status(status), reason_code=decisions[0].reason_code)
    if stay:
        mark_judged(stay)


def settle(items: list[ReviewItem], action: Action, now) -> None:
    """Close the items, or pass them on; either way the claim ends."""
    rows = ReviewItem.objects.filter(pk__in=[item.pk for item in items])
    free = {"claimed_by": None, "claim_expires_at": None}
    if action in (Action.APPROVE, Action.REJECT):
        rows.update(closed_at=now, **free)
        return
    if action == Action.ESCALATE:
        rows.update(escalated_at=now, **free)
    else:
        rows.update(**free)
        # Readers see it still and nobody objects any more; what is held waits on.
        rows.filter(comment__status=Status.VISIBLE).update(closed_at=now)
    refresh([item.pk for item in items])
