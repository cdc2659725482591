"""How far two readers of the same comments agree beyond chance. Pure.

Cohen's kappa and Krippendorff's alpha for nominal codes. Both are 1 for perfect agreement and 0 for
chance; kappa takes each reader's own habits for chance, alpha those of all readings together, with
a correction for few pairs. Where only one code was ever given there is nothing to agree on: None.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from random import Random

Pair = tuple[Hashable, Hashable]
REPLICATES = 400
SEED = 20_260
LEAST = 10  # pairs; below, a coefficient says nothing


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient with its 95 % interval; ``value`` is None where there is nothing to agree on
    or too little to tell."""

    value: float | None
    low: float
    high: float
    pairs: int
    same: int

    @property
    def is_telling(self) -> bool:
        return self.value is not None and self.pairs >= LEAST


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen (1960): (observed - expected) / (1 - expected)."""
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(first == second for first, second in pairs) / total
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    expected = sum(firsts[code] * seconds[code] for code in firsts) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha(pairs: Sequence[Pair]) -> float | None:
    """Krippendorff (2011) for two readers, nominal codes and nothing missing: 1 - D_o / D_e."""
    values = Counter(code for pair in pairs for code in pair)
    total = values.total()
    differ = sum(first != second for first, second in pairs)
    by_chance = total * total - sum(count * count for count in values.values())
    if not by_chance:
        return None
    return 1 - (2 * differ / total) * total * (total - 1) / by_chance


def with_interval(
    pairs: Sequence[Pair], coefficient: Callable[[Sequence[Pair]], float | None]
) -> Agreement:
    """The coefficient, with the middle 95 % of what it is for pairs drawn from these again and
    again. The same pairs always give the same interval."""
    value = coefficient(pairs)
    same = sum(first == second for first, second in pairs)
    if value is None:
        return Agreement(None, -1.0, 1.0, len(pairs), same)
    dice = Random(SEED)  # noqa: S311  (a bootstrap is no secret)
    drawn = (coefficient(dice.choices(pairs, k=len(pairs))) for _ in range(REPLICATES))
    # A replicate in which only one code came up had nothing to disagree on.
    found = sorted(1.0 if each is None else each for each in drawn)
    low, high = found[round(0.025 * (REPLICATES - 1))], found[round(0.975 * (REPLICATES - 1))]
    return Agreement(value, low, high, len(pairs), same)


def about(pairs: Sequence[Pair], code: Hashable) -> list[Pair]:
    """The same pairs, asked for one code alone: given or not."""
    return [(first == code, second == code) for first, second in pairs]
