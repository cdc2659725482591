"""JSON in the one form that RFC 8785 allows, so that the same values always give the same bytes."""

import json
import math
import uuid
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted

LARGEST = 2**53 - 1  # Beyond it a number is not exact in every reader of JSON.


def canonical(value: object) -> str:
    """``value`` as JSON: keys in order, no blanks; times in UTC with microseconds.

    Raises ValueError for numbers that JSON cannot hold, and TypeError for any other kind of value.
    Keys must be ASCII, which sorts the same by letters and by UTF-16 units.
    """
    match value:
        case str():
            return quoted(value)
        case None | bool():
            return json.dumps(value)
        case int():
            return whole(value)
        case float():
            return number(value)
        case datetime():
            return quoted(moment(value))
        case uuid.UUID():
            return quoted(str(value))
        case dict():
            if not all(isinstance(key, str) and key.isascii() for key in value):
                raise TypeError("keys must be ASCII text")
            pairs = (f"{canonical(key)}:{canonical(value[key])}" for key in sorted(value))
            return "{" + ",".join(pairs) + "}"
        case list() | tuple():
            return "[" + ",".join(map(canonical, value)) + "]"
    raise TypeError(f"no JSON for {type(value).__name__}")


def whole(value: int) -> str:
    if abs(value) > LARGEST:
        raise ValueError(f"{value} is too large for a number in JSON")
    return str(value)


def number(value: float) -> str:
    """As ECMAScript writes it: 1 for 1.0, 1e-7 for 1e-07, 0 for -0.0."""
    if not math.isfinite(value):
        raise ValueError(f"JSON knows no {value}")
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    digits, exponent, power = repr(value).partition("e")
    if not exponent:
        return digits
    if -7 < int(power) < 0:  # ECMAScript begins with exponents later than Python.
        places = len(digits.lstrip("-").replace(".", "")) - 1 - int(power)
        return f"{value:.{places}f}"
    return f"{digits}e{int(power):+d}"


def moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a time without a zone")
    there = value.astimezone(UTC).replace(tzinfo=None)
    return f"{there.isoformat(timespec='microseconds')}Z"
