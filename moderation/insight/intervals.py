"""Shares and counts with what they leave open, so that three comments are no alarm. Pure."""

from dataclasses import dataclass
from math import inf, sqrt

Z = 1.96  # standard deviations: 95 % of a normal curve lies within
TOO_FEW = 10  # below, a share or a comparison says nothing


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The shares in [0, 1] between which the true one lies with a probability of 95 %, after
    ``hits`` of ``total``. Holds for few and for extreme counts, too; (0, 1) when there are none."""
    if total == 0:
        return 0.0, 1.0
    share, spread = hits / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    # At the ends the bound is the end itself, but for rounding.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == total else min(1.0, middle + half)
    return low, high


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """In [0, 1]; 0 when there are none."""
        return self.hits / self.total if self.total else 0.0

    @property
    def low(self) -> float:
        return wilson(self.hits, self.total)[0]

    @property
    def high(self) -> float:
        return wilson(self.hits, self.total)[1]

    @property
    def percent(self) -> int:
        return round(100 * self.value)

    @property
    def low_percent(self) -> int:
        return round(100 * self.low)

    @property
    def high_percent(self) -> int:
        return round(100 * self.high)

    @property
    def is_telling(self) -> bool:
        return self.total >= TOO_FEW

    def times(self, usual: "Share") -> float:
        """How many times ``usual`` this share is at least; 0 when there are too few to tell."""
        return self.low / usual.high if self.is_telling and usual.is_telling else 0.0


@dataclass(frozen=True, slots=True)
class Times:
    """How many times its usual something comes: as counted, at least and at most (95 %)."""

    value: float  # infinite when it never came before
    low: float
    high: float


def times(now: int, span: float, *, before: int, span_before: float) -> Times:
    """Compare ``now`` events in ``span`` with ``before`` events in ``span_before``, spans in one
    unit and above 0. If the pace is the same, ``now`` of all events is a share that depends on the
    spans alone: so Wilson's bounds of that share are bounds of the ratio of the two paces."""
    scale = span_before / span
    low, high = wilson(now, now + before)
    value = scale * now / before if before else (inf if now else 0.0)
    return Times(value, scale * odds(low), scale * odds(high))


def odds(share: float) -> float:
    return share / (1 - share) if share < 1 else inf


def trend(now: int, before: int) -> str:
    """ "more", "fewer", "same" or "few" (to tell), of counts in two spans of the same length."""
    if now + before < TOO_FEW:
        return "few"
    found = times(now, 1, before=before, span_before=1)
    if found.low > 1:
        return "more"
    return "fewer" if found.high < 1 else "same"
