"""A score for each common English word, learnt from what the word means: its vector.

Character n-grams know a word by its letters, vectors by its company: after few rows with "halfwit"
it counts like "idiot". A document is the sum of its words' vectors divided by one number, so that
a logistic head on it comes to one score a word; the vectors are needed in training only.
"""

from pathlib import Path

import numpy as np
from scipy import sparse

from moderation.scoring import features as f
from moderation.scoring import fit, words

VECTORS = Path(__file__).parent / "lists" / "word_vectors.npz"  # made by word_vectors.py
LOUDNESS = 0.125  # beside the n-grams; louder words drown an insult in a long civil text
COST = 3.0  # weight of the data against the pull of all weights towards zero
STEPS = 60
COMMON = 1e-4  # share of all words; a word so common counts half, "the" next to nothing
# What the model's card says of the vectors, in the same terms as of the sources of rows.
VECTORS_SOURCE = {
    "source": "word_vectors",
    "rows": 0,
    "weight": LOUDNESS,
    "title": "Vectors of English words made with all-MiniLM-L6-v2 (sentence-transformers)",
    "licence": "Apache-2.0",
    "family": "",
}


class Senses:
    """What documents, given as tokens, are about; only ``english`` ones (bool) teach anything.

    ``matrix`` has a row for each document: its words' vectors, each times the word's weight,
    summed and divided by the root of the sum of squared weights.
    """

    def __init__(self, documents: list[list[str]], english: np.ndarray):
        self._words, self._vectors = load()
        self._english = english
        number = {word: at for at, word in enumerate(self._words)}
        found = [sorted({number[token] for token in d if token in number}) for d in documents]
        columns = np.array([at for row in found for at in row], np.int64)
        counts = np.bincount(columns, minlength=len(number))
        share = counts / max(1, sum(len(set(document)) for document in documents))
        self._weights = np.where(counts > 0, COMMON / (COMMON + share), 0.0)
        borders = np.cumsum([0, *map(len, found)])
        shape = len(documents), len(number)
        weighted = sparse.csr_matrix((self._weights[columns], columns, borders), shape)
        norms = np.sqrt(np.asarray(weighted.power(2).sum(axis=1)).ravel())
        scaled = sparse.diags(1 / np.maximum(norms, 1e-9)) @ weighted
        self.matrix = sparse.csr_matrix(scaled @ self._vectors)

    def fit(self, target: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, float]:
        """Return direction and bias of the logistic head on ``matrix``."""
        weight = weight * self._english
        return fit.logistic(self.matrix, target, weight, cost=COST, steps=STEPS)

    def arrays(self, direction: np.ndarray) -> dict[str, np.ndarray]:
        """Return the arrays of the model that the head with this ``direction`` comes to."""
        scores = self._weights * (self._vectors * direction).sum(axis=1) * LOUDNESS
        hashes = np.array([f.token_hash(word) for word in self._words], np.uint32)
        order = np.argsort(hashes, kind="stable")
        # Not in 255 even steps: in a text of common words only, tiny differences decide.
        return {
            "sense_hashes": hashes[order],
            "sense_scores": scores.astype(np.float16)[order],
            "sense_weights": self._weights.astype(np.float16)[order],
        }


def load(path: Path = VECTORS) -> tuple[list[str], np.ndarray]:
    """Return words and, in one row for each, their vectors.

    Words for groups are left out: the model reads them all as one token that has no meaning.
    """
    with np.load(path, allow_pickle=False) as archive:
        found = archive["words"].tobytes().decode().split("\n")
        vectors = archive["vectors"] * archive["scales"]
    kept = [at for at, word in enumerate(found) if word not in words.IDENTITY]
    return [found[at] for at in kept], vectors[kept]
