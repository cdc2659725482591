"""What a sample drawn with unequal probabilities says of all. Pure.

Each unit was drawn by itself with a known probability and stands for 1 / probability units: the
estimator of Horvitz and Thompson, divided by the estimated number of units (Hájek). The interval is
Wilson's with the effective size of the sample: the size a simple sample would need to be as sure.
It is found from the variance of the strata (Korn and Graubard), or from the weights alone (Kish)
while nothing, or everything, was found, where the variance says nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.96  # standard deviations: 95 % of a normal curve lies within


@dataclass(frozen=True, slots=True)
class Unit:
    """One that was drawn and looked at."""

    probability: float  # in (0, 1]
    hit: bool
    stratum: int = 0

    @property
    def weight(self) -> float:
        return 1 / self.probability


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of all units, in [0, 1], with its 95 % interval, and how many it is a share of."""

    value: float
    low: float
    high: float
    looked_at: int
    stands_for: float  # units, estimated

    @property
    def hits(self) -> float:
        return self.value * self.stands_for

    @property
    def stands_for_about(self) -> int:
        return round(self.stands_for)

    @property
    def is_empty(self) -> bool:
        return self.looked_at == 0


def share(units: Sequence[Unit]) -> Estimate:
    """The share of hits among all that could have been drawn; (0, 1) when nothing was looked at."""
    total = sum(unit.weight for unit in units)
    if not total:
        return Estimate(0.0, 0.0, 1.0, 0, 0.0)
    value = min(1.0, sum(unit.weight for unit in units if unit.hit) / total)
    low, high = wilson(value, effective_size(units, value))
    return Estimate(value, low, high, len(units), total)


def effective_size(units: Sequence[Unit], value: float) -> float:
    """How large a simple sample would be that says as much."""
    weights = [unit.weight for unit in units]
    kish = sum(weights) ** 2 / sum(weight * weight for weight in weights)
    variance = stratified_variance(units)
    if not variance:
        return kish
    return min(float(len(units)), value * (1 - value) / variance)


def stratified_variance(units: Sequence[Unit]) -> float:
    """Of the estimated share, from how the hits vary within each stratum."""
    strata: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit)
    total = sum(unit.weight for unit in units)
    variance = 0.0
    for theirs in strata.values():
        weight = sum(unit.weight for unit in theirs)
        within = sum(unit.weight for unit in theirs if unit.hit) / weight
        squares = sum((unit.weight * (unit.hit - within)) ** 2 for unit in theirs)
        variance += squares / total**2 * len(theirs) / max(len(theirs) - 1, 1)
    return variance


def wilson(value: float, size: float) -> tuple[float, float]:
    """Wilson's 95 % interval of the share ``value`` of ``size``, which need not be whole."""
    spread = Z * Z / size
    middle = (value + spread / 2) / (1 + spread)
    half = Z * sqrt(value * (1 - value) / size + spread / (4 * size)) / (1 + spread)
    low = 0.0 if value == 0 else max(0.0, middle - half)
    high = 1.0 if value == 1 else min(1.0, middle + half)
    return low, high


def recall(caught: int, missed: Estimate) -> tuple[float, float, float]:
    """(value, low, high): of all rude comments those that were caught. ``caught`` is counted and
    leaves nothing open; what was ``missed`` is an estimate and does."""
    if missed.is_empty:
        return 0.0, 0.0, 1.0

    def of(share_missed: float) -> float:
        rude = caught + share_missed * missed.stands_for
        return caught / rude if rude else 0.0

    return of(missed.value), of(missed.high), of(missed.low)
