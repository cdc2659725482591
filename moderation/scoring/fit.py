"""The numerical part of training: hashed features of documents, and logistic heads on them."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from moderation.scoring import features as f

CHAR_DAMPING, WORD_DAMPING = 3_000.0, 450.0  # a comment of 150 characters sums to about 8,000
MIN_DOCUMENTS = 4  # a bucket seen in fewer documents is left out


@dataclass(frozen=True, slots=True)
class Matrix:
    """One part (characters or words) of all documents: counts, and the idf of each bucket."""

    counts: sparse.csr_matrix
    idf: np.ndarray
    damping: float

    def scaled(self) -> sparse.csr_matrix:
        """Return count x idf, each document divided by the root of its sum of count x idf**2.

        The damping added to that sum keeps short texts, which say little, near the bias.
        """
        squares = self.counts @ self.idf**2 + self.damping
        inverse = 1.0 / np.sqrt(np.maximum(squares, 1e-12))
        return sparse.diags(inverse) @ self.counts @ sparse.diags(self.idf)


def matrices(documents: list[list[str]]) -> tuple[Matrix, Matrix]:
    """Return the character part and the word part of documents given as tokens."""
    vocabulary: dict[str, int] = {}
    ids = np.array(
        [vocabulary.setdefault(token, len(vocabulary)) for doc in documents for token in doc],
        dtype=np.int64,
    )
    lengths = np.array([len(doc) for doc in documents], dtype=np.int64)
    layout = f.lay_out(ids, lengths)
    tokens = list(vocabulary)
    return (
        _char_matrix(layout, tokens, len(documents)),
        _word_matrix(layout, tokens, len(documents)),
    )


def _char_matrix(layout: f.Layout, tokens: list[str], documents: int) -> Matrix:
    owner, bucket = f.char_buckets(tokens)
    grams = _counts(owner, bucket, (len(tokens), 1 << f.CHAR_BITS))
    grams.sum_duplicates()
    counts = _counts(layout.doc, layout.token, (documents, len(tokens))) @ grams
    return _with_idf(counts, CHAR_DAMPING)


def _word_matrix(layout: f.Layout, tokens: list[str], documents: int) -> Matrix:
    hashes = np.array([f.token_hash(token) for token in tokens], dtype=np.uint32)[layout.token]
    single = f.word_buckets(hashes)
    pair = f.pair_buckets(hashes[layout.pair_left], hashes[layout.pair_right])
    counts = _counts(
        np.concatenate([layout.doc, layout.pair_doc]),
        np.concatenate([single, pair]),
        (documents, 1 << f.WORD_BITS),
    )
    return _with_idf(counts, WORD_DAMPING)


def _counts(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape)


def _with_idf(counts: sparse.csr_matrix, damping: float) -> Matrix:
    counts.sum_duplicates()
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + documents)) + 1
    idf[documents < MIN_DOCUMENTS] = 0
    return Matrix(counts, idf, damping)


def logistic(
    matrix: sparse.csr_matrix, target: np.ndarray, weight: np.ndarray, *, cost: float, steps: int
) -> tuple[np.ndarray, float]:
    """Return weights and bias that minimise cost x weighted cross entropy + |weights|**2 / 2."""
    used = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]))
    weights, matrix = np.zeros(matrix.shape[1]), matrix[:, used]
    transposed = matrix.T.tocsr()
    width = len(used)

    def loss(point):
        logit = matrix @ point[:width] + point[width]
        entropy = np.logaddexp(0, logit) - target * logit
        slope = cost * weight * (sigmoid(logit) - target)
        gradient = np.append(transposed @ slope + point[:width], slope.sum())
        value = cost * float(np.sum(weight * entropy)) + 0.5 * float(np.sum(point[:width] ** 2))
        return value, gradient

    found = minimize(
        loss, np.zeros(width + 1), jac=True, method="L-BFGS-B", options={"maxiter": steps}
    )
    weights[used] = found.x[:width]
    return weights, float(found.x[width])


def platt(logit: np.ndarray, target: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Return (slope, offset) so that sigmoid(slope x logit + offset) is a probability."""
    column = sparse.csr_matrix(logit[:, None])
    found, bias = logistic(column, target, weight, cost=1.0, steps=100)
    return float(found[0]), bias


def sigmoid(logit: np.ndarray) -> np.ndarray:
    return 0.5 * (1 + np.tanh(0.5 * logit))


def quantised(heads: list[np.ndarray], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return weights of ``size`` numbers each as whole steps of -127 to 127, and the steps."""
    scales = np.array([max(float(np.abs(w).max()), 1e-9) / 127 for w in heads])
    steps = [np.rint(w / s) for w, s in zip(heads, scales, strict=True)]
    return np.array(steps, np.int8).reshape(-1, size), scales
