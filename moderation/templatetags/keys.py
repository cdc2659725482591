"""Keys in templates: printed on what they press, named to screen readers, found by the script.

All take the keys of whoever looks: ``keys`` (a Layout) in the context, or those of the request's
user. Nothing is printed for somebody who wants no keys.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from moderation.keys import BOTH, Layout, shown
from moderation.ways import keys_of

register = template.Library()


def layout_in(context) -> Layout:
    if "keys" in context:
        return context["keys"]
    request = context.get("request")
    return keys_of(request.user) if request else BOTH


@register.simple_tag(takes_context=True)
def key(context, deed: str) -> SafeString | str:
    """Attributes of the button or link that the key of ``deed`` presses."""
    pressed = layout_in(context).deeds.get(deed)
    return format_html(' data-key="{0}" aria-keyshortcuts="{0}"', pressed) if pressed else ""


@register.simple_tag(takes_context=True)
def cap(context, deed: str) -> SafeString | str:
    """The key of ``deed`` as a button shows it."""
    return drawn(layout_in(context).deeds.get(deed))


@register.simple_tag(takes_context=True)
def reason_key(context, name: str) -> SafeString | str:
    """Attributes of what the key of a reason presses, by its name in forms.REASONS."""
    pressed = layout_in(context).reasons.get(name)
    return format_html(' data-reason="{0}" aria-keyshortcuts="{0}"', pressed) if pressed else ""


@register.simple_tag(takes_context=True)
def reason_cap(context, name: str) -> SafeString | str:
    return drawn(layout_in(context).reasons.get(name))


@register.simple_tag(takes_context=True)
def go(context, place: str) -> SafeString | str:
    """Attribute of a link that is followed by "go" and then the key of ``place``."""
    pressed = layout_in(context).places.get(place)
    return format_html(' data-go="{}"', pressed) if pressed else ""


def drawn(pressed: str | None) -> SafeString | str:
    return format_html('<kbd aria-hidden="true">{}</kbd>', shown(pressed)) if pressed else ""


@register.filter
def printed(pressed: str) -> str:
    return shown(pressed)


@register.simple_tag(takes_context=True)
def shortcut(context, deed: str) -> SafeString | str:
    """As `key`, for what the script finds by other means: only named, not found by its key."""
    pressed = layout_in(context).deeds.get(deed)
    return format_html(' aria-keyshortcuts="{}"', pressed) if pressed else ""
