"""A moderator decides: one item, or many at once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from comments.models import ReportOutcome, Status, User
from comments.reasons import ReasonCode
from comments.services import Move, change_each, mark_judged, resolve_reports, tell_authors
from moderation.models import HUMAN_ACTIONS, Action, Decision, ReviewItem
from moderation.presentation import inside
from moderation.services import second_reading
from moderation.services.locking import lock_items
from moderation.services.opening import refresh
from moderation.services.refusals import EditedSince, ItemTaken, NotYours, ReasonMissing, TooLong

# What each deed makes of the comment; missing: its status stays.
STATUS_FOR_ACTION = {Action.APPROVE: Status.VISIBLE, Action.REJECT: Status.REMOVED}
OUTCOME_FOR_ACTION = {
    Action.APPROVE: ReportOutcome.DISMISSED,
    Action.DISMISS: ReportOutcome.DISMISSED,
    Action.REJECT: ReportOutcome.UPHELD,
}


MAX_NOTE = Decision._meta.get_field("note").max_length or 0


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
        check_decidable(item, moderator, deed, seen_revision, last_words([item]))
        return write([item], moderator, deed, reason_code, note.strip(), batch=None)[0]


def decide_many(
    items: Iterable[ReviewItem],
    *,
    moderator: User,
    action: str,
    reason_code: str | None = None,
    note: str = "",
    seen_revisions: dict[int, int] | None = None,
    batch: uuid.UUID | None = None,
) -> BatchResult:
    """As decide, for many items under one batch id, in at most ten statements. Items that cannot be
    decided are skipped with the reason; the others are decided all or none. Raises ReasonMissing.

    ``seen_revisions`` maps item ids to the revision numbers that were on the page. ``batch`` is the
    id of a larger deed that this is a part of.
    """
    seen = seen_revisions or {}
    deed = human_deed(action)
    reason_code = check_reason(deed, reason_code or "", note)
    batch = batch or uuid.uuid4()
    decidable, skipped = [], []
    with transaction.atomic():
        locked = lock_items([item.pk for item in items])
        log = last_words(locked)
        for item in locked:
            try:
                check_decidable(item, moderator, deed, seen.get(item.pk), log)
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
    """The reason code to store: only a rejection has one. Raises ReasonMissing, or TooLong for the
    note."""
    if len(note.strip()) > MAX_NOTE:
        raise TooLong(_("The note is too long: at most %(most)s characters.") % {"most": MAX_NOTE})
    if action != Action.REJECT:
        return ""
    if reason_code not in ReasonCode.values:
        raise ReasonMissing(_("Choose a reason for the rejection. Nothing was decided."))
    if reason_code == ReasonCode.OTHER and not note.strip():
        raise ReasonMissing(_("“Other” needs a note that says why. Nothing was decided."))
    return reason_code


def last_words(items: Iterable[ReviewItem]) -> dict[int, Decision]:
    """The last decision on each closed item, by its id. One statement, or none."""
    closed = [item.pk for item in items if item.closed_at is not None]
    if not closed:
        return {}
    log = Decision.objects.filter(item__in=closed).select_related("moderator", "policy")
    return {each.item_id: each for each in log.order_by("pk") if each.item_id}


def check_decidable(
    item: ReviewItem,
    moderator: User,
    action: Action,
    seen_revision: int | None,
    log: dict[int, Decision],
) -> None:
    """Raises ItemTaken, NotYours or EditedSince. ``log`` is what `last_words` says."""
    now = timezone.now()
    limit = moderator.section_limit
    if limit is not None and item.comment.article.section_id not in limit:
        raise NotYours(_("This lies outside your sections. Nothing was decided."))
    if second_reading.has_read(item, moderator):
        raise NotYours(_("You have read this before: a colleague decides it. Nothing was decided."))
    if item.closed_at is not None:
        raise ItemTaken(who_was_first(item, log.get(item.pk), now))
    claimant = item.claimant_at(now)
    if claimant is not None and claimant != moderator:
        raise ItemTaken(
            _("%(name)s is on this one. Nothing was decided.") % {"name": claimant.name}
        )
    if item.escalated_at is not None:
        if not moderator.has_perm("moderation.review_escalated"):
            raise NotYours(_("This was escalated: a lead decides it. Nothing was decided."))
        if action == Action.ESCALATE:
            raise ItemTaken(_("This is escalated already. Nothing was decided."))
    if seen_revision is not None and seen_revision != item.comment.revision:
        raise EditedSince(
            _(
                "The author edited this comment after you opened it. Read the new words first: "
                "nothing was decided."
            )
        )


def who_was_first(item: ReviewItem, last: Decision | None, now) -> str:
    """The sentence for whoever comes second."""
    if last is None or item.comment.status == Status.WITHDRAWN:
        return _("This is no longer waiting: its author took it back, or the policy removed it.")
    told = {
        "name": last.by,
        "deed": inside(last.get_action_display()),
        "reason": inside(last.get_reason_code_display()),
        "age": timesince(last.decided_at, now).replace("\xa0", " "),
    }
    if last.reason_code:
        return _("%(name)s: %(deed)s (%(reason)s) %(age)s ago. Yours was not written.") % told
    return _("%(name)s: %(deed)s %(age)s ago. Yours was not written.") % told


def write(
    items: list,
    moderator: User,
    action: Action,
    reason_code: str,
    note: str,
    *,
    batch: uuid.UUID | None,
) -> list[Decision]:
    """Decisions, statuses, reports and items in a number of statements that does not grow.
    ``items`` are locked, as `lock_items` gives them."""
    now = timezone.now()
    blind = [item for item in items if item.is_blind and action != Action.ESCALATE]
    items = [item for item in items if item not in blind]
    read = second_reading.write(blind, moderator, action, reason_code, note, batch=batch, now=now)
    return [*write_first(items, moderator, action, reason_code, note, now, batch=batch), *read]


def write_first(
    items: list,
    moderator: User,
    action: Action,
    reason_code: str,
    note: str,
    now: datetime,
    *,
    batch: uuid.UUID | None,
) -> list[Decision]:
    """As `write`, of what is no second verdict."""
    decisions = [
        Decision(
            comment=item.comment,
            revision_id=item.revision_now,
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
    if not decisions:
        return []
    move_comments(decisions, now)
    decisions = Decision.objects.bulk_create(decisions)
    if outcome := OUTCOME_FOR_ACTION.get(action):
        resolve_reports([item.comment_id for item in items], outcome, at=now)
    settle(items, action, now)
    second_reading.draw(decisions, now)
    return decisions


def move_comments(decisions: list[Decision], at: datetime) -> None:
    """A human has spoken: the machine's hold on these comments ends, whatever their status. Their
    authors are told, unless it is taken back in time."""
    go = [each for each in decisions if each.status_after != each.status_before]
    change_each([Move(each.comment, Status(each.status_after), each.reason_code) for each in go])
    tell_authors({each.comment_id: each.status_before for each in go}, decided_at=at)
    stay = [
        each.comment_id
        for each in decisions
        if each.status_after == each.status_before
        and each.action in (Action.APPROVE, Action.REJECT)
    ]
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
