"""What is done to a person. The row is the record; the standing is what acts at once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from comments.models import Standing, User
from comments.services import Refused, change_standing
from moderation.models import Sanction, SanctionKind

STANDING_FOR_KIND = {
    SanctionKind.PREMODERATION: Standing.PREMODERATED,
    SanctionKind.SUSPENSION: Standing.SUSPENDED,
    SanctionKind.BAN: Standing.BANNED,
}


class CannotSanction(Refused):
    """A colleague, oneself, no reason, or an end that is missing or past."""


def impose(
    user: User, *, kind: str, reason: str, moderator: User, until: datetime | None = None
) -> Sanction:
    """Warn, premoderate, suspend or ban ``user``, in place of what is in force.

    Raises CannotSanction.
    """
    check(user, kind, reason, moderator, until)
    with transaction.atomic():
        lock(user)
        sanction = Sanction.objects.create(
            user=user, kind=kind, reason=reason.strip(), until=until, imposed_by=moderator
        )
        if kind in STANDING_FOR_KIND:
            change_standing(user, STANDING_FOR_KIND[SanctionKind(kind)], until=until)
    return sanction


def check(user, kind, reason, moderator, until) -> None:
    now = timezone.now()
    if kind not in SanctionKind.values:
        raise CannotSanction("Choose what is to be done.")
    if user == moderator or user.is_superuser or user.has_perm("moderation.review"):
        raise CannotSanction("Colleagues are not sanctioned here. Ask an administrator.")
    if not reason.strip():
        raise CannotSanction("Say why: the person and your colleagues will read it.")
    if kind == SanctionKind.SUSPENSION and until is None:
        raise CannotSanction("A suspension needs a date on which it ends.")
    if until is not None and until <= now:
        raise CannotSanction("The end lies in the past.")


def lock(user: User) -> None:
    """Sanctions of one person one after the other: else a lift could undo a ban it did not see."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def lift(sanction: Sanction, *, moderator: User) -> None:
    """End a sanction before its time. The standing becomes what the newest other one asks for."""
    now = timezone.now()
    with transaction.atomic():
        lock(sanction.user)
        if not Sanction.objects.filter(pk=sanction.pk, lifted_at=None).update(
            lifted_at=now, lifted_by=moderator
        ):
            return
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
