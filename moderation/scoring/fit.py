"""The numerical part of training: hashed features of documents, and logistic heads on them."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

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
    matrix: sparse.csr_matrix,
    target: np.ndarray,
    weight: np.ndarray,
    *,
    cost: float,
    steps: int,
    pull: sparse.csr_matrix | None = None,
) -> tuple[np.ndarray, float]:
    """Return weights and bias that minimise cost x weighted cross entropy + |weights|**2 / 2.

    With ``pull``, whose columns are the first of ``matrix``, + |pull x weights|**2 / 2.
    """
    used = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]))
    weights, matrix = np.zeros(matrix.shape[1]), matrix[:, used]
    if pull is None:
        pull = sparse.csr_matrix((0, 0))
    pulled = sparse.csr_matrix(
        (pull.data, pull.indices, pull.indptr), (pull.shape[0], len(weights))
    )
    found = _minimum(matrix, target, weight * cost, pulled[:, used], steps)
    weights[used] = found[:-1]
    return weights, float(found[-1])


def _minimum(matrix, target, weight, pull, steps: int) -> np.ndarray:
    """Return the weights of all columns and, behind these, the bias."""
    transposed, pull_transposed = matrix.T.tocsr(), pull.T.tocsr()
    width = matrix.shape[1]

    def loss(point):
        logit, pulled = matrix @ point[:width] + point[width], pull @ point[:width]
        entropy = np.logaddexp(0, logit) - target * logit
        slope = weight * (sigmoid(logit) - target)
        gradient = transposed @ slope + point[:width] + pull_transposed @ pulled
        squares = np.sum(point[:width] ** 2) + np.sum(pulled**2)
        value = float(np.sum(weight * entropy)) + 0.5 * float(squares)
        return value, np.append(gradient, slope.sum())

    # On more threads sums are added up in another order, and the last bits differ.
    with threadpool_limits(limits=1, user_api="blas"):
        found = minimize(
            loss, np.zeros(width + 1), jac=True, method="L-BFGS-B", options={"maxiter": steps}
        )
    return found.x


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
