"""How much a reader's reports weigh, by what became of the earlier ones. Pure.

Beta-binomial: every reader begins as if two reports had been upheld and two dismissed, so that the
first few move them only a little. A report of a reader of whom nothing is known weighs 1.
"""

from dataclasses import dataclass
from enum import StrEnum

PRIOR = 2  # reports upheld, and as many dismissed, that everybody begins with
# However good a record, one reader counts for no more than this many unknown ones: nobody alone
# puts a comment above what several readers object to.
MOST_WEIGHT = 1.5
HIGH_FROM = 0.7  # of the posterior mean: three upheld and none dismissed
LOW_UPTO = 0.3  # three dismissed and none upheld


class Level(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Trust:
    """A reader's judged reports. Those whose comment was withdrawn count for neither."""

    upheld: int = 0
    dismissed: int = 0
    is_new: bool = False  # had only just come when they reported: then it weighs nothing

    @property
    def judged(self) -> int:
        return self.upheld + self.dismissed

    @property
    def share(self) -> float:
        """The share of this reader's reports that will be upheld, as far as is known; in (0, 1)."""
        return (PRIOR + self.upheld) / (2 * PRIOR + self.judged)

    @property
    def weight(self) -> float:
        """Of one report, in unknown readers; at most MOST_WEIGHT."""
        return 0.0 if self.is_new else min(2 * self.share, MOST_WEIGHT)

    @property
    def level(self) -> Level:
        if self.is_new:
            return Level.LOW
        if self.share >= HIGH_FROM:
            return Level.HIGH
        return Level.LOW if self.share <= LOW_UPTO else Level.MEDIUM
