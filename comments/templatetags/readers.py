"""What the readers' frame shows on every page."""

from django import template

from comments.models import Section

register = template.Library()


@register.simple_tag
def all_sections() -> list[Section]:
    return list(Section.objects.all())
