"""The names of the languages that comments are written in, and what it means to choose one."""

from django.db.models import Q
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from moderation.scoring import tongues

UNTOLD = "none"  # in an address: nobody can tell, or nobody has looked


def name_of(code: str) -> str:
    if code == "zh":  # Django only names its two scripts.
        return _("Chinese")
    return get_language_info(code)["name_translated"]


def choices() -> list[tuple[str, str]]:
    """(code, name), …, by name; called for each page, as the order hangs on its language."""
    named = sorted(((code, name_of(code)) for code in tongues.known()), key=lambda pair: pair[1])
    return [*named, (UNTOLD, _("not known"))]


def written_in(chosen: str, field: str) -> Q:
    """Whether ``field`` of a score, which there may be none of, says what was chosen."""
    if chosen == UNTOLD:
        return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": ["", tongues.UNKNOWN]})
    return Q(**{field: chosen})


def lang(code: str) -> str:
    """For the attribute of that name; "" where there is nothing to say."""
    return "" if code == tongues.UNKNOWN else code
