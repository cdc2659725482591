"""The linear model at work: from token ids to logits, and each token's share in them."""

from typing import NamedTuple

import numpy as np

from moderation.scoring import features as f
from moderation.scoring.memory import HARMLESS_ID, IDENTITY_ID, Memory, Tables
from moderation.scoring.model import Model
from moderation.scoring.normalise import Normaliser


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
        self._bias = model.arrays["bias"]
        self._damping = model.arrays["damping"]
        self._slope, self._offset = model.arrays["platt"].T
        self._tables = Tables(model)
        self.memory = Memory(self._tables, normaliser)

    def read(self, ids: list[int], lengths: list[int]) -> Reading:
        """Read documents given as one run of token ids (from ``memory``) and their lengths."""
        memory = self.memory
        memory.learn()
        layout = f.lay_out(np.array(ids, np.int64), np.array(lengths, np.int64))
        count = len(lengths)
        hashes = memory.hashes[layout.token]
        pairs = self._tables.word[
            f.pair_buckets(hashes[layout.pair_left], hashes[layout.pair_right])
        ]
        char, word = memory.char[layout.token], memory.word[layout.token]

        char_norm = _sums(layout.doc, char[:, -1], count) + self._damping[0]
        word_norm = _sums(layout.doc, word[:, -1], count) + self._damping[1]
        word_norm += _sums(layout.pair_doc, pairs[:, -1], count)
        char_scale, word_scale = 1.0 / np.sqrt(char_norm), 1.0 / np.sqrt(word_norm)
        logit = np.empty((count, len(self._bias)))
        for head, bias in enumerate(self._bias):
            words = _sums(layout.doc, word[:, head], count) + _sums(
                layout.pair_doc, pairs[:, head], count
            )
            logit[:, head] = (
                _sums(layout.doc, char[:, head], count) * char_scale + words * word_scale + bias
            )

        share = char[:, 0] * char_scale[layout.doc] + word[:, 0] * word_scale[layout.doc]
        half = 0.5 * pairs[:, 0] * word_scale[layout.pair_doc]
        share += np.bincount(layout.pair_left, half, len(share))
        share += np.bincount(layout.pair_right, half, len(share))
        # Naming a group is never the reason, nor is a word that only looks rude.
        share[(layout.token == IDENTITY_ID) | (layout.token == HARMLESS_ID)] = 0.0
        return Reading(
            logit=logit * self._slope + self._offset,
            share=share[layout.place] * self._slope[0],
            sexual=_sums(layout.doc, memory.sexual[layout.token], count),
            trigger=_sums(layout.doc, memory.trigger[layout.token], count),
        )


def _sums(doc: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    return np.bincount(doc, values, count)


def sigmoid(logit: np.ndarray) -> np.ndarray:
    """Return the probability for each logit; never overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * logit))
