"""Reading for how long what is kept."""

from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

# An address is hashed with one key for 30 days; destroyed earlier, it would be in use still.
LEAST = {"address_keys": 30}  # days


def retention(**values: str) -> Mapping[str, timedelta]:
    """Class -> how long its rows are kept. Raises ImproperlyConfigured, naming the variable."""
    return {name: days(name, value) for name, value in values.items()}


def days(name: str, value: str) -> timedelta:
    least = LEAST.get(name, 1)
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= 36500):
        raise ImproperlyConfigured(
            f"KEEP_{name.upper()} must be days, at least {least}, not {value!r}"
        )
    return timedelta(days=int(value))
