"""Disguises words the way commenters do, to measure what the normaliser sees through."""

import random
import unicodedata
from collections.abc import Callable
from itertools import combinations

_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "b": "8", "g": "9"}
_HOMOGLYPHS = dict(zip("aceiopxyshk", "асеіорхуѕһк", strict=True))
_MARKS = "\u0300\u0301\u0302\u0308\u030a"
_INVISIBLE = "\u200b\u200c\u2060\u00ad"

Disguise = Callable[[str, random.Random], str]


def leet(word: str, rng: random.Random) -> str:
    return _some(word, rng, lambda c: rng.choice(_LEET[c.lower()]), set(_LEET))


def spacing(word: str, rng: random.Random) -> str:
    return " ".join(word)


def punctuation(word: str, rng: random.Random) -> str:
    return rng.choice(".-_").join(word)


def homoglyphs(word: str, rng: random.Random) -> str:
    return _some(word, rng, lambda c: _HOMOGLYPHS[c.lower()], set(_HOMOGLYPHS))


def zero_width(word: str, rng: random.Random) -> str:
    return "".join(c + rng.choice(_INVISIBLE) for c in word[:-1]) + word[-1]


def repetition(word: str, rng: random.Random) -> str:
    places = [i for i, c in enumerate(word) if c.isalpha()]
    at = rng.choice(places) if places else 0
    return word[:at] + word[at] * rng.randint(3, 6) + word[at + 1 :]


def stars(word: str, rng: random.Random) -> str:
    inner = range(1, len(word) - 1)
    hidden = set(rng.sample(inner, min(len(inner), 1 + (len(word) > 5))))
    return "".join("*" if i in hidden else c for i, c in enumerate(word))


def full_width(word: str, rng: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)


def diacritics(word: str, rng: random.Random) -> str:
    marked = _some(word, rng, lambda c: c + rng.choice(_MARKS), set("aeiouncsy"))
    return unicodedata.normalize("NFC", marked)


def swap(word: str, rng: random.Random) -> str:
    places = [i for i in range(1, len(word) - 2) if word[i] != word[i + 1]]
    if not places:
        return word
    at = rng.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


KINDS: dict[str, Disguise] = {
    "leet": leet,
    "spacing": spacing,
    "punctuation": punctuation,
    "homoglyphs": homoglyphs,
    "zero width": zero_width,
    "repetition": repetition,
    "stars": stars,
    "full width": full_width,
    "diacritics": diacritics,
    "swap": swap,
}
# What parts the letters comes last, or the other could no longer work on the word.
_ORDER = (
    *("swap", "repetition", "stars", "leet", "homoglyphs", "diacritics", "full width"),
    *("zero width", "punctuation", "spacing"),
)
PAIRS = list(combinations(_ORDER, 2))


def _some(word: str, rng: random.Random, change: Callable[[str], str], able: set[str]) -> str:
    """Change two thirds of the letters that can be changed, at least one."""
    places = [i for i, c in enumerate(word) if c.lower() in able]
    chosen = set(rng.sample(places, max(1, len(places) * 2 // 3)) if places else [])
    return "".join(change(c) if i in chosen else c for i, c in enumerate(word))
