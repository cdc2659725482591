"""Learns which words people mark as rude, from posts with marked spans. Needs scipy."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from tqdm import tqdm

from moderation.scoring import fit
from moderation.scoring.corpus import Row
from moderation.scoring.explain import gram_buckets, traits, word_buckets
from moderation.scoring.model import SPAN_BITS, SPAN_TRAITS, Model
from moderation.scoring.normalise import Token
from moderation.scoring.scorer import Scorer
from moderation.scoring.windows import WHOLE

COST = 0.1  # weight of the words against the pull of all weights towards zero
STEPS = 50
_SIZE = 1 << SPAN_BITS


def untrained() -> dict[str, np.ndarray]:
    """Return the arrays of a model that marks by nothing but what a word adds to the logit."""
    weights = np.zeros(SPAN_TRAITS + 1)
    weights[1], weights[-1] = 4.0, -3.0  # Marks what adds at least half of what the strongest adds.
    return {
        "span_tokens": np.zeros(_SIZE, np.int8),
        "span_grams": np.zeros(_SIZE, np.int8),
        "span_scales": np.ones(2),
        "span_weights": weights,
    }


def arrays(model: Model, rows: list[Row], *, quiet: bool = False) -> dict[str, np.ndarray]:
    """Return the arrays learnt from ``rows``, whose words ``model`` weighs.

    ``model`` may have been trained on the same rows: that it knows them costs no accuracy in
    marking others. Rows without spans are left out: over these the markers did not agree.
    """
    posts = list(_posts(Scorer(model), [row for row in rows if row.spans], quiet))
    if not posts:
        return untrained()
    target = np.concatenate([post[2] for post in posts])
    # A post counts by the root of how much is marked, or the few long ones would decide.
    weight = np.concatenate(
        [np.full(len(marked), max(1.0, marked.sum()) ** -0.5) for _, _, marked in posts]
    )
    texts = [token.text for post in posts for token in post[0]]
    dense = np.concatenate([traits(post[1], [len(post[1])]).T for post in posts])
    mean, spread = dense.mean(axis=0), np.maximum(dense.std(axis=0), 1e-6)
    matrix = sparse.hstack([sparse.csr_matrix((dense - mean) / spread), _words(texts)]).tocsr()
    found, bias = fit.logistic(matrix, target, weight / weight.mean(), cost=COST, steps=STEPS)
    plain, words, grams = np.split(found, [SPAN_TRAITS, SPAN_TRAITS + _SIZE])
    scales = np.array([max(float(np.abs(w).max()), 1e-9) / 127 for w in (words, grams)])
    return {
        "span_tokens": np.rint(words / scales[0]).astype(np.int8),
        "span_grams": np.rint(grams / scales[1]).astype(np.int8),
        "span_scales": scales,
        "span_weights": np.append(plain / spread, bias - plain @ (mean / spread)),
    }


def _posts(
    scorer: Scorer, rows: list[Row], quiet: bool
) -> Iterator[tuple[list[Token], np.ndarray, np.ndarray]]:
    """Yield (tokens, shares, portion of each token that is marked) of each row."""
    for row in tqdm(rows, desc="reading marks", unit="post", disable=quiet):
        tokens, shares = scorer.shares(row.text[:WHOLE])
        if tokens:
            marked = [
                sum(at in row.spans for at in range(token.start, token.end))
                / max(1, token.end - token.start)
                for token in tokens
            ]
            yield tokens, shares, np.array(marked)


def _words(texts: list[str]) -> sparse.csr_matrix:
    """Return the features of each word by itself: its bucket and those of its n-grams."""
    vocabulary: dict[str, int] = {}
    ids = [vocabulary.setdefault(text, len(vocabulary)) for text in texts]
    distinct = list(vocabulary)
    ones, numbers = np.ones(len(distinct)), np.arange(len(distinct))
    shape = (len(distinct), _SIZE)
    whole = sparse.csr_matrix((ones, (numbers, word_buckets(distinct))), shape)
    owner, bucket, portion = gram_buckets(distinct)
    return sparse.hstack([whole, sparse.csr_matrix((portion, (owner, bucket)), shape)]).tocsr()[ids]
