"""When a form was shown, signed: what comes back quicker than anybody types, a program sent."""

import time

from django.conf import settings
from django.core import signing

SIGNER = signing.Signer(salt="decorum.form")
LIFE = 24 * 3600  # seconds; then a form is shown anew, so that no stamp is kept for later


def stamp() -> str:
    return SIGNER.sign(f"{time.time():.1f}")


def age(stamped: str) -> float | None:
    """Seconds since the form was shown; None for a stamp that is not ours or too old."""
    try:
        seconds = time.time() - float(SIGNER.unsign(stamped))
    except signing.BadSignature:
        return None
    return seconds if seconds <= LIFE else None


def is_hasty(stamped: str) -> bool:
    """Whether the form came back within MIN_FORM_SECONDS, or nobody knows when it was shown."""
    if not settings.MIN_FORM_SECONDS:
        return False
    seconds = age(stamped)
    return seconds is None or seconds < settings.MIN_FORM_SECONDS


def to_send(stamped: str) -> str:
    """The stamp for a form that is shown again: the one it came with while that is good."""
    return stamp() if age(stamped) is None else stamped
