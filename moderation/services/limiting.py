"""Limiting a moderator to sections. See docs/decisions/0008-limits.md."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from comments.models import MODERATE, Section, User
from comments.rights import rights_of
from comments.services import Refused
from moderation.services.rights import record

LIMIT = "moderation.limit"


class CannotLimit(Refused):
    """Oneself, somebody who does not work here, or somebody with more rights."""


def check(person: User, *, sections: Collection[Section] | None, by: User) -> None:
    """Raises CannotLimit with the reason."""
    if not by.has_perm(LIMIT):
        raise CannotLimit(_("Leads limit moderators to sections."))
    if person.pk == by.pk:
        raise CannotLimit(_("Nobody sets their own limit."))
    if by.section_limit is not None:
        raise CannotLimit(_("Your own work is limited to sections, so you set no limits."))
    if person.is_superuser or not person.has_perm(MODERATE):
        raise CannotLimit(_("Only moderators and leads can be limited to sections."))
    if person.has_perm("comments.change_user") and not by.has_perm("comments.change_user"):
        raise CannotLimit(_("An administrator’s limit is set by another administrator."))
    if sections is not None and not sections:
        raise CannotLimit(_("Choose at least one section, or all of them."))


def limit(person: User, *, sections: Collection[Section] | None, by: User) -> None:
    """Let ``person`` work in ``sections`` alone from their next request on; None lets them work
    everywhere. Recorded. Raises CannotLimit."""
    check(person, sections=sections, by=by)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        before = rights_of(person)
        User.objects.filter(pk=person.pk).update(is_limited=sections is not None)
        person.sections.set(sections or [])
        record(person, by=by, before=before)
    person.is_limited = sections is not None
    person.__dict__.pop("section_limit", None)  # What was asked for before holds no longer.
