"""What the desk knows of a person: decisions about them, and what they do at the desk themselves.

Never who decided, who reported, or what colleagues wrote for each other.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models import User
from comments.privacy.parts import Part, Row
from moderation.models import (
    Assignment,
    CoolDown,
    Decision,
    DeskSettings,
    Flag,
    PolicyDraft,
    PolicyVersion,
    RightsChange,
    Sanction,
    SavedFilter,
    Score,
)


def decisions(user: User) -> Iterable[Row]:
    """With the sentence the policy gave; a moderator's note is for colleagues. What can still be
    taken back in silence is not told yet."""
    told = timezone.now() - timedelta(seconds=settings.UNDO_WINDOW)
    about = Decision.objects.filter(comment__author=user, decided_at__lte=told)
    for each in about.select_related("policy", "revision").order_by("pk").iterator():
        yield {
            "comment": each.comment_id,
            "version": each.revision.number,
            "decision": each.get_action_display(),
            "reason": each.get_reason_code_display() if each.reason_code else "",
            "explanation": "" if each.moderator_id else each.note,
            "by": _("a moderator") if each.moderator_id else each.by,
            "scorer": each.scorer,
            "before": each.get_status_before_display(),
            "after": each.get_status_after_display(),
            "at": each.decided_at,
        }


def scores(user: User) -> Iterable[Row]:
    about = Score.objects.filter(comment__author=user).select_related("revision").order_by("pk")
    for each in about.iterator():
        yield {
            "comment": each.comment_id,
            "version": each.revision.number,
            "rudeness": round(each.rudeness, 4),
            "attributes": [f"{name}: {value:.4f}" for name, value in each.attributes.items()],
            "scorer": each.scorer,
            "language": each.language,
            "at": each.scored_at,
        }


def flags(user: User) -> Iterable[Row]:
    """What the machine marked. Reports are their reporters' and stay secret."""
    about = Flag.objects.filter(item__comment__author=user, report=None)
    for each in about.select_related("item", "revision").order_by("pk").iterator():
        yield {
            "comment": each.item.comment_id,
            "version": each.revision.number,
            "kind": each.get_kind_display(),
            "explanation": each.in_words,
            "at": each.flagged_at,
        }


def sanctions(user: User) -> Iterable[Row]:
    for each in Sanction.objects.filter(user=user).order_by("pk"):
        yield {
            "kind": each.get_kind_display(),
            "reason": each.reason,
            "until": each.until,
            "at": each.imposed_at,
            "ended_at": each.lifted_at,
            "read_at": each.acknowledged_at,
        }


def rights(user: User) -> Iterable[Row]:
    for each in RightsChange.objects.filter(person=user).order_by("pk"):
        yield {
            "rights": [f"{name}: {was} → {now}" for name, (was, now) in each.differences.items()],
            "at": each.changed_at,
        }


def desk_settings(user: User) -> Iterable[Row]:
    for each in DeskSettings.objects.filter(user=user):
        yield {
            "keys": each.get_keys_display(),
            "blur": each.blur,
            "muted": each.muted,
            "count": each.show_exposure,
            "rest": each.rest,
        }


def saved_filters(user: User) -> Iterable[Row]:
    for each in SavedFilter.objects.filter(owner=user):
        yield {"name": each.name, "text": each.query, "at": each.saved_at}


def areas(user: User) -> Iterable[Row]:
    mine = Assignment.objects.filter(moderator=user).select_related("section", "article")
    for each in mine.order_by("pk"):
        yield {
            "section": each.section.name if each.section else "",
            "article": each.article.headline if each.article else "",
            "at": each.assigned_at,
        }


def decided(user: User) -> Iterable[Row]:
    for each in Decision.objects.filter(moderator=user).order_by("pk").iterator():
        yield {
            "comment": each.comment_id,
            "decision": each.get_action_display(),
            "reason": each.get_reason_code_display() if each.reason_code else "",
            "text": each.note,
            "at": each.decided_at,
        }


def imposed(user: User) -> Iterable[Row]:
    for each in Sanction.objects.filter(imposed_by=user).order_by("pk"):
        yield {"kind": each.get_kind_display(), "until": each.until, "at": each.imposed_at}


def policies(user: User) -> Iterable[Row]:
    for each in PolicyVersion.objects.filter(created_by=user).order_by("pk"):
        yield {"number": each.pk, "text": each.note, "at": each.created_at}


def cooled(user: User) -> Iterable[Row]:
    mine = CoolDown.objects.filter(started_by=user).select_related("article")
    for each in mine.order_by("pk"):
        yield {
            "kind": each.get_kind_display(),
            "article": each.article.headline,
            "at": each.started_at,
            "until": each.until,
        }


def policy_drafts(user: User) -> Iterable[Row]:
    for each in PolicyDraft.objects.filter(created_by=user).order_by("pk"):
        yield {"number": each.pk, "text": each.name, "at": each.created_at}


OF_THE_DESK = (
    Part("decisions", _("Decisions about your comments"), (), decisions),
    Part("scores", _("What a scorer said of your comments"), (), scores),
    Part("flags", _("What was marked in your comments"), (), flags),
    Part("sanctions", _("Measures against you"), (("moderation.Sanction", "user"),), sanctions),
    Part("rights", _("Your rights"), (("moderation.RightsChange", "person"),), rights),
    Part("desk", _("Your desk"), (("moderation.DeskSettings", "user"),), desk_settings),
    Part("filters", _("Your filters"), (("moderation.SavedFilter", "owner"),), saved_filters),
    Part("areas", _("Your areas"), (("moderation.Assignment", "moderator"),), areas),
    Part("decided", _("What you decided"), (("moderation.Decision", "moderator"),), decided),
    Part("imposed", _("Measures you took"), (("moderation.Sanction", "imposed_by"),), imposed),
    Part("cooled", _("Threads you cooled down"), (("moderation.CoolDown", "started_by"),), cooled),
    Part(
        "policies",
        _("Policies you wrote"),
        (("moderation.PolicyVersion", "created_by"),),
        policies,
    ),
    Part(
        "policy_drafts",
        _("Policy drafts you wrote"),
        (("moderation.PolicyDraft", "created_by"),),
        policy_drafts,
    ),
)
