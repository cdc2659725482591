"""What the readers' frame shows on every page."""

from django import template
from django.utils import timezone

from comments.models import AuthorNotice, Section, User
from comments.services.telling import warnings_of

register = template.Library()


@register.simple_tag
def all_sections() -> list[Section]:
    return list(Section.objects.all())


@register.simple_tag
def unread_notices(user: User) -> int:
    """How many things ``user`` was told and has not seen."""
    return AuthorNotice.objects.unread(timezone.now()).filter(recipient=user).count()


@register.simple_tag
def open_warnings(user: User) -> list[AuthorNotice]:
    """What ``user`` has to confirm before they can post. No query for whoever was not warned."""
    now = timezone.now()
    if user.warned_at is None or user.warned_at > now:
        return []
    return list(warnings_of(user, now))
