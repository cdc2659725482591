"""Cuts a text into the pieces of words that a sentence model was trained on."""

import unicodedata
from pathlib import Path

LONGEST_WORD = 100  # code points; a longer one is unknown, as it was in the model's training
_UNKNOWN, _FIRST, _LAST = "[UNK]", "[CLS]", "[SEP]"
# Chinese characters are words by themselves.
_ALONE = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2CEAF))


class Wordpiece:
    """Ids of pieces, with a memory of words. Vocabulary: one piece a line, its id the line."""

    def __init__(self, vocabulary: Path):
        pieces = vocabulary.read_text(encoding="utf-8").splitlines()
        self._ids = {piece: number for number, piece in enumerate(pieces)}
        self._first, self._last = self._ids[_FIRST], self._ids[_LAST]
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        """Return the ids of ``text``, with the marks of start and end."""
        found = [self._first]
        for word in _words(text):
            if word not in self._known:
                if len(self._known) >= 50_000:  # words; then all are forgotten
                    self._known.clear()
                self._known[word] = self._pieces(word)
            found += self._known[word]
        return [*found, self._last]

    def pieces_per_word(self, text: str) -> float:
        """Return 1 for a text of which every word is a piece; more where words fall apart."""
        return (len(self.ids(text)) - 2) / max(1, len(_words(text)))

    def _pieces(self, word: str) -> list[int]:
        """Return the longest pieces from the left; one unknown where there are none."""
        found, start, end = [], 0, len(word)
        if len(word) > LONGEST_WORD:
            return [self._ids[_UNKNOWN]]
        while start < len(word):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if end == start:
                return [self._ids[_UNKNOWN]]
            if piece in self._ids:
                found.append(self._ids[piece])
                start, end = end, len(word)
            else:
                end -= 1
        return found


def _words(text: str) -> list[str]:
    """Lower case without accents; each punctuation mark is a word."""
    spaced = "".join(map(_spaced, unicodedata.normalize("NFD", text.lower())))
    return spaced.split()


def _spaced(char: str) -> str:
    if char.isascii():
        return char if char.isalnum() or char.isspace() else f" {char} " if char > " " else ""
    kind = unicodedata.category(char)
    if kind == "Mn" or char == "\ufffd":
        return ""
    if kind.startswith("Z"):
        return " "
    if kind.startswith("C"):
        return ""
    if kind.startswith("P") or any(low <= ord(char) <= high for low, high in _ALONE):
        return f" {char} "
    return char
