"""What each language but English teaches by itself, and how a text's language is told.

Most rows are English. A head that learns from one language's rows alone, and counts how rare a
feature is among them, tells its rude texts better than the head of all rows does. Needs scipy.
"""

import numpy as np
from scipy import sparse

from moderation.scoring import features as f
from moderation.scoring import fit

MIN_ROWS = 100  # of a language; with fewer it is left to the head of all rows
MIN_LOCAL = 2  # rows of its own in which a feature must be seen
COST = 6.0
STEPS = 60
GATE_COST, GATE_STEPS = 3.0, 30
SPARSE = 8  # every so manieth row of other languages is enough to learn how these look


def arrays(
    matrix: sparse.csr_matrix,
    parts: tuple[fit.Matrix, fit.Matrix],
    word_part: float,
    language: np.ndarray,
    rude: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return the model's arrays ``local_*``: for each language a gate, then a head."""
    found, bias = [], []
    for name in sorted(set(language) - {"en"}):
        own = np.flatnonzero(language == name)
        if len(own) >= MIN_ROWS and 0 < rude[own].sum() < len(own):
            for weights, offset in (
                _gate(matrix, language == name),
                _head(matrix, parts, own, rude),
            ):
                found.append(weights)
                bias.append(offset)
    char, char_scale = fit.quantised([w[: 1 << f.CHAR_BITS] for w in found], 1 << f.CHAR_BITS)
    word, word_scale = fit.quantised(
        [w[1 << f.CHAR_BITS :] * word_part for w in found], 1 << f.WORD_BITS
    )
    return {
        "local_char_weights": char,
        "local_word_weights": word,
        "local_scales": np.column_stack([char_scale, word_scale]),
        "local_bias": np.array(bias),
    }


def _gate(matrix: sparse.csr_matrix, own: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and bias whose logit says whether a text is in the language."""
    used = np.flatnonzero(own | (np.arange(len(own)) % SPARSE == 0))
    target = own[used].astype(float)
    return fit.logistic(matrix[used], target, np.ones(len(used)), cost=GATE_COST, steps=GATE_STEPS)


def _head(
    matrix: sparse.csr_matrix,
    parts: tuple[fit.Matrix, fit.Matrix],
    own: np.ndarray,
    rude: np.ndarray,
) -> tuple[np.ndarray, float]:
    rarity = np.concatenate([_rarity(part, own) for part in parts])
    local = sparse.csr_matrix(matrix[own] @ sparse.diags(rarity))
    weights, bias = fit.logistic(local, rude[own], np.ones(len(own)), cost=COST, steps=STEPS)
    return weights * rarity, bias


def _rarity(part: fit.Matrix, own: np.ndarray) -> np.ndarray:
    """Return, for each bucket, its idf among ``own`` rows over that among all."""
    seen = np.bincount(part.counts[own].indices, minlength=len(part.idf))
    idf = np.log((1 + len(own)) / (1 + seen)) + 1
    idf[(seen < MIN_LOCAL) | (part.idf == 0)] = 0
    return idf / np.maximum(part.idf, 1)
