"""Rude words that can be recognised in disguise: repeated, swapped, masked or spaced letters."""

import re
from collections import defaultdict
from itertools import groupby

from moderation.scoring import words

_RUN = re.compile(r"(.)\1+")
_MAX_LENGTH = 24  # letters; the longest rude word is shorter, even with repeats
_HEAD = 3  # letters that tell quickly that no rude word begins here
# Swaps that people write so often on purpose that a count of words takes them for ordinary.
_MEANT_RUDELY = frozenset({"cnut", "sutpid"})


def squeeze(word: str) -> str:
    """Return ``word`` with every run of one letter cut to a single letter."""
    return _RUN.sub(r"\1", word)


def run_lengths(word: str) -> list[int]:
    return [len(list(run)) for _, run in groupby(word)]


def swaps(word: str) -> set[str]:
    """Return ``word`` with each two inner neighbours exchanged. The first letter stays."""
    if len(word) < 4:
        return set()
    made = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
    return made - {word}


class Lexicon:
    """Finds the rude word that letters were meant to spell. Immutable once made.

    ``rude`` lists words in order of frequency: of two candidates the first wins.
    ``known`` are ordinary words, never read as anything else.
    """

    def __init__(self, rude: list[str], known: frozenset[str]):
        self.rude = frozenset(rude)
        self.known = known - self.rude - _MEANT_RUDELY
        self._rank = {word: rank for rank, word in enumerate(rude)}
        self._by_squeezed = defaultdict(list)
        self._forms = defaultdict(set)  # (length, place, letter there) -> (spelling, word)
        self._heads: set[str] = set()  # first letters of the squeezed spellings
        self._by_ends = defaultdict(list)  # first and last letter -> (word, places of its letters)
        for word in rude:
            self._by_ends[word[0], word[-1]].append((word, _bits(word)))
            for form in (word, *sorted(swaps(word))):
                if form == word or form not in self.known:
                    for place, letter in enumerate(form):
                        self._forms[len(form), place, letter].add((form, word))
                    self._by_squeezed[squeeze(form)].append((run_lengths(form), form, word))
                    self._heads.add(squeeze(form)[:_HEAD])

    def may_begin(self, letters: str) -> bool:
        """Whether some rude word might begin with ``letters``; a quick look, often too generous."""
        head = squeeze(letters)[:_HEAD]
        return "*" in head or len(head) < _HEAD or head in self._heads

    def find(self, letters: str) -> str | None:
        """Return the rude word that ``letters`` are, with letters repeated or two swapped."""
        if letters in self.rude:
            return letters
        if letters in self.known or not 3 < len(letters) <= _MAX_LENGTH * 2:
            return None
        candidates = self._by_squeezed.get(squeeze(letters))
        if not candidates:
            return None
        lengths = run_lengths(letters)
        fits = [
            (form != word, self._rank[word], word)
            for runs, form, word in candidates
            if _repeats(lengths, runs, word)
        ]
        return min(fits)[2] if fits else None

    def unmask(self, letters: str) -> str | None:
        """Return the rude word that ``letters`` spell when each "*" hides one letter.

        Letters may be repeated, too ("f*uuuck"), or two of them swapped ("sutp*d").
        """
        shown = len(letters) - letters.count("*")
        if not shown or not 3 <= len(letters) <= _MAX_LENGTH:
            return None
        if shown == 1 and letters[0] != "*":
            return self._starred(letters)
        if shown < max(2, (len(letters) + 1) // 2):
            return None
        fitting = self._fitting(letters)
        plain = [word for form, word in fitting if form == word] or self._stretched(letters)
        matching = plain or [word for _, word in fitting]
        return min(matching, key=self._rank.__getitem__) if matching else None

    def _fitting(self, letters: str) -> set[tuple[str, str]]:
        """Return (spelling, word) of the same length that agree with every letter shown."""
        places = [(len(letters), at, c) for at, c in enumerate(letters) if c != "*"]
        return set.intersection(*(self._forms.get(place, set()) for place in places))

    def _stretched(self, letters: str) -> list[str]:
        """Return the words that ``letters`` are with some repeated, of which some are hidden."""
        seen = len(squeeze(letters.replace("*", "")))
        if len(letters) < 4 or seen < 2:
            return []
        return [
            word
            for word, bits in self._by_ends.get((letters[0], letters[-1]), ())
            if len(word) < len(letters) and 2 * seen >= len(word) and _passes(letters, word, bits)
        ]

    def _starred(self, letters: str) -> str | None:
        matching = (w for w in words.STARRED if len(w) == len(letters))
        return next((w for w in matching if w[0] == letters[0]), None)


def _bits(word: str) -> dict[str, int]:
    """Return, for each letter of ``word``, the places where it stands as bits."""
    found: dict[str, int] = defaultdict(int)
    for place, letter in enumerate(word):
        found[letter] |= 1 << place
    return dict(found)


def _passes(letters: str, word: str, bits: dict[str, int]) -> bool:
    """Whether ``letters`` spell ``word`` if each may be repeated and "*" is any of them."""
    reached = 1  # bit n: up to here the letters may end in the word's letter n
    for letter in letters[1:]:
        reached |= reached << 1
        if letter != "*":
            reached &= bits.get(letter, 0)
        if not reached:
            return False
    return bool(reached >> (len(word) - 1) & 1)


def _repeats(lengths: list[int], runs: list[int], word: str) -> bool:
    """Whether every run is at least as long as the word's; short words need a run of three."""
    longer = [have - need for have, need in zip(lengths, runs, strict=True)]
    if min(longer) < 0:
        return False
    return len(word) > 3 or max(lengths) >= 3
