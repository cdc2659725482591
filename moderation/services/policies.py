"""Changing the policy: drafts, and the one way into force. Each version is a new row of the log."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import User
from comments.services import Refused
from moderation.models import OPEN_STAGES, PolicyDraft, PolicyVersion, Stage


class Superseded(Refused):
    """Another version came into force since the page was drawn."""


class DraftMoved(Refused):
    """The draft is not in the stage any more that the deed needs, or was changed by somebody."""


class NothingNew(Refused):
    """The version would say what the one in force says."""


class OtherScorer(Refused):
    """Its limits of rudeness are on the numbers of a scorer that does not score now."""


def put_in_force(version: PolicyVersion, *, by: User, based_on: int) -> PolicyVersion:
    """Save ``version`` as the one in force from now on. ``based_on`` is the id of the version that
    ``by`` saw in force. Raises Superseded when it is not any more: of two at once the second is
    told who was first."""
    with transaction.atomic():
        # Whoever comes second waits here; what is in force is read after that.
        seen = PolicyVersion.objects.select_for_update(no_key=True).filter(pk=based_on)
        list(seen.values_list("pk"))
        current = PolicyVersion.current()
        if current.pk != based_on:
            raise Superseded(
                _("%(name)s put %(version)s in force in the meantime. Nothing was changed.")
                % {"name": name_of(current), "version": current}
            )
        version.created_by = by
        # What scores is promoted and rolled back by deeds of its own.
        version.site_model_id = current.site_model_id
        version.save(force_insert=True)
    return version


def name_of(version: PolicyVersion) -> str:
    return version.created_by.name if version.created_by else _("Somebody")


def start_draft(*, name: str, by: User, **rules: Any) -> PolicyDraft:
    """A draft of the policy in force, but for ``rules``."""
    current = PolicyVersion.current()
    return PolicyDraft.objects.create(
        **(current.rules | rules), name=name, based_on=current, created_by=by
    )


def change_draft(draft: PolicyDraft, *, seen: int) -> None:
    """Store the name and rules of ``draft``. ``seen`` is how often it had been changed when its
    form was drawn. Raises DraftMoved."""
    mine = PolicyDraft.objects.filter(pk=draft.pk, stage=Stage.DRAFT, edits=seen)
    if not mine.update(**draft.rules, name=draft.name, edits=F("edits") + 1):
        raise DraftMoved(
            _("Somebody changed this draft or put it into shadow meanwhile. Nothing was saved.")
        )
    draft.edits = seen + 1


def to_shadow(draft: PolicyDraft) -> None:
    """Judge every new comment by it, too, from now on. Raises DraftMoved."""
    try:
        with transaction.atomic():
            move(draft, (Stage.DRAFT,), stage=Stage.SHADOW, shadow_since=timezone.now())
    except IntegrityError as error:
        raise DraftMoved(
            _("Another draft is in shadow: end that first. There is one at a time.")
        ) from error


def out_of_shadow(draft: PolicyDraft) -> None:
    """Back to a draft, which can be changed. What it said in shadow stays. Raises DraftMoved."""
    move(draft, (Stage.SHADOW,), stage=Stage.DRAFT)


def drop(draft: PolicyDraft) -> None:
    """Put it away: it stays to be read. Raises DraftMoved."""
    move(draft, OPEN_STAGES, stage=Stage.DROPPED, ended_at=timezone.now())


def make_live(draft: PolicyDraft, *, by: User, note: str, seen: int) -> PolicyVersion:
    """Put the draft's rules in force. ``seen`` is the version that was in force on the page where
    ``by`` read the difference. Raises DraftMoved, Superseded, NothingNew
    and OtherScorer."""
    with transaction.atomic():
        check_scorer(draft.based_on)
        move(draft, OPEN_STAGES, stage=Stage.LIVE, ended_at=timezone.now())
        draft.refresh_from_db()  # As it is now, under the lock of the row above.
        return follow(draft.rules, by=by, based_on=seen, note=note, draft=draft)


def roll_back(version: PolicyVersion, *, by: User, note: str, seen: int) -> PolicyVersion:
    """Put the rules of an earlier version in force again, as a new one. Raises Superseded,
    NothingNew and OtherScorer."""
    check_scorer(version)
    return follow(version.rules, by=by, based_on=seen, note=note, restores=version)


def check_scorer(origin: PolicyVersion) -> None:
    """Raises OtherScorer: .70 of one scorer is not .70 of another."""
    if origin.site_model_id != PolicyVersion.current().site_model_id:
        raise OtherScorer(
            _(
                "Another scorer came in since, and these limits are on the numbers of the earlier "
                "one. Begin a new draft, or change the scorer on its own page."
            )
        )


def follow(rules: dict[str, Any], *, by: User, based_on: int, **origin: Any) -> PolicyVersion:
    if PolicyVersion.current().rules == rules:
        raise NothingNew(_("This is what is in force already. Nothing was changed."))
    return put_in_force(PolicyVersion(**rules, **origin), by=by, based_on=based_on)


def move(draft: PolicyDraft, stages: tuple[str, ...], **changes: Any) -> None:
    """A conditional update: of two deeds at once one is done."""
    if not PolicyDraft.objects.filter(pk=draft.pk, stage__in=stages).update(**changes):
        raise DraftMoved(
            _("Somebody was faster: this draft is not where it was. Nothing was changed.")
        )
    for name, value in changes.items():
        setattr(draft, name, value)
