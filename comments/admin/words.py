"""Comments as the admin's lists show them."""

from django.template.defaultfilters import truncatechars
from django.utils.html import format_html
from django.utils.safestring import SafeString

EXCERPT = 140  # characters


def excerpt(body: str) -> SafeString:
    """The beginning of a comment, kept apart from its neighbours whatever way it is written."""
    return format_html('<bdi class="words">{}</bdi>', truncatechars(body, EXCERPT))
