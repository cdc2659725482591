"""What the characters of one chunk could have been meant to spell, and whether that is a rude word.

A chunk is read anew only when the result is a known rude word, so "4chan", "$5" and "10:45" stay;
or when it is plainly disguised ("n_e_c_k") and the result an ordinary word, which does no harm.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from moderation.scoring.glyphs import LEET, MASKS, base, latin
from moderation.scoring.lexicon import Lexicon

_QUOTES = "\"'`´‘’“”„«»()[]{}<>,;:?…"
# Marks taken off in front and behind. A "!" in front is more often a letter: "!diot".
_EDGES = (
    (_QUOTES + ".", _QUOTES + ".!"),
    (_QUOTES + ".!*_~#-", _QUOTES + ".!*_~#-"),
    (_QUOTES + ".", _QUOTES + "."),
    ("", ""),
)
_SURE = re.compile(r"[^\W\d_]|[@$＠＄]")
_LETTER_RUN = re.compile(r"([a-z])(?:\*?\1){2,}")
_STAR = frozenset("*＊∗✱")
# Other marks hide a letter only between letters, one or two of them: "sh#t", but not "P.S.".
_MASK_INSIDE = re.compile(r"\w+[^\w\s*]{1,2}\w+(?:[^\w\s*]\w+)?|\w+_{1,2}\w+")
_WORDS_OF_ONE_LETTER = frozenset("aiur")  # "u r a m o r o n"
_MAX_READINGS = 16  # of one chunk's ambiguous digits and symbols
# "n-e-c-k": single characters with marks between them.
APART = re.compile(r"(?<![^\W_])[^\s.\-_,](?:[.\-_*,]{1,2}[^\s.\-_,]){3,}(?![^\W_])")
# "80th" is not "both", nor "test4" or "anna1990" a word of letters alone.
_COUNTED = re.compile(r"\d+[a-z]{1,2}|[a-z]+\d+|.*\d{3}.*", re.I)
# A word with one of these in it is no ordinary one, yet as good as known.
_STEM = re.compile(r"fuck|shit|cunt|bitch|whore|nigg|fagg|retard|idiot|moron|scumbag|bastard")


def see_through(chunk: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """Return (rude word, start, end) if ``chunk`` spells one in disguise, offsets within it."""
    tried = set()
    for front, behind in _EDGES:
        core = chunk.lstrip(front).rstrip(behind)
        if core in tried or len(core) < 3:
            continue
        tried.add(core)
        word = _read(core, lexicon)
        if word:
            start = chunk.index(core)
            return word, start, start + len(core)
    return None


def lettered(word: str, lexicon: Lexicon) -> str | None:
    """Return what ``word``, all letters, spells in Latin: a rude word or, disguised, any."""
    letters = "".join(map(latin, word))
    rude = lexicon.find(letters)
    if rude:
        return rude
    telling = len(letters) > 3 and (letters in lexicon.known or _STEM.search(letters))
    return letters if telling and _mixes_alphabets(word) else None


def see_plain(chunk: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """Like ``see_through`` for a word that is not on the list of rude ones, plainly disguised."""
    core = chunk.strip(_QUOTES + ".!#")
    if len(core) < 4:
        return None
    bare = "".join(map(base, core))
    if not (APART.fullmatch(bare) or _mixes_alphabets(bare) or _stands_in(bare)):
        return None
    shown = bool(_STEM.search(bare)) or core[0] == "@"  # "@shitposter" is somebody's name.
    for letters in islice(_joined([_parts(char) for char in core]), _MAX_READINGS):
        if len(letters) > 3 and (letters in lexicon.known or (not shown and _STEM.search(letters))):
            start = chunk.index(core)
            return letters, start, start + len(core)
    return None


def _mixes_alphabets(core: str) -> bool:
    """Whether Latin letters stand beside those of another alphabet that look like Latin ones."""
    if core.isascii() or not any(c.isascii() and c.isalpha() for c in core):
        return False
    others = [c for c in core if c.isalpha() and not c.isascii()]
    foreign = [c for c in others if not unicodedata.name(c, "LATIN").startswith("LATIN")]
    return bool(foreign) and all(latin(c).isascii() for c in foreign)


def _stands_in(core: str) -> bool:
    """Whether digits or signs stand among at least as many letters: "n3ck", but not "80th"."""
    letters = sum(c.isalpha() for c in core)
    able = len(core) - letters
    return (
        0 < able <= letters
        and all(c.isalpha() or c in LEET for c in core)
        and not _COUNTED.fullmatch(core)
    )


def _read(core: str, lexicon: Lexicon) -> str | None:
    sure = len(_SURE.findall(core))
    if sure < 2 and not (sure == 1 and "**" in core):
        return None
    parts = [_parts(char) for char in core]
    digits = any(c.isdigit() for c in core)
    for letters in islice(_joined(parts), _MAX_READINGS):
        word = lexicon.find(letters)
        if word and _convincing(word, core, digits, lexicon):
            return word
    return _read_masked(core, parts, lexicon)


def _read_masked(core: str, parts: list[tuple[str, ...]], lexicon: Lexicon) -> str | None:
    for letters in islice(_masked(core, parts, _STAR), _MAX_READINGS // 2):
        word = _unmask(letters, lexicon)
        # A star that hides one of three letters stands alone: "a*s", but not "F*&K".
        if word and (len(word) > 3 or not any(c in MASKS and c not in _STAR for c in core)):
            return word
    if len(core) > 3 and _hides_letters(core):
        for letters in islice(_masked(core, parts, MASKS), _MAX_READINGS // 2):
            word = _unmask(letters, lexicon)
            if word and len(word) > 3:
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


def _hides_letters(core: str) -> bool:
    """Whether marks other than stars may hide letters in ``core``: not so in "5-HT"."""
    return bool(_MASK_INSIDE.fullmatch(core)) and not any(
        piece.isdigit() for piece in re.split(r"[\W_]+", core)
    )


def _masked(core: str, parts: list[tuple[str, ...]], hides: frozenset[str]) -> Iterator[str]:
    """Yield readings in which each character of ``hides`` stands for one hidden letter."""
    if not any(c in hides for c in core):
        return iter(())
    return _joined([("*",) if c in hides else p for c, p in zip(core, parts, strict=True)])


def _unmask(letters: str, lexicon: Lexicon) -> str | None:
    return lexicon.unmask(letters) or lexicon.unmask(_LETTER_RUN.sub(r"\1", letters))


def _convincing(word: str, core: str, digits: bool, lexicon: Lexicon) -> bool:
    """Whether reading ``core`` as ``word`` is more than chance."""
    if len(word) <= 3 and digits and not ("@" in core or "$" in core):
        return False  # "A55" is a road.
    pieces = [p for p in re.split(r"[\W_]+", core.lower()) if p]
    if len(pieces) < 2 or "@" in core or "$" in core:
        return True
    if len(word) <= 3:
        return all(len(p) == 1 for p in pieces)
    # "the pen.Is it yours"; but single letters joined by dots are no words.
    return not all(len(p) > 1 and p in lexicon.known for p in pieces)


def spaced_words(letters: str, lexicon: Lexicon) -> list[tuple[str, int, int]]:
    """Return the words that spaced-out ``letters`` spell, or [] if they spell no word.

    Each is (word, start, end) within ``letters``, in which "*" hides one. Of all ways to part
    them the one with the fewest words wins, rude words first; single letters that are no words
    count double, so that initials stay initials.
    """
    best: list[tuple[float, list[tuple[str, int, int]]]] = [(0.0, [])]
    may_begin = [lexicon.may_begin(letters[at : at + 20]) for at in range(len(letters))]
    for end in range(1, len(letters) + 1):
        letter = letters[end - 1]
        cost = 1.0 if letter in _WORDS_OF_ONE_LETTER else 2.0
        options = [(best[end - 1][0] + cost, [*best[end - 1][1], (letter, end - 1, end)])]
        for start in range(max(0, end - 20), end - 1):
            part = letters[start:end]
            word = _spelled(part, lexicon) if may_begin[start] else None
            if word:
                options.append((best[start][0] + 0.2, [*best[start][1], (word, start, end)]))
            elif part in lexicon.known:
                options.append((best[start][0] + 1.0, [*best[start][1], (part, start, end)]))
        best.append(min(options, key=lambda option: option[0]))
    found = best[-1][1]
    singles = sum(len(word) == 1 and word not in _WORDS_OF_ONE_LETTER for word, _, _ in found)
    telling = any(word in lexicon.rude or len(set(word)) > 2 for word, _, _ in found)
    return found if telling and singles == 0 else []


def _spelled(letters: str, lexicon: Lexicon) -> str | None:
    return lexicon.unmask(letters) if "*" in letters else lexicon.find(letters)
