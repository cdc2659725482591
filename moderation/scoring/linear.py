"""The linear model at work: from token ids to logits, and each token's share in them."""

from typing import NamedTuple

import numpy as np

from moderation.scoring import features as f
from moderation.scoring.memory import HARMLESS_ID, IDENTITY_ID, Memory, Tables
from moderation.scoring.model import Model
from moderation.scoring.normalise import Normaliser

LOCAL = 2 / 3  # how much that head then decides, the rest is left to the head of all languages
_TINY = 1e-9


class Reading(NamedTuple):
    """What the model says of a batch of documents.

    ``logit``, calibrated, has a row for each document and a column for each head. ``share`` is
    what each token, in reading order, adds to the first head's; a word said twice counts once and
    shows its share at both places. ``sexual`` counts the distinct sexual words of each document,
    ``trigger`` those that may be part of a threat.
    """

    logit: np.ndarray
    share: np.ndarray
    sexual: np.ndarray
    trigger: np.ndarray


class Linear:
    """A model's weights with a memory of the words met so far. For one thread at a time."""

    def __init__(self, model: Model, normaliser: Normaliser):
        self._bias = np.append(model.arrays["bias"], model.arrays["local_bias"])
        self._heads = len(model.heads)  # Behind these: a gate and a head for each language.
        self._damping = model.arrays["damping"]
        self._slope, self._offset = model.arrays["platt"].T
        self._tables = Tables(model)
        self.memory = Memory(self._tables, normaliser)

    def read(self, ids: list[int], lengths: list[int]) -> Reading:
        """Read documents given as one run of token ids (from ``memory``) and their lengths."""
        memory = self.memory
        memory.learn()
        layout = f.lay_out(np.array(ids, np.int64), np.array(lengths, np.int64))
        grams = self._grams(layout, len(lengths))
        logit = grams.logits(self._bias)
        share = grams.shares(0)
        meant = np.ones(len(lengths))
        for gate in range(self._heads, len(self._bias), 2):
            certain = np.clip(0.5 + logit[:, gate], 0.0, 1.0)
            if certain.any():
                own = LOCAL * certain
                logit[:, 0] += own * (logit[:, gate + 1] - logit[:, 0])
                share += own[layout.doc] * (grams.shares(gate + 1) - share)
                meant *= 1 - certain  # "die" and "war" mean other things in German.
        meaning = _meaning(memory.sense[layout.token], layout.doc, meant)
        logit[:, 0] += _sums(layout.doc, meaning, len(lengths))
        share += meaning
        # Naming a group is never the reason, nor is a word that only looks rude.
        share[(layout.token == IDENTITY_ID) | (layout.token == HARMLESS_ID)] = 0.0
        return Reading(
            logit=logit[:, : self._heads] * self._slope + self._offset,
            share=share[layout.place] * self._slope[0],
            sexual=_sums(layout.doc, memory.sexual[layout.token], len(lengths)),
            trigger=_sums(layout.doc, memory.trigger[layout.token], len(lengths)),
        )

    def _grams(self, layout: f.Layout, count: int) -> "_Grams":
        memory = self.memory
        hashes = memory.hashes[layout.token]
        pairs = self._tables.word[
            f.pair_buckets(hashes[layout.pair_left], hashes[layout.pair_right])
        ]
        char, word = memory.char[layout.token], memory.word[layout.token]
        char_norm = _sums(layout.doc, char[:, -1], count) + self._damping[0]
        word_norm = _sums(layout.doc, word[:, -1], count) + self._damping[1]
        word_norm += _sums(layout.pair_doc, pairs[:, -1], count)
        return _Grams(layout, char, word, pairs, char_norm**-0.5, word_norm**-0.5)


class _Grams(NamedTuple):
    """What n-grams, words and pairs of a batch are worth: a row each, a column for each head."""

    layout: f.Layout
    char: np.ndarray
    word: np.ndarray
    pairs: np.ndarray
    char_scale: np.ndarray
    word_scale: np.ndarray

    def logits(self, bias: np.ndarray) -> np.ndarray:
        """Return a row for each document."""
        layout, count = self.layout, len(self.char_scale)
        logit = np.empty((count, len(bias)))
        for head, start in enumerate(bias):
            words = _sums(layout.doc, self.word[:, head], count)
            words += _sums(layout.pair_doc, self.pairs[:, head], count)
            chars = _sums(layout.doc, self.char[:, head], count)
            logit[:, head] = chars * self.char_scale + words * self.word_scale + start
        return logit

    def shares(self, head: int) -> np.ndarray:
        """Return what each distinct token adds; a pair's worth is halved between its two."""
        layout = self.layout
        found = self.char[:, head] * self.char_scale[layout.doc]
        found = found + self.word[:, head] * self.word_scale[layout.doc]
        half = 0.5 * self.pairs[:, head] * self.word_scale[layout.pair_doc]
        found += np.bincount(layout.pair_left, half, len(found))
        found += np.bincount(layout.pair_right, half, len(found))
        return found


def _meaning(sense: np.ndarray, doc: np.ndarray, loudness: np.ndarray) -> np.ndarray:
    """Return what each token's meaning adds; a document of unknown words has nothing to add."""
    norm = np.maximum(_sums(doc, sense[:, 1], len(loudness)), _TINY)
    return sense[:, 0] * (loudness * norm**-0.5)[doc]


def _sums(doc: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    return np.bincount(doc, values, count)


def sigmoid(logit: np.ndarray) -> np.ndarray:
    """Return the probability for each logit; never overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * logit))
