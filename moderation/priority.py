"""How urgent an open item is. Pure."""

from math import log2

READERS_SEE_IT = 0.5
ESCALATED = 1.0
PER_DOUBLING_OF_REPORTS = 0.25


def priority(*, rudeness: float | None, visible: bool, reports: int, escalated: bool) -> float:
    """A number that orders the queue, larger first; about 0 to 3.

    What readers see now is more urgent than what is held. Reports count by their doublings, so
    that ten friends of one reporter do not push everything else down. An unscorable comment
    (``rudeness`` None) stands in the middle.
    """
    return (
        (0.5 if rudeness is None else rudeness)
        + READERS_SEE_IT * visible
        + PER_DOUBLING_OF_REPORTS * log2(1 + reports)
        + ESCALATED * escalated
    )
