"""Reads a text the way a person does: sees through disguises, and knows where each word stood.

A text becomes chunks (parted by blanks, spaced-out letters joined), a chunk becomes tokens.
Offsets are code points: of the text for a chunk, of the chunk for a token.
"""

import re
import unicodedata
from typing import NamedTuple

from moderation.scoring import words
from moderation.scoring.disguise import APART, lettered, see_plain, see_through, spaced_words
from moderation.scoring.glyphs import LEET, base, latin
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.shapes import (
    CALM_BEHIND,
    CHUNK_LENGTH,
    PIECE,
    SPACED,
    bounded,
    shape,
)
from moderation.scoring.splits import Splits

MAX_SPACED = 200  # code points of one spaced-out run

_CHUNK = re.compile(rf"\S{{1,{CHUNK_LENGTH}}}")
# Marks around a word that say nothing and stand for no letter.
BEFORE = "\"'([{`:;,.=>/\\“”‘’„«»…–—"
BEHIND = "\"')]}`:;,.=>“”‘’«»…–—"
_PLAIN_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
_PLAIN = re.compile(r"[\"'(\[]*([A-Za-z]+(?:'[A-Za-z]+)?)[.,;:\")\]]*([!?]*)[\")\]]*")
_LINK = re.compile(r"(?:https?://|www\.)\S|\S+@\S+\.\w|\S+\.(?:com|org|net|de|br)(?:/|$)", re.I)
_MENTION = re.compile(r"@\w+[.,:;!?]*")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]+|[^\w\s\x00-\x7f]")
_STAND_INS = re.compile(r"[0-9@$|+(<*#%_~^]|![^!?]")  # may be meant as a letter or hide one
_AFTER = " .,!?;:\"”’')]…"
_NO_LETTER = re.compile(r"[^\W\d_](?=[^\W\d_])|[0-9!$@*|]")  # in "a b c" as people space it
_LETTER = re.compile(r"[^\W\d_]|[@$＠＄]")
_PART = re.compile(r"[^\-_/.,;:]{3,}")
_LONG_RUN = re.compile(r"(.)\1{2,}", re.S)


class Token(NamedTuple):
    """One word as the model sees it, and where it stood."""

    text: str
    start: int
    end: int
    read_as: str | None


class Normaliser:
    """Turns chunks into tokens with the help of a lexicon. Holds no state of its own.

    Every word of ``identity`` becomes the same token.
    """

    def __init__(self, lexicon: Lexicon, identity: frozenset[str] = words.IDENTITY):
        self.lexicon = lexicon
        self._splits = Splits(lexicon)
        self.identity = identity

    def chunks(self, text: str, *, most: int | None = None) -> list[str]:
        """Return the chunks of ``text`` in order; together they hold every non-blank.

        Only one that spells a spaced-out or split word has blanks in it. If more than ``most``
        need a close look, of the rest there are only the runs of letters and of digits.
        """
        runs = [
            run.span()
            for run in SPACED.finditer(text)
            if run.end() - run.start() <= MAX_SPACED and self._spaced_tokens(run[0])
        ]
        found, done = [], 0
        for start, end in sorted([*runs, *self._splits.find(text)]):
            if start >= done:
                found += [*_CHUNK.findall(text, done, start), text[start:end]]
                done = end
        found += _CHUNK.findall(text, done)
        return found if most is None else bounded(found, most)

    def shape(self, run: str) -> int:
        """Return the shape of ``run``, which holds no blank, as bits of shapes."""
        # Most chunks are a word, perhaps with marks behind, and of no use to the search for others.
        word = run.rstrip(CALM_BEHIND)
        if word.isascii() and word.isalpha() and word[0] != word[-1] and len(run) <= CHUNK_LENGTH:
            return PIECE if self._splits.has_piece(word) else 0
        return shape(run, self._splits.has_piece(run))

    def tokens(self, chunk: str) -> list[Token]:
        """Return what the model reads in ``chunk``; that may be nothing."""
        word = chunk.lstrip(BEFORE).rstrip(BEHIND)
        if self.is_plain(word):  # Most chunks are.
            at = chunk.index(word)
            return [self._word(chunk, at, at + len(word), _cased(word))]
        if len(chunk.split(maxsplit=1)) > 1:
            return self._spaced_tokens(chunk)
        plain = _PLAIN.fullmatch(chunk)
        if plain:
            word = _cased(plain[1])
            found = [self._word(chunk, plain.start(1), plain.end(1), word)]
            if plain[2]:
                found.append(Token(plain[2][:2], plain.start(2), plain.end(2), None))
            return found
        if _LINK.match(chunk):
            return []
        if word.isalpha():  # In another alphabet, or with accents.
            return self._foreign(chunk, word)
        if not _LETTER.search(chunk):
            return self._words(chunk)
        # "@sshole" is a word, "@idiot_99" somebody's name.
        found = [] if _MENTION.fullmatch(chunk) else self._words(chunk)
        rude = [token.text for token in found if token.text in self.lexicon.rude]
        # A short one may be a piece of a longer: the "cu" of "cu*t".
        if any(len(word) > 3 for word in rude) or self._ordinary(chunk, found):
            return found
        seen = see_through(chunk, self.lexicon) or (
            None if rude else see_plain(chunk, self.lexicon)
        )
        if seen and seen[0] not in rude:
            word, start, end = seen
            return [Token(word, start, end, self._read_as(word, chunk[start:end]))]
        return self._parts(chunk, found) if found and not rude else found

    def _foreign(self, chunk: str, word: str) -> list[Token]:
        text = lettered(word, self.lexicon)
        if not text:
            return self._words(chunk)
        at = chunk.index(word)
        return [Token(text, at, at + len(word), self._read_as(text, word))]

    def is_plain(self, word: str) -> bool:
        """Whether ``word`` is plain letters, perhaps with an ending ("you're"), or a number."""
        return word.isascii() and (
            word.isalpha()
            or word.isdigit()
            or ("'" in word and _PLAIN_WORD.fullmatch(word) is not None)
        )

    def plain(self, word: str) -> str:
        """Return the text of the one token of a plain ``word``."""
        text = _cased(word).partition("'")[0]
        return self.lexicon.find(text) or self._neutral(text)

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
        found, done = [], 0
        for match in _WORD.finditer(letters):
            # "½" gives two words, of which only one can have its place.
            start, end = max(done, places[match.start()]), places[match.end() - 1] + 1
            text = match[0]
            if start >= end:
                continue
            if text[0].isalnum():
                found.append(self._word(chunk, start, end, text))
            elif text[0] in "!?" or unicodedata.category(text[0]) == "So":
                found.append(Token(text[:2], start, end, None))
            done = end
        return found

    def _word(self, chunk: str, start: int, end: int, text: str) -> Token:
        text = text.partition("'")[0]  # "you're", "idiot's": what follows says little
        rude = self.lexicon.find(text)
        if rude:
            return Token(rude, start, end, self._read_as(rude, chunk[start:end]))
        return Token(self._neutral(text), start, end, None)

    def _neutral(self, text: str) -> str:
        """Return what the model reads for a word that is not rude."""
        if text in self.identity:
            return words.IDENTITY_MARK
        if _LONG_RUN.search(text):
            once = _LONG_RUN.sub(r"\1", text)
            return once if once in self.lexicon.known else _LONG_RUN.sub(r"\1\1", text)
        return text

    def _parts(self, chunk: str, found: list[Token]) -> list[Token]:
        """Look once more into each part of a chunk like "you/1d10t", else keep ``found``."""
        parts = [*APART.finditer(chunk), *_PART.finditer(chunk)]
        for part in parts:
            # A plain one was found already, and what stands between marks was looked through.
            if self.is_plain(part[0]) or part[0] == chunk.strip(_AFTER):
                continue
            seen = see_through(part[0], self.lexicon) or see_plain(part[0], self.lexicon)
            if seen:
                start, end = seen[1] + part.start(), seen[2] + part.start()
                outside = [t for t in found if t.end <= start or t.start >= end]
                rude = Token(seen[0], start, end, self._read_as(seen[0], chunk[start:end]))
                return sorted([*outside, rude], key=lambda token: token.start)
        return found

    def _spaced_tokens(self, run: str) -> list[Token]:
        run = run.rstrip(_AFTER)
        whole = see_through(re.sub(r"\s", "", run), self.lexicon)
        if whole:
            return [Token(whole[0], 0, len(run), whole[0])]
        letters, places = _fold(run, lambda c: LEET[c][0] if c in LEET else latin(c))
        kept = [(c, at) for c, at in zip(letters, places, strict=True) if c.isalpha() or c == "*"]
        joined = "".join(c for c, _ in kept)
        found = [
            Token(
                word,
                kept[start][1],
                kept[end - 1][1] + 1,
                word if word in self.lexicon.rude else None,
            )
            for word, start, end in spaced_words(joined, self.lexicon)
        ]
        if any(token.read_as for token in found) or not _NO_LETTER.search(run):
            return found
        return []  # "1 000 000" is a number.

    def _read_as(self, word: str, raw: str) -> str | None:
        """Return ``word`` if ``raw`` is a disguise of it, None if it is how people write it."""
        raw = raw.lower().partition("'")[0]
        return None if raw == word or raw in self.lexicon.known else word


def _cased(word: str) -> str:
    return word if word in words.NAMES else word.lower()


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
