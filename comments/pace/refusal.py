"""What a reader is told who was too quick."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE = 60  # seconds


class TooFast(Exception):
    """Nothing was done. ``wait`` is in how many whole seconds the same deed will be let through;
    the message says it to the person, who keeps what they typed."""

    def __init__(self, wait: int, *, unsure: bool = False):
        self.wait = wait
        why = (
            _("The site cannot check at the moment how often this was tried.")
            if unsure
            else _("That was more often than this site allows.")
        )
        super().__init__(f"{why} {when_again(wait)}")


def when_again(wait: int) -> str:
    if wait < 2 * MINUTE:
        return ngettext(
            "Nothing was changed. Try again in %(count)s second.",
            "Nothing was changed. Try again in %(count)s seconds.",
            wait,
        ) % {"count": wait}
    minutes = -(-wait // MINUTE)
    return ngettext(
        "Nothing was changed. Try again in %(count)s minute.",
        "Nothing was changed. Try again in %(count)s minutes.",
        minutes,
    ) % {"count": minutes}
