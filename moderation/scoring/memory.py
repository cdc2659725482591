"""Remembers what tokens and chunks are worth, so that a word seen before costs one look-up."""

import numpy as np

from moderation.scoring import features as f
from moderation.scoring import threats, words
from moderation.scoring.model import Model
from moderation.scoring.normalise import Normaliser, Token, spoken

IDENTITY_ID = 0  # of words.IDENTITY_MARK
HARMLESS_ID = 1  # of every word of words.HARMLESS: without weight, as if it were not there
MAX_CHUNKS = 100_000  # then everything is forgotten; about 60 MB

_MARKS = "\"'“”„‘’()[].,;:!?…"  # that may stand around a word


class Tables:
    """The model's weights laid out for looking up: one row a bucket, one column a head.

    The last column is idf squared: a document's norm adds up like its weights.
    """

    def __init__(self, model: Model):
        a = model.arrays
        char_idf, word_idf = a["char_idf"] * a["idf_scales"][0], a["word_idf"] * a["idf_scales"][1]
        self.char = _table(a["char_weights"], a["scales"][:, 0], char_idf)
        self.word = _table(a["word_weights"], a["scales"][:, 1], word_idf)


def _table(weights: np.ndarray, scales: np.ndarray, idf: np.ndarray) -> np.ndarray:
    table = np.empty((len(idf), len(weights) + 1), np.float32)
    table[:, :-1] = weights.T * scales * idf[:, None]
    table[:, -1] = idf**2
    return table


class Memory:
    """Ids of tokens and, in one row for each id, the sums over its n-grams.

    For one thread at a time.
    """

    def __init__(self, tables: Tables, normaliser: Normaliser):
        self._tables = tables
        self._normaliser = normaliser
        self._reset()

    def _reset(self) -> None:
        self._chunks: dict[str, tuple[list[Token], list[int]]] = {}
        self._spoken: dict[str, list[str]] = {}  # only of chunks that were asked for
        self._ids: dict[str, int] = {words.IDENTITY_MARK: IDENTITY_ID, "": HARMLESS_ID}
        self._new = list(self._ids)
        width = self._tables.char.shape[1]
        self.char = np.zeros((1024, width), np.float32)
        self.word = np.zeros((1024, width), np.float32)
        self.hashes = np.zeros(1024, np.uint32)
        self.sexual = np.zeros(1024, np.float32)
        self.trigger = np.zeros(1024, np.float32)

    def begin(self) -> None:
        """Forget everything if too much is held. Ids given out before are void afterwards."""
        if len(self._chunks) >= MAX_CHUNKS:
            self._reset()

    def ids(self, chunks: list[str]) -> list[int]:
        """Return the ids of all tokens of ``chunks``, in order."""
        found: list[int] = []
        known = self._chunks
        for chunk in chunks:
            entry = known.get(chunk)
            found += entry[1] if entry else self._read(chunk)[1]
        return found

    def tokens(self, chunk: str) -> list[Token]:
        """Return the tokens of ``chunk``."""
        entry = self._chunks.get(chunk)
        return entry[0] if entry else self._read(chunk)[0]

    def spoken(self, chunk: str) -> list[str]:
        """Return the tokens of ``chunk`` as they are said, with their endings ("you're")."""
        said = self._spoken.get(chunk)
        if said is None:
            said = self._spoken[chunk] = [spoken(token, chunk) for token in self.tokens(chunk)]
        return said

    def _read(self, chunk: str) -> tuple[list[Token], list[int]]:
        tokens = self._normaliser.tokens(chunk)
        if _is_harmless(chunk):
            ids = [HARMLESS_ID if t.text[0].isalpha() else self._id(t.text) for t in tokens]
        else:
            ids = [self._id(token.text) for token in tokens]
        entry = self._chunks[chunk] = (tokens, ids)
        return entry

    def _id(self, text: str) -> int:
        found = self._ids.get(text)
        if found is None:
            found = self._ids[text] = len(self._ids)
            self._new.append(text)
        return found

    def learn(self) -> None:
        """Sum up the tokens met since the last call, all together."""
        new, self._new = self._new, []
        if not new:
            return
        rows = slice(len(self._ids) - len(new), len(self._ids))
        self._grow(len(self._ids))
        hashes = np.array([f.token_hash(token) for token in new], np.uint32)
        owner, bucket = f.char_buckets(new)
        grams = self._tables.char[bucket]
        for column in range(grams.shape[1]):
            self.char[rows, column] = np.bincount(owner, grams[:, column], len(new))
        self.word[rows] = self._tables.word[f.word_buckets(hashes)]
        self.hashes[rows] = hashes
        self.sexual[rows] = [token in words.KINDS["sexual"] for token in new]
        self.trigger[rows] = [token in threats.TRIGGERS for token in new]
        self.char[HARMLESS_ID] = self.word[HARMLESS_ID] = 0.0

    def _grow(self, size: int) -> None:
        while len(self.hashes) < size:
            for name in ("char", "word", "hashes", "sexual", "trigger"):
                array = getattr(self, name)
                setattr(self, name, np.concatenate([array, np.zeros_like(array)]))


def _is_harmless(chunk: str) -> bool:
    """Whether ``chunk`` is a word of words.HARMLESS; marks around it and "'s" do not count."""
    word = chunk.strip(_MARKS)
    word = word[:-2] if word.endswith(("'s", "’s")) else word
    return word in words.HARMLESS or word.lower() in words.HARMLESS
