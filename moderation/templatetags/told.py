"""When somebody is told of a deed, in templates."""

from datetime import datetime

from django import template

from moderation.told import Telling
from moderation.told import telling as telling_of

register = template.Library()


@register.filter
def telling(deed) -> Telling | None:
    """Of a Decision or a Sanction."""
    return telling_of(deed)


@register.filter
def seconds_left(told: Telling, now: datetime) -> int:
    return told.seconds(now)
