"""Time-ordered ids for comments, made by the application."""

import secrets
import time

EPOCH_MS = 1_735_689_600_000  # 2025-01-01T00:00:00Z
RANDOM_BITS = 12


def new_id(now: float | None = None) -> int:
    """A number that grows with time: milliseconds since 2025, then 12 random bits.

    At most 53 bits until 2094, so a browser's number holds it exactly. Two comments of the same
    millisecond collide once in 4,096 cases; the primary key notices and the poster's service draws
    again. ``now`` is in seconds since 1970, for data with a past.
    """
    milliseconds = int((time.time() if now is None else now) * 1000)
    return id_of(milliseconds, secrets.randbits(RANDOM_BITS))


def id_of(milliseconds: int, bits: int) -> int:
    """The id of a moment, in milliseconds since 1970, and of RANDOM_BITS random bits."""
    return (max(milliseconds - EPOCH_MS, 1) << RANDOM_BITS) | bits


def moment_of(comment_id: int) -> float:
    """When an id was made, in seconds since 1970."""
    return ((comment_id >> RANDOM_BITS) + EPOCH_MS) / 1000
