"""Reading the limits on how often something may be done."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured
from limits import RateLimitItem, parse_many


def rates(**values: str) -> Mapping[str, list[RateLimitItem]]:
    """Deed -> its limits, which all hold. Raises ImproperlyConfigured, naming the variable."""
    return {deed: parsed(deed, value) for deed, value in values.items()}


def parsed(deed: str, value: str) -> list[RateLimitItem]:
    try:
        found = parse_many(value)
    except ValueError:
        found = []
    if not found or any(rate.amount < 1 for rate in found):
        raise ImproperlyConfigured(
            f"RATE_{deed.upper()} must be limits such as 6/minute; 60/hour, not {value!r}"
        )
    return found


def proxies(value: str) -> int:
    """How many proxies of one's own stand before the site."""
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"TRUSTED_PROXIES must be a number, 0 or more, not {value!r}")
    return int(value)
