"""How urgent an open item is. Pure.

What is stored and sorted by is a number that never has to be rewritten as time goes on. Urgency
rises by RISE with each hour of waiting, for all items alike; so at every moment the order by
"urgency + RISE x hours waited" is the order by "urgency - RISE x hours from EPOCH to its opening",
and the second is a constant of the item.
"""

from datetime import UTC, datetime
from math import log2

READERS_SEE_IT = 0.5
ESCALATED = 1.0
PER_DOUBLING_OF_REPORTS = 0.25
REPORTS_MOST = 0.75  # reached by the weight of seven unknown readers
PER_DOUBLING_OF_SPEED = 0.1
SPEED_MOST = 0.25
MOST = 1 + READERS_SEE_IT + REPORTS_MOST + SPEED_MOST + ESCALATED

# Whatever waits this long comes before the most urgent item that is new.
OVERTAKES = 24.0  # hours
RISE = MOST / OVERTAKES  # per hour
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

# A thread is fast when its last hour brought more than it usually does. Below this many an hour,
# chance alone makes doublings.
FEW = 10.0


def urgency(
    *,
    rudeness: float | None,
    visible: bool,
    reports: float,
    escalated: bool,
    speed: float = 1.0,
) -> float:
    """From 0 to MOST, larger is more urgent, without regard to how long it waits.

    What readers see now is more urgent than what is held. ``reports`` is the weight of the readers
    who complain (moderation/trust.py) and counts by its doublings, so that ten friends of one
    reporter do not push everything else down. ``speed`` is of the thread, as `speed` gives it. An
    unscorable comment (``rudeness`` None) stands in the middle.
    """
    return (
        (0.5 if rudeness is None else rudeness)
        + READERS_SEE_IT * visible
        + min(PER_DOUBLING_OF_REPORTS * log2(1 + reports), REPORTS_MOST)
        + min(PER_DOUBLING_OF_SPEED * log2(max(speed, 1.0)), SPEED_MOST)
        + ESCALATED * escalated
    )


def priority(*, opened_at: datetime, **facts) -> float:
    """The number to sort by, larger first, for an item of these ``facts`` (see `urgency`)."""
    hours = (opened_at - EPOCH).total_seconds() / 3600
    return urgency(**facts) - RISE * hours


def speed(*, recent: int, comments: int, hours: float) -> float:
    """How many times its usual the thread's last hour was; at least 1.

    ``recent`` comments in the last hour, ``comments`` in all, under an article that has been there
    for ``hours``.
    """
    before = max(hours - 1, 1.0)
    usual = max(comments - recent, 0) / before
    return max(recent / max(usual, FEW), 1.0)
