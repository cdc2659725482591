"""Rude words written in two pieces: "stu pid", "mo ron", "id iot"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from moderation.scoring import words
from moderation.scoring.lexicon import Lexicon

_SHORT = 3  # letters; of so few, what rows hold is no proof of a word: words.SHORT decides
_BEFORE = "\"'“‘(["
_BEHIND = ".,;:!?)\"'”’]…"
_NO_MARKS = str.maketrans(dict.fromkeys(_BEFORE + _BEHIND, " "))
_TWO = re.compile(
    rf"(?<![^\s{re.escape(_BEFORE)}])([A-Za-z]{{1,20}})"
    rf"(?=( {{1,2}})([A-Za-z]{{1,20}})(?![^\s{re.escape(_BEHIND)}]))"
)


class Splits:
    """Knows the pieces that rude words fall into. Immutable once made."""

    def __init__(self, lexicon: Lexicon):
        self._ordinary = lexicon.known
        self._words = {}  # (first piece, second piece) -> rude word
        self._odd: set[str] = set()  # one of them is in every pair
        for word in lexicon.rude:
            for at in range(1, len(word)):
                odd = self._odd_piece(word[:at], word[at:], lexicon)
                if odd:
                    self._words[word[:at], word[at:]] = word
                    self._odd.add(odd)

    def _odd_piece(self, first: str, second: str, lexicon: Lexicon) -> str | None:
        """Return the piece that gives the word away; None if both may be there by chance."""
        if first in lexicon.rude or second in lexicon.rude:
            return None  # Rude enough as they stand, or "s hits".
        odd = [piece for piece in (first, second) if not self._is_ordinary(piece)]
        if len(odd) == 2:
            return max(odd, key=len)
        # "cret in", but not "mor on" or "co on": a name before a common word.
        other = second if odd == [first] else first
        least = 4 if len(other) <= 2 and other != "id" else 3
        return odd[0] if odd and len(odd[0]) >= least else None

    def _is_ordinary(self, piece: str) -> bool:
        if len(piece) <= _SHORT:
            return len(piece) == 1 or piece in words.SHORT
        return piece in self._ordinary

    def has_piece(self, run: str) -> bool:
        """Whether ``run``, which holds no blank, holds a piece that is in every pair."""
        if run.isalpha():
            return run.lower() in self._odd
        return not self._odd.isdisjoint(run.lower().translate(_NO_MARKS).split())

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each rude word of ``text`` that stands in two pieces."""
        said = text.lower().translate(_NO_MARKS).split()
        if self._odd.isdisjoint(said) or self._words.keys().isdisjoint(pairwise(said)):
            return
        done = 0
        for pair in _TWO.finditer(text):
            first, second = pair[1], pair[3]
            # "Mo Ron" may be somebody's name.
            if pair.start() < done or second.istitle():
                continue
            if (first.lower(), second.lower()) in self._words:
                done = pair.end(3)
                yield pair.start(), done
