"""Keeping a record of every change of rights."""

from comments.models import User
from comments.rights import rights_of
from moderation.models import RightsChange


def record(person: User, *, by: User | None, before: dict[str, object]) -> RightsChange | None:
    """Note what ``person`` may do now beside ``before``; None when that is the same. Call it in the
    transaction of the change. ``by`` is None for a command on the machine."""
    after = rights_of(person)
    if after == before:
        return None
    return RightsChange.objects.create(person=person, changed_by=by, before=before, after=after)
