"""The languages that the pages come in."""

from django.core.exceptions import ImproperlyConfigured

# Each under its own name, as people look for it.
NAMES = {"en-gb": "English", "de": "Deutsch"}


def languages(codes: list[str]) -> list[tuple[str, str]]:
    """(code, name) of each, in the order given. Raises ImproperlyConfigured for one that there is
    no translation for, and for none at all."""
    unknown = [code for code in codes if code not in NAMES]
    if unknown or not codes:
        raise ImproperlyConfigured(
            f"LANGUAGES must name some of {', '.join(NAMES)}, not {', '.join(unknown) or 'nothing'}"
        )
    return [(code, NAMES[code]) for code in codes]
