"""The desk's keys, for both hands or for one: a single list, from which the buttons, the overlay
and, through the overlay, the script take theirs. Pure.

Keys for one hand lie on that half of the keyboard, where QWERTY and QWERTZ agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN = {"Enter": "↵"}  # key -> how it is printed on a button


@dataclass(frozen=True, slots=True)
class Key:
    """What one key does. ``does`` is what the overlay says of it."""

    deed: str
    both: str
    left: str
    right: str
    does: str | Promise


KEYS = (
    Key("next", "j", "d", "j", _("next comment")),
    Key("back", "k", "e", "k", _("the one before")),
    Key("approve", "f", "f", "l", _("approve")),
    Key("reject", "d", "s", "h", _("reject; the key of the reason follows")),
    Key("escalate", "e", "w", "o", _("escalate to a lead")),
    Key("claim", "c", "c", "i", _("claim, or give back")),
    Key("undo", "u", "x", "u", _("take the last decision back")),
    Key("thread", "t", "t", "m", _("show or hide the conversation")),
    Key("author", "a", "a", "p", _("show or hide the author’s record")),
    Key("open", "Enter", "Space", "Enter", _("open the comment’s page")),
    Key("focus", "z", "v", ",", _("one comment at a time, or back to the list")),
    Key("queue", "n", "b", "n", _("next queue")),
    Key("news", "r", "r", ".", _("show what came in since")),
    Key("search", "/", "q", "8", _("search")),
    Key("go", "g", "g", "7", _("go to another page; its key follows")),
    Key("help", "?", "1", "6", _("this list")),
)
# Places that links of the top bar lead to, by the keys that follow "go".
PLACES = (
    Key("home", "h", "f", "h", ""),
    Key("queue", "q", "q", "u", ""),
    Key("search", "s", "s", "k", ""),
    Key("decisions", "d", "d", "l", ""),
    Key("mine", "p", "w", "p", ""),
    Key("batch", "b", "b", "n", ""),
    Key("insight", "i", "e", "i", ""),
    Key("focus", "z", "v", "m", ""),
    Key("settings", "o", "t", "o", ""),
)
# What is typed after "reject": for the first nine reasons, and for "other".
REASONS = {"both": "1234567890", "left": "12345qwert", "right": "6789uiop0h"}
REASON_NAMES = "1234567890"  # as forms.REASONS names them


@dataclass(frozen=True, slots=True)
class Layout:
    """The keys of one person, by what they do. Empty for somebody who wants none."""

    deeds: Mapping[str, str]
    places: Mapping[str, str]
    reasons: Mapping[str, str]

    @property
    def lines(self) -> list[tuple[str, str, str | Promise]]:
        """(deed, key, what it does), in the order of the overlay."""
        return [(key.deed, self.deeds[key.deed], key.does) for key in KEYS if self.deeds]

    @property
    def reason_keys(self) -> list[str]:
        return list(self.reasons.values())


def layout(hand: str) -> Layout:
    """The keys for ``hand``: "both", "left" or "right"; for anything else none."""
    if hand not in REASONS:
        return Layout({}, {}, {})
    return Layout(
        MappingProxyType({key.deed: getattr(key, hand) for key in KEYS}),
        MappingProxyType({place.deed: getattr(place, hand) for place in PLACES}),
        MappingProxyType(dict(zip(REASON_NAMES, REASONS[hand], strict=True))),
    )


LAYOUTS = {hand: layout(hand) for hand in (*REASONS, "off")}
BOTH = LAYOUTS["both"]


def shown(key: str) -> str:
    """The key as it is printed on a button."""
    return SHOWN.get(key, key)
