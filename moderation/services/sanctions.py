"""What is done to a person. The row is the record; the standing is what acts at once."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import NoticeKind, Standing, User
from comments.reasons import ReasonCode
from comments.services import Refused, change_standing, tell_person, untell_person
from moderation.models import Action, Decision, ReviewItem, Sanction, SanctionKind
from moderation.services.deciding import decide_many
from moderation.services.refusals import CannotUndo
from moderation.services.undoing import undo_batch

STANDING_FOR_KIND = {
    SanctionKind.PREMODERATION: Standing.PREMODERATED,
    SanctionKind.SUSPENSION: Standing.SUSPENDED,
    SanctionKind.BAN: Standing.BANNED,
}
NOTICE_FOR_KIND = {
    SanctionKind.WARNING: NoticeKind.WARNED,
    SanctionKind.PREMODERATION: NoticeKind.PREMODERATED,
    SanctionKind.SUSPENSION: NoticeKind.SUSPENDED,
    SanctionKind.BAN: NoticeKind.BANNED,
}
AT_ONCE = 500  # comments decided in one go
MAX_REASON = Sanction._meta.get_field("reason").max_length or 0


class CannotSanction(Refused):
    """A colleague, oneself, no reason or too long a one, or an end that is missing or past."""


def impose(
    user: User,
    *,
    kind: str,
    reason: str,
    moderator: User,
    until: datetime | None = None,
    reject_reason: str = "",
) -> Sanction:
    """Warn, premoderate, suspend or ban ``user``, in place of what is in force, and tell them once
    it cannot be taken back in silence any more.

    With ``reject_reason``, a reason code, what waits of theirs is rejected in the same deed, but
    for what a colleague is on and what only a lead may decide. Raises CannotSanction.
    """
    check(user, kind, reason, moderator, until, reject_reason)
    now = timezone.now()
    with transaction.atomic():
        lock(user)
        check_ban(user, kind, until)  # As things are now that nobody else changes them.
        batch = reject_waiting(user, moderator, reject_reason, reason) if reject_reason else None
        sanction = Sanction.objects.create(
            user=user,
            kind=kind,
            reason=reason.strip(),
            until=until,
            imposed_by=moderator,
            imposed_at=now,
            batch=batch,
        )
        if kind in STANDING_FOR_KIND:
            change_standing(user, STANDING_FOR_KIND[SanctionKind(kind)], until=until)
        notice = NOTICE_FOR_KIND[SanctionKind(kind)]
        tell_person(user, notice, words=sanction.reason, until=until, decided_at=now)
    return sanction


def check(user, kind, reason, moderator, until, reject_reason="") -> None:
    now = timezone.now()
    if kind not in SanctionKind.values:
        raise CannotSanction(_("Choose what is to be done."))
    if user == moderator or user.is_superuser or user.has_perm("moderation.review"):
        raise CannotSanction(_("Colleagues are not sanctioned here. Ask an administrator."))
    people = User.objects.in_sections_of(moderator)
    if moderator.section_limit is not None and not people.filter(pk=user.pk).exists():
        raise CannotSanction(_("This person has not been in your sections."))
    if not reason.strip():
        raise CannotSanction(_("Say why: the person and your colleagues will read it."))
    if len(reason.strip()) > MAX_REASON:
        raise CannotSanction(
            _("The reason is too long: at most %(most)s characters.") % {"most": MAX_REASON}
        )
    if kind == SanctionKind.SUSPENSION and until is None:
        raise CannotSanction(_("A suspension needs a date on which it ends."))
    if until is not None and until <= now:
        raise CannotSanction(_("The end lies in the past."))
    if reject_reason and reject_reason not in ReasonCode.values:
        raise CannotSanction(_("Choose a reason for rejecting the waiting comments."))
    check_ban(user, kind, until)


def check_ban(user: User, kind: str, until: datetime | None) -> None:
    """What ends sooner than a ban in force would end the ban in silence. Raises CannotSanction."""
    if until is None or kind not in STANDING_FOR_KIND:
        return
    now = timezone.now()
    for ban in Sanction.objects.filter(user=user, lifted_at=None, kind=SanctionKind.BAN):
        if ban.in_force_at(now) and (ban.until is None or ban.until > until):
            raise CannotSanction(
                _("A ban that lasts longer is in force, and this would end it. Lift the ban first.")
            )


def waiting_of(user: User, moderator: User):
    """What waits for a decision of ``user``'s, in the sections of ``moderator``: held, reported or
    escalated."""
    return ReviewItem.objects.in_sections_of(moderator).open().filter(author=user)


def reject_waiting(user: User, moderator: User, reason_code: str, note: str) -> uuid.UUID | None:
    """Reject what waits, as one batch. Its id, or None when nothing could be decided."""
    batch = uuid.uuid4()
    items = list(waiting_of(user, moderator).order_by("pk"))
    decided = 0
    for start in range(0, len(items), AT_ONCE):
        result = decide_many(
            items[start : start + AT_ONCE],
            moderator=moderator,
            action=Action.REJECT,
            reason_code=reason_code,
            note=note,
            batch=batch,
        )
        decided += len(result.decided)
    return batch if decided else None


def lock(user: User) -> None:
    """Sanctions of one person one after the other: else a lift could undo a ban it did not see."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def lift(sanction: Sanction, *, moderator: User) -> None:
    """End a sanction before its time. The standing becomes what the newest other one asks for."""
    with transaction.atomic():
        lock(sanction.user)
        end(sanction, moderator)


def end(sanction: Sanction, moderator: User) -> bool:
    """Whether it was still there to be ended. Call it with the person locked."""
    now = timezone.now()
    standing = Sanction.objects.filter(pk=sanction.pk, lifted_at=None)
    if not standing.update(lifted_at=now, lifted_by=moderator):
        return False
    untell_person(sanction.user, decided_at=sanction.imposed_at)
    left = Sanction.objects.filter(
        user=sanction.user, lifted_at=None, kind__in=STANDING_FOR_KIND
    ).order_by("-pk")
    current = next((other for other in left if other.in_force_at(now)), None)
    if current is None:
        change_standing(sanction.user, Standing.GOOD)
    else:
        change_standing(
            sanction.user, STANDING_FOR_KIND[SanctionKind(current.kind)], until=current.until
        )
    return True


def undo_sanction(sanction: Sanction, *, moderator: User) -> tuple[list[Decision], list[str]]:
    """Take a sanction back together with the rejections of the same deed: (the undos, why others
    could not be). Raises CannotUndo without the right to, and when it was lifted already."""
    if not moderator.has_perm("moderation.impose"):
        raise CannotUndo(_("Leads impose sanctions and take them back."))
    with transaction.atomic():
        lock(sanction.user)
        if not end(sanction, moderator):
            raise CannotUndo(_("This has been lifted already."))
        if sanction.batch is None:
            return [], []
        return undo_batch(sanction.batch, moderator=moderator)


def acknowledged(user: User, *, imposed_at: list[datetime], at: datetime) -> None:
    """``user`` has confirmed that they read the warnings of those moments."""
    Sanction.objects.filter(
        user=user, kind=SanctionKind.WARNING, imposed_at__in=imposed_at, acknowledged_at=None
    ).update(acknowledged_at=at)
