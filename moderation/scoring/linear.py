"""The linear model at work: from token ids to logits, and each token's share in them."""

from typing import NamedTuple

import numpy as np

from moderation.scoring import features as f
from moderation.scoring.memory import (
    HARMLESS_ID,
    IDENTITY_ID,
    MEANING,
    SEXUAL,
    TRIGGER,
    Memory,
    Tables,
)
from moderation.scoring.model import Model
from moderation.scoring.normalise import Normaliser
from moderation.scoring.site import SiteWeights

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


class Study(NamedTuple):
    """What there is to learn from in a batch of documents: the logit of rudeness, as ``Reading``
    has it, the layout, and what each document's characters and its words are multiplied with."""

    logit: np.ndarray
    layout: f.Layout
    scale: np.ndarray


class Linear:
    """A model's weights with a memory of the words met so far. For one thread at a time."""

    def __init__(self, model: Model, normaliser: Normaliser, site: SiteWeights | None = None):
        self._bias = np.append(model.arrays["bias"], model.arrays["local_bias"])
        self._heads = len(model.heads)  # Behind these: a gate and a head for each language,
        self._gates = range(self._heads, len(self._bias), 2)
        if site:
            self._bias = np.append(self._bias, 0.0)  # and the site's.
        self._site = site
        self._damping = model.arrays["damping"]
        self._slope, self._offset = model.arrays["platt"].T
        self._tables = Tables(model, site)
        self.idf = self._tables.idf
        self.memory = Memory(self._tables, normaliser)

    def read(self, ids: np.ndarray, lengths: np.ndarray) -> Reading:
        """Read documents given as one run of token ids (from ``memory``) and their lengths."""
        return self._read(*self._laid_out(ids, lengths))

    def study(self, ids: np.ndarray, lengths: np.ndarray) -> Study:
        """As ``read``, but for learning from the documents."""
        layout, grams = self._laid_out(ids, lengths)
        return Study(self._read(layout, grams).logit[:, 0], layout, grams.scale)

    def _laid_out(self, ids: np.ndarray, lengths: np.ndarray) -> "tuple[f.Layout, _Grams]":
        self.memory.learn()
        layout = f.lay_out(ids, lengths)
        return layout, self._grams(layout, len(lengths))

    def _read(self, layout: f.Layout, grams: "_Grams") -> Reading:
        logit = grams.logits(self._bias)
        share = grams.shares(0)
        meant = np.ones(len(logit))
        for gate in self._gates:
            certain = np.clip(0.5 + logit[:, gate], 0.0, 1.0)
            if certain.any():
                own = LOCAL * certain
                logit[:, 0] += own * (logit[:, gate + 1] - logit[:, 0])
                share += own[layout.doc] * (grams.shares(gate + 1) - share)
                meant *= 1 - certain  # "die" and "war" mean other things in German.
        # A document of unknown words has nothing to add by what they mean.
        meant *= np.maximum(grams.sums[:, MEANING][:, 1], _TINY) ** -0.5
        logit[:, 0] += grams.sums[:, MEANING][:, 0] * meant
        share += grams.tokens[:, MEANING][:, 0] * meant[layout.doc]
        # Naming a group is never the reason, nor is a word that only looks rude.
        share[(layout.token == IDENTITY_ID) | (layout.token == HARMLESS_ID)] = 0.0
        heads, share = logit[:, : self._heads] * self._slope + self._offset, share * self._slope[0]
        if self._site:
            heads[:, 0] = self._site.slope * heads[:, 0] + self._site.offset + logit[:, -1]
            share = self._site.slope * share + grams.shares(len(self._bias) - 1)
        return Reading(
            logit=heads,
            share=share[layout.place],
            sexual=grams.sums[:, SEXUAL],
            trigger=grams.sums[:, TRIGGER],
        )

    def _grams(self, layout: f.Layout, count: int) -> "_Grams":
        hashes, width = self.memory.hashes[layout.token], len(self._bias) + 1
        pairs = self._tables.word[
            f.pair_buckets(hashes[layout.pair_left], hashes[layout.pair_right])
        ]
        if self._site:
            pairs[naming(layout), -2] = 0.0
        tokens = self.memory.sums[layout.token]
        sums = _sums(layout.doc, tokens, count)
        sums[:, width : 2 * width] += _sums(layout.pair_doc, pairs, count)
        norms = sums[:, [width - 1, 2 * width - 1]] + self._damping
        return _Grams(layout, tokens, pairs, sums, norms**-0.5)


class _Grams(NamedTuple):
    """What n-grams, words and pairs of a batch are worth.

    ``tokens`` has a row for each token and the columns of Tables.sums, as has ``sums`` for each
    document, with the pairs among the words; ``pairs`` a column for each head. ``scale`` is what
    a document's characters, and its words, are multiplied with.
    """

    layout: f.Layout
    tokens: np.ndarray
    pairs: np.ndarray
    sums: np.ndarray
    scale: np.ndarray

    def logits(self, bias: np.ndarray) -> np.ndarray:
        """Return a row for each document."""
        heads = len(bias)
        chars, words = self.sums[:, :heads], self.sums[:, heads + 1 : 2 * heads + 1]
        return chars * self.scale[:, :1] + words * self.scale[:, 1:] + bias

    def shares(self, head: int) -> np.ndarray:
        """Return what each distinct token adds; a pair's worth is halved between its two."""
        layout, width = self.layout, self.pairs.shape[1]
        scale = self.scale[layout.doc]
        found = self.tokens[:, head] * scale[:, 0] + self.tokens[:, width + head] * scale[:, 1]
        half = 0.5 * self.pairs[:, head] * self.scale[layout.pair_doc, 1]
        found += np.bincount(layout.pair_left, half, len(found))
        found += np.bincount(layout.pair_right, half, len(found))
        return found


def naming(layout: f.Layout) -> np.ndarray:
    """Return which pairs hold a group's name or a harmless word: no site learns from these."""
    odd = (layout.token == IDENTITY_ID) | (layout.token == HARMLESS_ID)
    return odd[layout.pair_left] | odd[layout.pair_right]


def _sums(doc: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """Return, for each document, the sum of its ``rows``; ``doc`` is in rising order."""
    found = np.zeros((count, rows.shape[1]))
    starts = np.flatnonzero(f.firsts(doc))
    if len(starts):
        found[doc[starts]] = np.add.reduceat(rows.astype(np.float64), starts)
    return found


def sigmoid(logit: np.ndarray) -> np.ndarray:
    """Return the probability for each logit; never overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * logit))
