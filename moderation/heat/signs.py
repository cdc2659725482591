"""Signs that a thread runs hot, from its last comments. Pure: no database, no clock.

Each sign is a number beside the limit from which it counts. A warning needs two signs, one of which
is about how people treat each other: a thread that is only fast, deep or divided is a good one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WINDOW = 60 * 60.0  # seconds that are looked at
LAST = 20  # comments of them, for the depth and the mean rudeness
HALF_LIFE = 5  # comments after which one counts half in the moving mean of rudeness
FEWEST = 5  # comments in the window; below, nothing is said
FEW_VOTES = 6  # on one comment; below, they are not divided but few
DIVIDED = 0.35  # share of the smaller side, from which votes are divided


@dataclass(frozen=True, slots=True)
class Voice:
    """One comment of a thread."""

    at: float  # seconds on any clock
    author: int
    answers: int | None  # whose comment; None: the article
    depth: int
    rudeness: float | None  # in [0, 1]; None while there is no score
    ups: int = 0
    downs: int = 0
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    name: str
    value: float
    limit: float


# name -> from which value it counts
LIMITS = {
    "rude": 0.30,  # moving mean of rudeness
    "duel": 3.0,  # comments of two people to each other
    "reports": 2.0,  # reports by readers
    "pace": 3.0,  # times the thread's usual
    "depth": 2.5,  # mean level of the last answers
    "split": 3.0,  # comments whose votes are divided
}
ABOUT_PEOPLE = frozenset({"rude", "duel", "reports"})
NEEDED = 2  # signs
SLOWEST = 10.0  # comments an hour that count as usual at least, so that chance makes no triples


def signs(voices: Sequence[Voice], now: float, *, usual: float) -> list[Sign]:
    """Every sign that counts at ``now``, of a thread's voices in the order of time, the strongest
    first. ``usual`` is how many comments an hour the thread had before. Linear in the window."""
    lately = [voice for voice in voices if now - WINDOW < voice.at <= now]
    if len(lately) < FEWEST:
        return []
    values = {
        "rude": moving_rudeness(lately),
        "duel": float(longest_duel(lately)),
        "reports": float(sum(voice.reports for voice in lately)),
        "pace": len(lately) * 3600 / WINDOW / max(usual, SLOWEST),
        "depth": sum(voice.depth for voice in lately[-LAST:]) / len(lately[-LAST:]),
        "split": float(sum(is_divided(voice) for voice in lately)),
    }
    found = [Sign(name, values[name], limit) for name, limit in LIMITS.items()]
    met = [sign for sign in found if sign.value >= sign.limit]
    return sorted(met, key=lambda sign: -sign.value / sign.limit)


def is_hot(found: Sequence[Sign]) -> bool:
    return len(found) >= NEEDED and any(sign.name in ABOUT_PEOPLE for sign in found)


def level(found: Sequence[Sign]) -> float:
    """One number to sort by: how far the signs are past their limits, each three times at most."""
    return sum(min(sign.value / sign.limit, 3.0) for sign in found)


def moving_rudeness(voices: Sequence[Voice]) -> float:
    """The exponentially weighted mean of the scores, the latest the heaviest; 0 without any."""
    keep = 0.5 ** (1 / HALF_LIFE)
    total = weight = 0.0
    for voice in voices:
        if voice.rudeness is not None:
            total, weight = total * keep + voice.rudeness, weight * keep + 1
    return total / weight if weight else 0.0


def longest_duel(voices: Sequence[Voice]) -> int:
    """The most comments that two people wrote to each other; 0 unless both answered."""
    said: Counter[tuple[int, int]] = Counter()
    for voice in voices:
        if voice.answers is not None and voice.answers != voice.author:
            said[voice.author, voice.answers] += 1
    return max(
        (count + said[other, one] for (one, other), count in said.items() if said[other, one]),
        default=0,
    )


def is_divided(voice: Voice) -> bool:
    votes = voice.ups + voice.downs
    return votes >= FEW_VOTES and min(voice.ups, voice.downs) / votes >= DIVIDED
