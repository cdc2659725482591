"""Remembers what tokens and chunks are worth, so that a word seen before costs one look-up."""

from collections.abc import Iterable
from itertools import chain

import numpy as np

from moderation.scoring import features as f
from moderation.scoring import threats, words
from moderation.scoring.explain import Marker
from moderation.scoring.model import Model
from moderation.scoring.normalise import BEFORE, BEHIND, Normaliser, Token, spoken

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
        char = np.concatenate([a["char_weights"], a["local_char_weights"]])
        word = np.concatenate([a["word_weights"], a["local_word_weights"]])
        scales = np.concatenate([a["scales"], a["local_scales"]])
        self.char = _table(char, scales[:, 0], char_idf)
        self.word = _table(word, scales[:, 1], word_idf)
        self.marker = Marker(model)
        self._sense_hashes = a["sense_hashes"]
        weights = a["sense_weights"].astype(np.float32)
        senses = np.column_stack([a["sense_scores"], weights**2])
        self._senses = np.vstack([senses, np.zeros((1, 2), np.float32)])  # The last: unknown.

    def senses(self, hashes: np.ndarray) -> np.ndarray:
        """Return a row for each token: what its meaning says, and its weight squared."""
        at = np.searchsorted(self._sense_hashes, hashes)
        known = np.append(self._sense_hashes, np.uint32(0))[at] == hashes
        return self._senses[np.where(known, at, -1)]


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
        self._chunks: dict[str, list[int]] = {}
        self._words: dict[str, int] = {}  # what is left of a chunk of one word and marks around it
        self._tokens: dict[str, list[Token]] = {}  # only of chunks that were asked for
        self._spoken: dict[str, list[str]] = {}
        self._ids: dict[str, int] = {words.IDENTITY_MARK: IDENTITY_ID, "": HARMLESS_ID}
        self._new = list(self._ids)
        width = self._tables.char.shape[1]
        self.char = np.zeros((1024, width), np.float32)
        self.word = np.zeros((1024, width), np.float32)
        self.sense = np.zeros((1024, 2), np.float32)
        self.hashes = np.zeros(1024, np.uint32)
        self.sexual = np.zeros(1024, np.float32)
        self.trigger = np.zeros(1024, np.float32)
        self.liking = np.zeros(1024, np.float64)

    def begin(self) -> None:
        """Forget everything if too much is held. Ids given out before are void afterwards."""
        if len(self._chunks) >= MAX_CHUNKS:
            self._reset()

    def ids(self, chunks: list[str]) -> list[int]:
        """Return the ids of all tokens of ``chunks``, in order."""
        known = self._chunks
        for chunk in dict.fromkeys(chunks):
            if chunk not in known:
                known[chunk] = self._read(chunk)
        return list(chain.from_iterable(map(known.__getitem__, chunks)))

    def meet(self, known: Iterable[str]) -> None:
        """Learn the words ``known`` before they are met in a text, all together."""
        for word in known:
            self._read(word)
        self.learn()

    def tokens(self, chunk: str) -> list[Token]:
        """Return the tokens of ``chunk``."""
        found = self._tokens.get(chunk)
        if found is None:
            found = self._tokens[chunk] = self._normaliser.tokens(chunk)
        return found

    def spoken(self, chunk: str) -> list[str]:
        """Return the tokens of ``chunk`` as they are said, with their endings ("you're")."""
        said = self._spoken.get(chunk)
        if said is None:
            said = self._spoken[chunk] = [spoken(token, chunk) for token in self.tokens(chunk)]
        return said

    def _read(self, chunk: str) -> list[int]:
        # Most chunks are one word: no need to look where in the chunk it stands.
        word = chunk.lstrip(BEFORE).rstrip(BEHIND)
        if word not in words.CASED and "'" not in word:
            word = word.lower()
        number = self._words.get(word)
        if number is None and self._normaliser.is_plain(word):
            harmless = _is_harmless(word)
            number = HARMLESS_ID if harmless else self._id(self._normaliser.plain(word))
            self._words[word] = number
        if number is not None:
            return [number]
        tokens = self.tokens(chunk)
        if _is_harmless(chunk):
            return [HARMLESS_ID if t.text[0].isalpha() else self._id(t.text) for t in tokens]
        return [self._id(token.text) for token in tokens]

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
        self.sense[rows] = self._tables.senses(hashes)
        self.hashes[rows] = hashes
        self.sexual[rows] = [token in words.KINDS["sexual"] for token in new]
        self.trigger[rows] = [token in threats.TRIGGERS for token in new]
        self.liking[rows] = self._tables.marker.liking(new)
        self.char[HARMLESS_ID] = self.word[HARMLESS_ID] = 0.0
        self.sense[[IDENTITY_ID, HARMLESS_ID]] = 0.0

    def _grow(self, size: int) -> None:
        while len(self.hashes) < size:
            for name in ("char", "word", "sense", "hashes", "sexual", "trigger", "liking"):
                array = getattr(self, name)
                setattr(self, name, np.concatenate([array, np.zeros_like(array)]))


def _is_harmless(chunk: str) -> bool:
    """Whether ``chunk`` is a word of words.HARMLESS; marks around it and "'s" do not count."""
    word = chunk.strip(_MARKS)
    word = word[:-2] if word.endswith(("'s", "’s")) else word
    return word in words.HARMLESS or word.lower() in words.HARMLESS
