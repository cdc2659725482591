"""Letting a second moderator read what was decided, without knowing of the first decision.

The first decision is in force meanwhile. The second verdict changes nothing by itself: where the
two differ the item goes to a lead, whose decision is one like any other.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import SystemRandom

from django.conf import settings

from comments.models import Status, User
from moderation.models import (
    HUMAN_ACTIONS,
    Action,
    Decision,
    Flag,
    ReviewItem,
    SecondReading,
)
from moderation.services.opening import open_items, refresh

dice = SystemRandom()
# Where nobody else has worked for so long, nobody would read it.
COLLEAGUES_SINCE = timedelta(days=14)
SETTLED = (Action.APPROVE, Action.REJECT, Action.DISMISS)


def draw(decisions: Iterable[Decision], now: datetime) -> None:
    """Ask for a second reading of some of these fresh decisions by one moderator. Call it in the
    transaction that has locked their comments and closed their items."""
    share = settings.SECOND_SHARE
    if not share:
        return
    drawn = [each for each in decisions if may_be_read_again(each) and dice.random() < share]
    if drawn and has_colleagues(drawn[0].moderator_id, now):
        ask(drawn, share)


def may_be_read_again(decision: Decision) -> bool:
    """Not what was read twice already, nor what goes on waiting."""
    item = decision.item
    return (
        decision.action in SETTLED
        and not (item is not None and item.is_second)
        and (decision.action != Action.DISMISS or decision.status_after == Status.VISIBLE)
    )


def has_colleagues(moderator_id: int | None, now: datetime) -> bool:
    """By the index moderation_decision_when."""
    lately = Decision.objects.filter(
        action__in=HUMAN_ACTIONS, decided_at__gte=now - COLLEAGUES_SINCE
    )
    return lately.exclude(moderator=moderator_id).exists()


def ask(decisions: Sequence[Decision], probability: float) -> None:
    """Open an item for each, as the first reader found it: the status of then, and what the desk
    had detected. Not what readers reported, which is settled."""
    items = open_items([each.comment for each in decisions])
    for each in decisions:
        item = items[each.comment_id]
        item.not_for_id, item.told_status = each.moderator_id, each.status_before
    ReviewItem.objects.bulk_update(items.values(), ["not_for", "told_status"])
    SecondReading.objects.bulk_create(
        SecondReading(
            first=each,
            comment_id=each.comment_id,
            item=items[each.comment_id],
            probability=probability,
        )
        for each in decisions
    )
    copy_flags(decisions, items)
    refresh([item.pk for item in items.values()])


def copy_flags(decisions: Sequence[Decision], items: dict[int, ReviewItem]) -> None:
    seen = Flag.objects.filter(item__in=[each.item_id for each in decisions], report=None)
    Flag.objects.bulk_create(
        Flag(
            item=items[flag.item.comment_id],
            revision_id=flag.revision_id,
            kind=flag.kind,
            evidence=flag.evidence,
            said=flag.said,
        )
        for flag in seen.select_related("item").order_by("pk")
    )


def write(
    items: Sequence,
    moderator: User,
    action: Action,
    reason_code: str,
    note: str,
    *,
    batch: uuid.UUID | None,
    now: datetime,
) -> list[Decision]:
    """The second verdicts on ``items``, which are locked. Comments stay as they are. What both
    agree on is closed; the rest goes to a lead."""
    if not items:
        return []
    verdicts = Decision.objects.bulk_create(
        Decision(
            comment=item.comment,
            revision_id=item.revision_now,
            item=item,
            action=Action.SECOND,
            moderator=moderator,
            reason_code=reason_code,
            note=note,
            status_before=item.comment.status,
            status_after=item.comment.status,
            batch=batch,
            decided_at=now,
        )
        for item in items
    )
    rejects = action == Action.REJECT
    readings = SecondReading.objects.filter(item__in=items).select_related("first")
    differ = [each.item_id for each in readings if each.first.is_rejection != rejects]
    rows = ReviewItem.objects.filter(pk__in=[item.pk for item in items])
    free = {"claimed_by": None, "claim_expires_at": None}
    rows.filter(pk__in=differ).update(escalated_at=now, **free)
    rows.exclude(pk__in=differ).update(closed_at=now, **free)
    refresh(differ)
    return list(verdicts)


def has_read(item: ReviewItem, moderator: User) -> bool:
    """Whether ``moderator`` decided first, or gave the second verdict that stands."""
    if item.not_for_id is None:
        return False
    return (
        item.not_for_id == moderator.pk
        or Decision.objects.filter(
            item=item, action=Action.SECOND, moderator=moderator, undone_by=None
        ).exists()
    )
