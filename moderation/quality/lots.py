"""With which probability something is drawn. Pure.

Rude comments are rare among those that are published, and nearly all of them stand just below the
limit: so the draw is denser there. Each comment is drawn by itself, so its probability is exact
whatever else is posted, and what was drawn stands for 1 / probability comments.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stratum:
    """Scores from ``low`` on, up to the next stratum's."""

    low: float  # in [0, 1]
    times: float  # the site's share, so many times


STRATA = (Stratum(0.0, 0.5), Stratum(0.1, 1.5), Stratum(0.3, 4.0), Stratum(0.5, 10.0))


def stratum_of(rudeness: float) -> int:
    """The index in STRATA."""
    return max(number for number, each in enumerate(STRATA) if each.low <= rudeness)


def probability(rudeness: float, share: float) -> float:
    """Of drawing a published comment with this score, in [0, 1]; 0 when ``share`` is."""
    return min(1.0, share * STRATA[stratum_of(rudeness)].times)
