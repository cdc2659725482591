"""Taking a decision back. The log only grows: an undo is a decision of its own."""

import uuid
from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from comments.models import Comment, OfComment, Status, User
from comments.services import (
    Move,
    change_each,
    reopen_reports,
    untell_authors,
)
from moderation.models import (
    POLICY_ACTIONS,
    UNDOABLE,
    Action,
    Decision,
    ReviewItem,
    Score,
    SecondReading,
)
from moderation.presentation import inside
from moderation.services import calling_off
from moderation.services.locking import lock_comments
from moderation.services.opening import reopen_items
from moderation.services.refusals import CannotUndo

# What may have passed an item on to the leads: a second verdict does when it differs.
PASSED_ON = (Action.ESCALATE, Action.SECOND)


def undo(decision: Decision, *, moderator: User) -> Decision:
    """Take ``decision`` back: the comment's status, its reports and its item are as before.

    One's own decision, or anybody's for leads. Raises CannotUndo when it was taken back already or
    something happened to the comment since; nothing is written then.
    """
    chosen = Decision.objects.filter(pk=decision.pk)
    with transaction.atomic():
        undone, refused = take_back(chosen, moderator)
        if not undone:
            raise CannotUndo(refused[0] if refused else _("There is no such decision."))
        return undone[0]


def undo_batch(batch: uuid.UUID, *, moderator: User) -> tuple[list[Decision], list[str]]:
    """Take back what is left of a bulk action: (the undos, why others could not be). At most ten
    statements while nothing is refused, and one more otherwise."""
    with transaction.atomic():
        return take_back(Decision.objects.filter(batch=batch, undone_by=None), moderator)


def take_back(chosen: OfComment, moderator: User) -> tuple[list[Decision], list[str]]:
    """The undos written for those of ``chosen`` that can be, and why the others cannot. What lies
    outside the sections of ``moderator`` is left alone without a word.

    With their comments locked nobody else decides, judges, edits or reports them, so what is read
    then holds. The items need no lock of their own: nothing here reads their claims.
    """
    chosen = chosen.in_sections_of(moderator)
    comments = lock_comments(chosen.values("comment"))
    good: list = []
    refused: list[str] = []
    found = list(with_what_followed(chosen).order_by("pk"))
    later = standing_later(found)
    for decision in found:
        decision.comment = comments[decision.comment_id]
        try:
            check_right(decision, moderator)
            check_nothing_since(decision, later)
        except CannotUndo as error:
            refused.append(str(error))
        else:
            good.append(decision)
    return (restore(good, moderator) if good else []), refused


def with_what_followed(chosen: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions with ``newest``, the id of the last later one that stands; ``is_reopened``, whether
    another item of the comment is open, but for a second reading; ``is_read_again``, whether there
    was or is one; ``is_judged``, whether the policy has seen these words; and
    ``reason``, what the log tells of the status before."""
    theirs = Decision.objects.filter(comment=OuterRef("comment"), undone_by=None)
    # A later decision that was taken back, and its undo, leave things as they were.
    # A second reader's verdict changes nothing.
    standing = theirs.exclude(action__in=(Action.UNDO, Action.SECOND))
    newest = standing.filter(pk__gt=OuterRef("pk")).order_by("-pk")
    # A human decision that left the status as it was left the reason, too.
    reason = (
        standing.filter(
            pk__lt=OuterRef("pk"),
            status_after=OuterRef("status_before"),
            revision=OuterRef("revision"),  # Of earlier words the sentence would quote those.
        )
        .exclude(moderator__isnull=False, status_before=F("status_after"))
        .order_by("-pk")
    )
    told = JSONObject(code="reason_code", note="note", moderator="moderator_id")
    others = ReviewItem.objects.open().filter(comment=OuterRef("comment"))
    same_words = {"revision": OuterRef("revision")}
    verdicts = Decision.objects.filter(action__in=POLICY_ACTIONS, **same_words)
    return chosen.select_related(
        "moderator", "policy", "revision", "item", "undone_by__moderator"
    ).annotate(
        newest=Subquery(newest.values("pk")[:1]),
        reason=Subquery(reason.annotate(told=told).values("told")[:1]),
        is_reopened=Exists(others.filter(not_for=None).exclude(pk=OuterRef("item"))),
        is_read_again=Exists(SecondReading.objects.filter(first=OuterRef("pk"))),
        is_judged=Exists(verdicts) | Exists(Score.objects.filter(**same_words)),
    )


def standing_later(decisions: list) -> dict[int, Decision]:
    """By id, the later decisions that `with_what_followed` names. One statement, or none."""
    ids = [each.newest for each in decisions if each.newest]
    if not ids:
        return {}
    log = Decision.objects.filter(pk__in=ids).select_related("moderator", "policy")
    return {each.pk: each for each in log}


def check_right(decision: Decision, moderator: User) -> None:
    if decision.action not in UNDOABLE:
        raise CannotUndo(_("Only what a moderator decided can be taken back."))
    if decision.moderator_id != moderator.pk and not moderator.has_perm(
        "moderation.review_escalated"
    ):
        raise CannotUndo(
            _("%(name)s decided this. They or a lead can take it back.") % {"name": decision.by}
        )


def check_nothing_since(decision, later: dict[int, Decision]) -> None:
    if decision.is_undone:
        raise CannotUndo(
            _("%(name)s has taken this back already.") % {"name": decision.undone_by.by}
        )
    if decision.newest:
        newest = later[decision.newest]
        way_out = (
            _("Take that back first.") if newest.moderator_id else _("This cannot be taken back.")
        )
        raise CannotUndo(
            _("Since then: %(deed)s, by %(name)s. %(way_out)s")
            % {
                "deed": inside(newest.get_action_display()),
                "name": newest.by,
                "way_out": way_out,
            }
        )
    comment = decision.comment
    if comment.status != decision.status_after:
        raise CannotUndo(
            _("The comment has changed since (%(status)s), so this cannot be taken back.")
            % {"status": inside(comment.get_status_display())}
        )
    if comment.revision != decision.revision.number:
        raise CannotUndo(_("The author changed the words since, so this cannot be taken back."))
    if decision.is_reopened:
        raise CannotUndo(_("The comment is back in the queue for another reason. Decide it there."))


def restore(decisions: list, moderator: User) -> list[Decision]:
    """Statuses, reports and items as they were before, and the undos that say so."""
    moved = [each for each in decisions if each.comment.status != each.status_before]
    unjudged = [each.comment_id for each in decisions if not each.is_judged]
    change_each([move_back(each) for each in moved], unjudged=unjudged)
    untell_authors(
        [each.comment_id for each in moved], decided_at={each.decided_at for each in moved}
    )
    if read_again := [each.pk for each in decisions if each.is_read_again]:
        calling_off.call_off(read_again)
    reopen(decisions)
    return Decision.objects.bulk_create(
        [
            Decision(
                comment=each.comment,
                revision_id=each.revision_id,
                item=each.item,
                action=Action.UNDO,
                moderator=moderator,
                undoes=each,
                status_before=each.status_after,
                status_after=each.status_before,
            )
            for each in decisions
        ]
    )


def move_back(decision) -> Move:
    """With why the comment had the status that comes back, as the log tells."""
    comment: Comment = decision.comment
    reason = decision.reason
    if reason is None:
        return Move(comment, Status(decision.status_before))
    # A moderator's note is for colleagues.
    told = "" if reason["moderator"] else reason["note"]
    return Move(comment, Status(decision.status_before), reason["code"], told)


def reopen(decisions: list) -> None:
    """The items wait again, as urgent as they are now, and so do the reports judged with them."""
    judged: dict[datetime, list[int]] = defaultdict(list)  # One moment for a whole batch.
    escalations = {each.item_id for each in decisions if each.action in PASSED_ON}
    for each in decisions:
        if each.item_id not in escalations:
            judged[each.decided_at].append(each.comment_id)
    for moment, comment_ids in judged.items():
        reopen_reports(comment_ids, resolved_at=moment)
    reopen_items([each.item_id for each in decisions], no_longer_escalated=escalations)
