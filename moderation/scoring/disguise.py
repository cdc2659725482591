"""What the characters of one chunk could have been meant to spell, and whether that is a rude word.

A chunk is read anew only when the result is a known rude word, so "4chan", "$5" and "10:45" stay.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from moderation.scoring.glyphs import LEET, MASKS, latin
from moderation.scoring.lexicon import Lexicon

_QUOTES = "\"'`´‘’“”„«»()[]{}<>,;:?…"
_EDGES = (_QUOTES + ".!", _QUOTES + ".!*_~#-", _QUOTES + ".", "")
_LETTER_RUN = re.compile(r"([a-z])(?:\*?\1){2,}")
_STAR = frozenset("*＊∗✱")
# Other marks hide a letter only between letters, one or two of them: "sh#t", but not "P.S.".
_MASK_INSIDE = re.compile(r"\w+[^\w\s*]{1,2}\w+(?:[^\w\s*]\w+)?|\w+_{1,2}\w+")
_WORDS_OF_ONE_LETTER = frozenset("aiur")  # "u r a m o r o n"
_MAX_READINGS = 16  # of one chunk's ambiguous digits and symbols


def see_through(chunk: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """Return (rude word, start, end) if ``chunk`` spells one in disguise, offsets within it."""
    tried = set()
    for edges in _EDGES:
        core = chunk.strip(edges)
        if core in tried or len(core) < 3:
            continue
        tried.add(core)
        word = _read(core, lexicon)
        if word:
            start = chunk.index(core)
            return word, start, start + len(core)
    return None


def _read(core: str, lexicon: Lexicon) -> str | None:
    sure = sum(c.isalpha() or c in "@$＠＄" for c in core)
    if sure < 2 and not (sure == 1 and "**" in core):
        return None
    parts = [_parts(char) for char in core]
    digits = any(c.isdigit() for c in core)
    for letters in islice(_joined(parts), _MAX_READINGS):
        word = lexicon.find(letters)
        if word and _convincing(word, core, digits, lexicon):
            return word
    for hides in (_STAR, MASKS):
        if hides is MASKS and not _MASK_INSIDE.fullmatch(core):
            continue
        for letters in islice(_masked(core, parts, hides), _MAX_READINGS // 2):
            word = _unmask(letters, lexicon)
            if word:
                return word
    return None


@lru_cache(maxsize=8192)
def _parts(char: str) -> tuple[str, ...]:
    """Return the letters ``char`` may stand for; ("",) if it is only in the way."""
    letters = latin(char)  # A full-width digit becomes a plain one.
    if letters in LEET:
        return tuple(LEET[letters])
    return (letters,) if letters.isalpha() else ("",)


def _joined(parts: list[tuple[str, ...]]) -> Iterator[str]:
    return map("".join, product(*parts))


def _masked(core: str, parts: list[tuple[str, ...]], hides: frozenset[str]) -> Iterator[str]:
    """Yield readings in which each character of ``hides`` stands for one hidden letter."""
    if not any(c in hides for c in core):
        return iter(())
    return _joined([("*",) if c in hides else p for c, p in zip(core, parts, strict=True)])


def _unmask(letters: str, lexicon: Lexicon) -> str | None:
    return lexicon.unmask(letters) or lexicon.unmask(_LETTER_RUN.sub(r"\1", letters))


def _convincing(word: str, core: str, digits: bool, lexicon: Lexicon) -> bool:
    """Whether reading ``core`` as ``word`` is more than chance."""
    if len(word) <= 3 and digits:
        return False  # "A55" is a road.
    pieces = [p for p in re.split(r"[\W_]+", core.lower()) if p]
    if len(pieces) < 2 or "@" in core or "$" in core:
        return True
    if len(word) <= 3:
        return all(len(p) == 1 for p in pieces)
    # "the pen.Is it yours"; but single letters joined by dots are no words.
    return not all(len(p) > 1 and p in lexicon.known for p in pieces)


def spaced_words(letters: str, lexicon: Lexicon) -> list[tuple[str, int, int]]:
    """Return the words that spaced-out ``letters`` spell, or [] if none of them is rude.

    Each is (word, start, end) within ``letters``, in which "*" hides one. Of all ways to part
    them the one with the fewest words wins, rude words first; single letters that are no words
    count double, so that initials stay initials.
    """
    best: list[tuple[float, list[tuple[str, int, int]]]] = [(0.0, [])]
    for end in range(1, len(letters) + 1):
        letter = letters[end - 1]
        cost = 1.0 if letter in _WORDS_OF_ONE_LETTER else 2.0
        options = [(best[end - 1][0] + cost, [*best[end - 1][1], (letter, end - 1, end)])]
        for start in range(max(0, end - 20), end - 1):
            part = letters[start:end]
            word = lexicon.unmask(part) if "*" in part else lexicon.find(part)
            if word:
                options.append((best[start][0] + 0.2, [*best[start][1], (word, start, end)]))
            elif part in lexicon.known:
                options.append((best[start][0] + 1.0, [*best[start][1], (part, start, end)]))
        best.append(min(options, key=lambda option: option[0]))
    found = best[-1][1]
    singles = sum(len(word) == 1 and word not in _WORDS_OF_ONE_LETTER for word, _, _ in found)
    rude = any(word in lexicon.rude for word, _, _ in found)
    return found if rude and singles == 0 else []
