"""Reads a text the way a person does: sees through disguises, and knows where each word stood.

A text becomes chunks (parted by blanks, spaced-out letters joined), a chunk becomes tokens.
Offsets are code points: of the text for a chunk, of the chunk for a token.
"""

import re
import unicodedata
from typing import NamedTuple

from moderation.scoring import words
from moderation.scoring.disguise import see_through, spaced_words
from moderation.scoring.glyphs import LEET, base, latin
from moderation.scoring.lexicon import Lexicon

CHUNK_LENGTH = 60  # code points; longer unbroken runs are cut, so that no chunk is slow
MAX_SPACED = 200  # code points of one spaced-out run

_CHUNK = re.compile(rf"\S{{1,{CHUNK_LENGTH}}}")
_INVISIBLE = (
    "\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)
# One character between blanks; perhaps repeated, perhaps with marks.
_SINGLE = rf"[{_INVISIBLE}]*([^\s])(?:[{_INVISIBLE}]|\%d)*[.,\-_*]{{0,2}}"
_SPACED = re.compile(rf"(?<!\S){_SINGLE % 1}(?:\s{{1,3}}{_SINGLE % 2}(?!\S)){{2,}}")
_PLAIN = re.compile(r"[\"'(\[]*([A-Za-z]+(?:'[A-Za-z]+)?)[.,;:\")\]]*([!?]*)[\")\]]*")
_LINK = re.compile(r"(?:https?://|www\.)\S|\S+@\S+\.\w|\S+\.(?:com|org|net|de|br)(?:/|$)", re.I)
_MENTION = re.compile(r"@\w+[.,:;!?]*")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]+|[^\w\s\x00-\x7f]")
_STAND_INS = re.compile(r"[0-9@$|+(<*#%_~^]|![^!?]")  # may be meant as a letter or hide one
_LONG_RUN = re.compile(r"(.)\1{2,}", re.S)


class Token(NamedTuple):
    """One word as the model sees it, and where it stood."""

    text: str
    start: int
    end: int
    read_as: str | None


class Normaliser:
    """Turns chunks into tokens with the help of a lexicon. Holds no state of its own."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon

    def chunks(self, text: str) -> list[str]:
        """Return the chunks of ``text`` in order; together they hold every non-blank.

        Only one that spells a spaced-out rude word has blanks in it.
        """
        found, done = [], 0
        for run in _SPACED.finditer(text):
            if run.end() - run.start() <= MAX_SPACED and self._spaced_tokens(run[0]):
                found += [*_CHUNK.findall(text, done, run.start()), run[0]]
                done = run.end()
        return found + _CHUNK.findall(text, done)

    def tokens(self, chunk: str) -> list[Token]:
        """Return what the model reads in ``chunk``; that may be nothing."""
        if chunk.isalpha() and chunk.isascii():  # Most chunks are.
            word = chunk if chunk in words.NAMES else chunk.lower()
            return [self._word(chunk, 0, len(chunk), word)]
        if len(chunk.split(maxsplit=1)) > 1:
            return self._spaced_tokens(chunk)
        plain = _PLAIN.fullmatch(chunk)
        if plain:
            word = plain[1] if plain[1] in words.NAMES else plain[1].lower()
            found = [self._word(chunk, plain.start(1), plain.end(1), word)]
            if plain[2]:
                found.append(Token(plain[2][:2], plain.start(2), plain.end(2), None))
            return found
        if _LINK.match(chunk):
            return []
        # "@sshole" is a word, "@idiot_99" somebody's name.
        found = [] if _MENTION.fullmatch(chunk) else self._words(chunk)
        if any(token.text in self.lexicon.rude for token in found) or self._ordinary(chunk, found):
            return found
        seen = see_through(chunk, self.lexicon)
        if seen:
            word, start, end = seen
            return [Token(word, start, end, self._read_as(word, chunk[start:end]))]
        return self._parts(chunk, found) if found else []

    def _ordinary(self, chunk: str, found: list[Token]) -> bool:
        """Whether ``chunk`` is known words joined by marks that stand for no letter."""
        return (
            chunk.isascii()
            and not _STAND_INS.search(chunk)
            and all(t.text in self.lexicon.known and t.end - t.start > 1 for t in found)
        )

    def _words(self, chunk: str) -> list[Token]:
        """Return the words of ``chunk`` in their own alphabet, marks taken off."""
        letters, places = _fold(chunk, base)
        found = []
        for match in _WORD.finditer(letters):
            text, start, end = match[0], places[match.start()], places[match.end() - 1] + 1
            if text[0].isalnum():
                found.append(self._word(chunk, start, end, text))
            elif text[0] in "!?" or unicodedata.category(text[0]) == "So":
                found.append(Token(text[:2], start, end, None))
        return found

    def _word(self, chunk: str, start: int, end: int, text: str) -> Token:
        text = text.partition("'")[0]  # "you're", "idiot's": what follows says little
        rude = self.lexicon.find(text)
        if rude:
            return Token(rude, start, end, self._read_as(rude, chunk[start:end]))
        if text in words.IDENTITY:
            return Token(words.IDENTITY_MARK, start, end, None)
        if _LONG_RUN.search(text):
            text = _LONG_RUN.sub(r"\1\1", text)
        return Token(text, start, end, None)

    def _parts(self, chunk: str, found: list[Token]) -> list[Token]:
        """Look once more into each part of a chunk like "you/1d10t", else keep ``found``."""
        parts = [m for m in re.finditer(r"[^\-_/.,;:]{3,}", chunk) if len(m[0]) < len(chunk)]
        for part in parts:
            seen = see_through(part[0], self.lexicon)
            if seen:
                start, end = seen[1] + part.start(), seen[2] + part.start()
                outside = [t for t in found if t.end <= start or t.start >= end]
                rude = Token(seen[0], start, end, self._read_as(seen[0], chunk[start:end]))
                return sorted([*outside, rude], key=lambda token: token.start)
        return found

    def _spaced_tokens(self, run: str) -> list[Token]:
        whole = see_through(re.sub(r"\s", "", run), self.lexicon)
        if whole:
            stop = len(run.rstrip())
            return [Token(whole[0], 0, stop, whole[0])]
        letters, places = _fold(run, lambda c: LEET[c][0] if c in LEET else latin(c))
        kept = [(c, at) for c, at in zip(letters, places, strict=True) if c.isalpha() or c == "*"]
        joined = "".join(c for c, _ in kept)
        return [
            Token(
                word,
                kept[start][1],
                kept[end - 1][1] + 1,
                word if word in self.lexicon.rude else None,
            )
            for word, start, end in spaced_words(joined, self.lexicon)
        ]

    def _read_as(self, word: str, raw: str) -> str | None:
        """Return ``word`` if ``raw`` is a disguise of it, None if it is how people write it."""
        raw = raw.lower().partition("'")[0]
        return None if raw == word or raw in self.lexicon.known else word


def places(text: str, chunks: list[str]) -> list[int]:
    """Return where each of the ``chunks`` of ``text`` starts."""
    starts, at = [], 0
    for chunk in chunks:
        at = text.index(chunk, at)
        starts.append(at)
        at += len(chunk)
    return starts


def spoken(token: Token, text: str) -> str:
    """Return the word of ``token`` with its ending ("you're"), which the model does not see."""
    if token.read_as or token.end - token.start == len(token.text):
        return token.text
    raw = text[token.start : token.end].replace("’", "'")
    _, apostrophe, ending = raw.partition("'")
    return token.text + apostrophe + ending.lower()


def _fold(text: str, letters_of) -> tuple[str, list[int]]:
    """Return the letters of ``text`` and, for each of them, the index it came from."""
    letters, places = [], []
    for at, char in enumerate(text):
        made = letters_of("'" if char in "’‘´`" else char)
        letters.append(made)
        places += [at] * len(made)
    return "".join(letters), places
