"""The admin's own log names people in words; an erasure takes these."""

import re

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from comments.models import User


def forget_names(person: User, *, using: str) -> None:
    """Blank what the admin wrote down about ``person`` under any of their names. What was done,
    when, by whom and to which row stays."""
    said = Q(content_type__app_label="comments", content_type__model="user", object_id=person.pk)
    for name in filter(None, (person.username, person.display_name, person.email)):
        whole = rf"(^|\W){re.escape(name)}(\W|$)"
        said |= Q(object_repr__iregex=whole) | Q(change_message__iregex=whole)
    LogEntry.objects.using(using).filter(said).update(object_repr="", change_message="")
