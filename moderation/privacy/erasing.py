"""What goes from the desk when words or a whole account are erased."""

import re
from collections.abc import Sequence
from urllib.parse import quote_plus

from django.db.models import Q

from comments.models import ReportOutcome, User
from moderation.chain import erasing as log
from moderation.models import (
    Assignment,
    Decision,
    DeskSettings,
    Flag,
    Likeness,
    Note,
    ReviewItem,
    Sanction,
    SavedFilter,
    Score,
)
from moderation.services.opening import close_undecided


def forget_words(comment_ids: Sequence[int], *, using: str, whole: bool) -> None:
    """Delete what quotes these comments or was made of their words. Numbers, reason codes and who
    decided what stay.

    ``whole``: also what moderators wrote about them. Otherwise only what the machine quoted.
    """
    close_undecided(comment_ids, ReportOutcome.VOID, using=using)
    Score.objects.using(using).filter(comment__in=comment_ids).update(spans=[])
    flags = Flag.objects.using(using).filter(item__comment__in=comment_ids)
    decisions = Decision.objects.using(using).filter(comment__in=comment_ids)
    if not whole:
        flags = flags.filter(report=None)
        decisions = decisions.filter(moderator=None)
    flags.update(evidence="", said={})
    items = ReviewItem.objects.using(using).filter(comment__in=comment_ids)
    Likeness.objects.using(using).filter(item__in=items.values("pk")).delete()
    items.update(pile="")
    if whole:
        Note.objects.using(using).filter(comment__in=comment_ids).delete()
    log.erase_words(decisions)


def forget_notes(report_ids: Sequence[int], *, using: str) -> None:
    """The flags that these reports are repeat their notes."""
    Flag.objects.using(using).filter(report__in=report_ids).update(evidence="", said={})


def forget_person(user: User, *, using: str) -> None:
    """What the desk wrote down about ``user``, and what was theirs alone. What they decided here
    stays, by their number; so do the dates and kinds of sanctions."""
    Sanction.objects.using(using).filter(user=user).update(reason="")
    Note.objects.using(using).filter(person=user).delete()
    ReviewItem.objects.using(using).filter(claimed_by=user).update(
        claimed_by=None, claim_expires_at=None
    )
    for model, theirs in (
        (DeskSettings, "user"),
        (SavedFilter, "owner"),
        (Assignment, "moderator"),
    ):
        model._default_manager.using(using).filter(**{theirs: user}).delete()
    named = Q()
    for name in filter(None, (user.username, user.display_name)):
        named |= Q(query__iregex=rf"(^|&)author={re.escape(quote_plus(name))}(&|$)")
    SavedFilter.objects.using(using).filter(named).delete()
