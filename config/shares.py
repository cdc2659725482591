"""Reading shares."""

from django.core.exceptions import ImproperlyConfigured


def share(name: str, value: str) -> float:
    """A share in [0, 1]. Raises ImproperlyConfigured, naming the variable."""
    try:
        found = float(value)
    except ValueError:
        found = -1
    if not 0 <= found <= 1:  # Nor NaN, which is in no order.
        raise ImproperlyConfigured(f"{name} must be a number from 0 to 1, not {value!r}")
    return found
