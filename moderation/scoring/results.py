"""What scoring a text gives."""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A part of the text that raised its score; ``start`` and ``end`` in code points.

    ``weight`` in (0, 1] relative to the strongest span. ``read_as`` is the word a disguised
    spelling was read as, None where the text was taken as it stands.
    """

    start: int
    end: int
    weight: float
    read_as: str | None


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """``rudeness`` and ``attributes`` are probabilities in [0, 1]; ``spans`` sorted, disjoint."""

    rudeness: float
    attributes: dict[str, float]
    spans: list[Span]
    scorer: str
