"""Which parts of a text raised its score: spans for the moderator's eye."""

from typing import NamedTuple

import numpy as np

from moderation.scoring.normalise import Token
from moderation.scoring.results import Span

OF_STRONGEST = 0.5  # a word is shown if it adds at least this much of what the strongest adds
LEAST_SHARE = 0.15  # and at least this much to the logit


class Mark(NamedTuple):
    """One word of the text and what it adds to the logit. Offsets in code points."""

    start: int
    end: int
    share: float
    read_as: str | None

    def moved(self, by: int) -> "Mark":
        return self._replace(start=self.start + by, end=self.end + by)


def to_marks(
    tokens: list[Token], shares: np.ndarray, threatening: list[tuple[int, int]]
) -> list[Mark]:
    """Return the words that may matter, and each threat, given as (first, stop), as a whole."""
    inside = {at for first, stop in threatening for at in range(first, stop)}
    least = _least([float(shares.max(initial=0.0))])
    marks = [
        Mark(tokens[at].start, tokens[at].end, float(shares[at]), tokens[at].read_as)
        for at in np.flatnonzero(shares >= least).tolist()
        if at not in inside
    ]
    strongest = max(least, float(shares.max(initial=0.0)))
    for first, stop in threatening:
        marks.append(Mark(tokens[first].start, tokens[stop - 1].end, strongest, None))
    return marks


def _least(shares: list[float]) -> float:
    """Return the share from which a word is shown, given those of all words of a text."""
    return max(LEAST_SHARE, OF_STRONGEST * max(shares, default=0.0))


def spans(marks: list[Mark]) -> list[Span]:
    """Return the words that count, in text order. ``marks`` do not overlap."""
    shares = [mark.share for mark in marks]
    least, strongest = _least(shares), max(shares, default=1.0)
    return [
        Span(mark.start, mark.end, round(mark.share / strongest, 3), mark.read_as)
        for mark in sorted(marks)
        if mark.share >= least
    ]
