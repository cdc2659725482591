"""Remembers what tokens and chunks are worth, so that a word seen before costs one look-up."""

from collections.abc import Iterable
from itertools import islice

import numpy as np

from moderation.scoring import features as f
from moderation.scoring import threats, words
from moderation.scoring.explain import Marker
from moderation.scoring.growing import Growing
from moderation.scoring.model import Model
from moderation.scoring.normalise import BEFORE, BEHIND, Normaliser, Token, spoken
from moderation.scoring.site import SiteWeights

IDENTITY_ID = 0  # of words.IDENTITY_MARK
HARMLESS_ID = 1  # of every word of words.HARMLESS: without weight, as if it were not there
MAX_CHUNKS = 30_000  # then everything is forgotten; the process stays below 120 MB

# Columns of Tables.sums behind those of characters and of the word.
MEANING = slice(-4, -2)
SEXUAL, TRIGGER = -2, -1

_MARKS = "\"'“”„‘’()[].,;:!?…"  # that may stand around a word


class Tables:
    """The model's weights laid out for looking up: one row a bucket, one column a head.

    The last column is idf squared: a document's norm adds up like its weights. ``width`` columns
    for a token are those of its characters, those of the word, what its meaning says and the
    weight of that squared, whether it is sexual, and whether it may be part of a threat. The last
    head is the site's, where there is one.
    """

    def __init__(self, model: Model, site: SiteWeights | None = None):
        a = model.arrays
        char_idf, word_idf = a["char_idf"] * a["idf_scales"][0], a["word_idf"] * a["idf_scales"][1]
        char = np.concatenate([a["char_weights"], a["local_char_weights"]])
        word = np.concatenate([a["word_weights"], a["local_word_weights"]])
        scales = np.concatenate([a["scales"], a["local_scales"]])
        if site:
            char, word = np.vstack([char, site.char]), np.vstack([word, site.word])
            scales = np.vstack([scales, site.scales])
        self.idf = np.concatenate([char_idf, word_idf])  # of all buckets, characters first
        self.char = _table(char, scales[:, 0], char_idf)
        self.word = _table(word, scales[:, 1], word_idf)
        self.heads = self.char.shape[1]
        self.width = 2 * self.heads + 4
        self.of_site = [self.heads - 2, 2 * self.heads - 2] if site else []  # columns of sums
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

    def sums(self, tokens: list[str], hashes: np.ndarray) -> np.ndarray:
        """Return a row of ``width`` columns for each of the ``tokens``."""
        found = np.empty((len(tokens), self.width), np.float32)
        owner, bucket = f.char_buckets(tokens)
        grams = self.char[bucket]
        for column in range(self.heads):
            found[:, column] = np.bincount(owner, grams[:, column], len(tokens))
        found[:, self.heads : -4] = self.word[f.word_buckets(hashes)]
        found[:, MEANING] = self.senses(hashes)
        found[:, SEXUAL] = [token in words.KINDS["sexual"] for token in tokens]
        found[:, TRIGGER] = [token in threats.TRIGGERS for token in tokens]
        return found


def _table(weights: np.ndarray, scales: np.ndarray, idf: np.ndarray) -> np.ndarray:
    table = np.empty((len(idf), len(weights) + 1), np.float32)
    table[:, :-1] = weights.T * scales * idf[:, None]
    table[:, -1] = idf**2
    return table


class _Runs(dict[str, int]):
    """The number of each chunk, given at the first look-up, in order."""

    def __missing__(self, chunk: str) -> int:
        number = self[chunk] = len(self)
        return number


class Memory:
    """Numbers of chunks, what each reads as, and in one row for each token the sums over it.

    For one thread at a time.
    """

    def __init__(self, tables: Tables, normaliser: Normaliser):
        self._tables = tables
        self._normaliser = normaliser
        self._reset()

    def _reset(self) -> None:
        self._runs = _Runs()
        self._chunks: list[str] = []  # by number, as are the next three
        self._shapes = Growing(np.uint8)
        self._reads = Growing(np.int32, (2,))  # where in _pool its ids start, -1 unread; how many
        self.said: list[str] = []  # its words with their endings, a blank behind each
        self._pool = Growing(np.int32)
        # Of what is left of a chunk of one word and marks around it: its id and what is said.
        self._words: dict[str, tuple[list[int], str]] = {}
        self._tokens: dict[str, list[Token]] = {}  # only of chunks that were asked for
        self._ids: dict[str, int] = {words.IDENTITY_MARK: IDENTITY_ID, "": HARMLESS_ID}
        self._new = list(self._ids)
        self._sums = Growing(np.float32, (self._tables.width,))
        self._hashes = Growing(np.uint32)
        self._liking = Growing(np.float64)

    @property
    def sums(self) -> np.ndarray:
        """By id, as are the next two: columns as Tables says."""
        return self._sums.rows

    @property
    def hashes(self) -> np.ndarray:
        return self._hashes.rows

    @property
    def liking(self) -> np.ndarray:
        return self._liking.rows

    @property
    def words(self) -> list[str]:
        """The tokens by id."""
        return list(self._ids)

    def begin(self) -> None:
        """Forget everything if too much is held. Numbers and ids given out before are then void."""
        if len(self._runs) >= MAX_CHUNKS:
            self._reset()

    def numbers(self, chunks: list[str]) -> np.ndarray:
        """Return the number of each of the ``chunks``."""
        found = np.fromiter(map(self._runs.__getitem__, chunks), np.int64, len(chunks))
        known = len(self._chunks)
        if len(self._runs) > known:
            new = list(islice(self._runs, known, None))
            self._chunks += new
            self._shapes.add(list(map(self._normaliser.shape, new)))
            self._reads.add(np.tile([-1, 0], (len(new), 1)))
            self.said += [""] * len(new)
        return found

    def shapes(self, numbers: np.ndarray) -> np.ndarray:
        """Return what each of the chunks looks like, as bits of shapes."""
        return self._shapes.rows[numbers]

    def read(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the ids of all tokens of the chunks, in order, and how many each chunk has."""
        starts, counts = self._reads.rows[numbers].T
        if starts.min(initial=0) < 0:
            self._read_all(np.unique(numbers[starts < 0]))
            starts, counts = self._reads.rows[numbers].T
        ends = np.cumsum(counts, dtype=np.int64)
        at = np.repeat(starts - ends + counts, counts)
        return self._pool.rows[at + np.arange(len(at))].astype(np.int64), counts

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

    def _read_all(self, numbers: np.ndarray) -> None:
        """Read chunks for the first time."""
        ids: list[int] = []
        counts = []
        for number in numbers.tolist():
            found, self.said[number] = self._read(self._chunks[number])
            ids += found
            counts.append(len(found))
        ends = len(self._pool.rows) + np.cumsum(counts)
        self._reads.rows[numbers] = np.column_stack([ends - counts, counts])
        self._pool.add(ids)

    def _read(self, chunk: str) -> tuple[list[int], str]:
        """Return the ids of the tokens of ``chunk``, and what is said."""
        # Most chunks are one word: no need to look where in the chunk it stands.
        word = chunk.lstrip(BEFORE).rstrip(BEHIND)
        if word not in words.CASED and "'" not in word:
            word = word.lower()
        found = self._words.get(word)
        if found is None and self._normaliser.is_plain(word):
            found = self._words[word] = self._plain(word)
        if found is not None:
            return found
        tokens = self.tokens(chunk)
        said = "".join([f"{spoken(token, chunk)} " for token in tokens])
        if _is_harmless(chunk):
            return [HARMLESS_ID if t.text[0].isalpha() else self._id(t.text) for t in tokens], said
        return [self._id(token.text) for token in tokens], said

    def _plain(self, word: str) -> tuple[list[int], str]:
        text = self._normaliser.plain(word)
        number = HARMLESS_ID if _is_harmless(word) else self._id(text)
        if "'" in word:
            return [number], f"{spoken(self._normaliser.tokens(word)[0], word)} "
        return [number], f"{text} "

    def _id(self, text: str) -> int:
        found = self._ids.get(text)
        if found is None:
            found = self._ids[text] = len(self._ids)
            self._new.append(text)
        return found

    def learn(self) -> None:
        """Sum up the tokens met since the last call, all together."""
        new, self._new = self._new, []
        if new:
            hashes = np.array([f.token_hash(token) for token in new], np.uint32)
            sums = self._tables.sums(new, hashes)
            if not len(self.sums):
                sums[HARMLESS_ID] = 0.0
                sums[IDENTITY_ID, MEANING] = 0.0
                sums[IDENTITY_ID, self._tables.of_site] = 0.0
            self._sums.add(sums)
            self._hashes.add(hashes)
            self._liking.add(self._tables.marker.liking(new))


def _is_harmless(chunk: str) -> bool:
    """Whether ``chunk`` is a word of words.HARMLESS; marks around it and "'s" do not count."""
    word = chunk.strip(_MARKS)
    word = word[:-2] if word.endswith(("'s", "’s")) else word
    return word in words.HARMLESS or word.lower() in words.HARMLESS
