"""Taking a decision back. The log only grows: an undo is a decision of its own."""

import uuid

from django.db import transaction
from django.db.models import F

from comments.models import Status, User
from comments.services import change_status, reopen_reports
from moderation.models import HUMAN_ACTIONS, Action, Decision, ReviewItem
from moderation.services.deciding import lock_items
from moderation.services.opening import refresh
from moderation.services.refusals import CannotUndo


def undo(decision: Decision, *, moderator: User) -> Decision:
    """Take ``decision`` back: the comment's status, its reports and its item are as before.

    One's own decision, or anybody's for leads. Raises CannotUndo when it was taken back already or
    something happened to the comment since; nothing is written then.
    """
    with transaction.atomic():
        decision = Decision.objects.select_related("moderator", "revision").get(pk=decision.pk)
        check_right(decision, moderator)
        item = lock_items([decision.item_id])[0]
        check_nothing_since(decision, item)
        if item.comment.status != decision.status_before:
            change_status(item.comment, Status(decision.status_before), **words_before(decision))
        reopen(item, decision)
        return Decision.objects.create(
            comment=item.comment,
            revision_id=decision.revision_id,
            item=item,
            action=Action.UNDO,
            moderator=moderator,
            undoes=decision,
            status_before=decision.status_after,
            status_after=decision.status_before,
        )


def undo_batch(batch: uuid.UUID, *, moderator: User) -> tuple[list[Decision], list[str]]:
    """Take back what is left of a bulk action: (the undos, why others could not be)."""
    undone, refused = [], []
    left = Decision.objects.filter(batch=batch, undone_by=None).order_by("pk")
    with transaction.atomic():
        lock_items([decision.item_id for decision in left])  # At once, in the one order.
        for decision in left:
            try:
                with transaction.atomic():
                    undone.append(undo(decision, moderator=moderator))
            except CannotUndo as error:
                refused.append(str(error))
    return undone, refused


def check_right(decision: Decision, moderator: User) -> None:
    if decision.action not in HUMAN_ACTIONS:
        raise CannotUndo("Only what a moderator decided can be taken back.")
    if decision.moderator_id != moderator.pk and not moderator.has_perm(
        "moderation.review_escalated"
    ):
        raise CannotUndo(f"{decision.by} decided this. They or a lead can take it back.")


def check_nothing_since(decision: Decision, item: ReviewItem) -> None:
    log = Decision.objects.select_related("moderator", "policy")
    if undone_by := log.filter(undoes=decision).first():
        raise CannotUndo(f"{undone_by.by} has taken this back already.")
    # A later decision that was taken back, and its undo, leave things as they were.
    standing = log.filter(comment=item.comment, pk__gt=decision.pk, undone_by=None)
    if newest := standing.exclude(action=Action.UNDO).first():
        way_out = "Take that back first." if newest.moderator_id else "This cannot be taken back."
        raise CannotUndo(
            f"Since then: {newest.get_action_display().lower()}, by {newest.by}. {way_out}"
        )
    if item.comment.status != decision.status_after:
        raise CannotUndo(
            f"The comment has changed since ({item.comment.get_status_display().lower()}), "
            "so this cannot be taken back."
        )
    if item.comment.revision != decision.revision.number:
        raise CannotUndo("The author changed the words since, so this cannot be taken back.")
    if ReviewItem.objects.open().filter(comment=item.comment).exclude(pk=item.pk).exists():
        raise CannotUndo("The comment is back in the queue for another reason. Decide it there.")


def words_before(decision: Decision) -> dict[str, str]:
    """Why the comment had the status that comes back, as the log tells."""
    reason = (
        Decision.objects.filter(
            comment=decision.comment_id,
            pk__lt=decision.pk,
            undone_by=None,
            status_after=decision.status_before,
        )
        .exclude(action=Action.UNDO)
        # A human decision that left the status as it was left the reason, too.
        .exclude(moderator__isnull=False, status_before=F("status_after"))
        .first()
    )
    if reason is None:
        return {}
    told = "" if reason.moderator_id else reason.note
    return {"reason_code": reason.reason_code, "explanation": told}


def reopen(item: ReviewItem, decision: Decision) -> None:
    changes = {"closed_at": None}
    if decision.action == Action.ESCALATE:
        changes["escalated_at"] = None
    ReviewItem.objects.filter(pk=item.pk).update(**changes)
    if decision.action != Action.ESCALATE:
        reopen_reports([item.comment_id], resolved_at=decision.decided_at)
    refresh([item.pk])
