"""Which words of a text raised its score: spans for the moderator's eye.

A word is marked if it raised the score and if people would mark it. The second is learnt from
posts in which people did so (train_spans.py): from what the word and its neighbours add to the
logit, and from the word itself.
"""

from typing import NamedTuple

import numpy as np

from moderation.scoring import features as f
from moderation.scoring.model import SPAN_BITS, Model
from moderation.scoring.normalise import Token
from moderation.scoring.results import Span

CUT = 0.22  # chance that people would mark a word, from which it is marked
OF_STRONGEST = 0.1  # a mark is shown if it adds at least this much of what the strongest adds
LEAST_SHARE = 0.15  # of the logit; what a threat counts for where words add less
_SALT = 0x3C6EF372  # so that words of a bucket here have others beside them than in the model


class Mark(NamedTuple):
    """One word of the text and what it adds to the logit. Offsets in code points."""

    start: int
    end: int
    share: float
    read_as: str | None

    def moved(self, by: int) -> "Mark":
        return self._replace(start=self.start + by, end=self.end + by)


class Marker:
    """Chooses the words to mark, by the part of a model that was trained for it."""

    def __init__(self, model: Model):
        arrays = model.arrays
        self._tokens = arrays["span_tokens"] * arrays["span_scales"][0]
        self._grams = arrays["span_grams"] * arrays["span_scales"][1]
        self._weights = arrays["span_weights"].tolist()

    def liking(self, words: list[str]) -> np.ndarray:
        """Return how much each of ``words`` by itself speaks for a mark."""
        owner, bucket, portion = gram_buckets(words)
        found = np.bincount(owner, self._grams[bucket] * portion, len(words))
        return found + self._tokens[word_buckets(words)]

    def chosen(self, shares: np.ndarray, liking: np.ndarray, lengths: list[int]) -> np.ndarray:
        """Return whether to mark each word of documents of so many words each.

        ``shares`` is what each adds to the logit. Where any raises it, at least one is marked.
        """
        if not len(shares):
            return np.zeros(0, bool)
        found = traits(shares, lengths)
        logit = liking + self._weights[-1]
        for weight, trait in zip(self._weights, found, strict=False):
            logit += weight * trait
        raising = (shares > 0) & (found[1] >= OF_STRONGEST)
        logit[~raising] = -np.inf
        likeliest = logit == _spread(np.maximum.reduceat, logit, lengths)
        return raising & ((logit >= _CUT_LOGIT) | likeliest)


_CUT_LOGIT = float(np.log(CUT / (1 - CUT)))


def to_marks(
    tokens: dict[int, Token],
    shares: np.ndarray,
    chosen: np.ndarray,
    threatening: list[tuple[int, int]],
) -> list[Mark]:
    """Return the ``chosen`` words, and each threat, given as (first, stop), as a whole."""
    inside = {at for first, stop in threatening for at in range(first, stop)}
    marks = [
        Mark(tokens[at].start, tokens[at].end, float(shares[at]), tokens[at].read_as)
        for at in np.flatnonzero(chosen).tolist()
        if at not in inside
    ]
    strongest = max(LEAST_SHARE, float(shares.max(initial=0.0)))
    for first, stop in threatening:
        marks.append(Mark(tokens[first].start, tokens[stop - 1].end, strongest, None))
    return marks


def traits(shares: np.ndarray, lengths: list[int]) -> np.ndarray:
    """Return what the share of each word is beside the others of its document.

    One column for each word; ``lengths`` counts the words of each document. What is said of a
    document does not hang on those beside it, to the last bit.
    """
    up = np.maximum(shares, 0.0)
    strongest = _spread(np.maximum.reduceat, up, lengths)
    total = _spread(np.add.reduceat, up, lengths)
    last = np.cumsum([length for length in lengths if length])
    found = np.zeros((12, len(shares)))
    found[0] = shares
    found[1] = up / np.maximum(strongest, 1e-9)
    found[2] = shares >= strongest
    for row, neighbours in ((3, found[0]), (5, found[1])):
        found[row, 1:] = neighbours[:-1]
        found[row, last[:-1]] = 0.0  # The first word of a document has none before it,
        found[row + 1, :-1] = neighbours[1:]
        found[row + 1, last - 1] = 0.0  # and the last one none behind.
    found[7] = _spread(np.add.reduceat, shares, lengths)
    found[8] = total
    found[9] = np.repeat(np.log1p(lengths), lengths)
    found[10] = strongest
    found[11] = up / np.maximum(total, 1e-9)
    return found


def _spread(reduceat, values: np.ndarray, lengths: list[int]) -> np.ndarray:
    """Return for each word what its document's ``values`` come to."""
    some = np.array([length for length in lengths if length])
    return np.repeat(reduceat(values, np.cumsum(some) - some), some)


def word_buckets(words: list[str]) -> np.ndarray:
    hashes = np.array([f.token_hash(word) for word in words], np.uint32)
    return f.mix(hashes + np.uint32(_SALT), SPAN_BITS)


def gram_buckets(words: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (index of the word, bucket, portion) of each character n-gram.

    A word's portions square to 1 together, so that a long word does not speak louder.
    """
    owner, bucket = f.char_buckets(words)
    bucket = bucket >> np.uint32(f.CHAR_BITS - SPAN_BITS)
    portion = 1.0 / np.sqrt(np.maximum(np.bincount(owner, minlength=len(words)), 1))
    return owner, bucket, portion[owner]


def spans(marks: list[Mark]) -> list[Span]:
    """Return the marks that count beside the strongest, in text order. They do not overlap."""
    strongest = max((mark.share for mark in marks), default=1.0)
    return [
        Span(mark.start, mark.end, round(mark.share / strongest, 3), mark.read_as)
        for mark in sorted(marks)
        if mark.share >= OF_STRONGEST * strongest
    ]
