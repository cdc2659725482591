"""The signs of a heated thread in the desk's words."""

from collections.abc import Iterable, Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.presentation import share


def sign_words(signs: Iterable[Mapping]) -> list[str]:
    """Of signs as a HeatWarning keeps them, in their order. One that a later version does not know
    any more is left out."""
    return [words for words in (one(each["sign"], each["value"]) for each in signs) if words]


def one(name: str, value: float) -> str:
    count = {"count": round(value)}
    match name:
        case "rude":
            return _("the last comments are rude on average: %(share)s") % {"share": share(value)}
        case "duel":
            return _("two people wrote %(count)s comments to each other") % count
        case "reports":
            return (
                ngettext(
                    "%(count)s report by readers", "%(count)s reports by readers", count["count"]
                )
                % count
            )
        case "pace":
            return _("%(times)s times its usual speed") % {"times": number_format(value, 1)}
        case "depth":
            return _("answers to answers: level %(level)s on average") % {
                "level": number_format(value, 1)
            }
        case "split":
            return (
                ngettext(
                    "readers are divided over %(count)s comment",
                    "readers are divided over %(count)s comments",
                    count["count"],
                )
                % count
            )
    return ""
