"""Trains the second stage's head on a sample of the rows that the linear model learnt from.

The same data and seed give the same head on the same kind of processor; on another the last
digits of the embeddings may differ. Needs scipy, which scoring itself does not.
"""

from collections import Counter
from pathlib import Path

import numpy as np
from scipy import sparse
from tqdm import tqdm

from moderation.scoring import corpus, fit
from moderation.scoring.model import Model
from moderation.scoring.scorer import Scorer
from moderation.scoring.semantic.encoder import PACKAGE, WEIGHTS_SHA256
from moderation.scoring.semantic.head import Head, save
from moderation.scoring.semantic.readable import LONGEST, readable
from moderation.scoring.semantic.stack import BATCH, SentenceModel
from moderation.scoring.sources import source
from moderation.scoring.train import held_back

VERSION = "1"
SAMPLE = 12_000  # rows, a sixth of those short enough; embedding them takes some three minutes
SHARE = 0.7  # of the sentence model's logit beside the linear one
COST, STEPS = 1.0, 200
DIGITS = 6  # of the weights


def train(
    data: Path,
    out: Path,
    model: Model,
    encoder: SentenceModel,
    *,
    seed: int = 0,
    size: int = SAMPLE,
    quiet: bool = False,
) -> Head:
    """Train on the files in ``data`` and write the head to ``out``. Raises CorpusError."""
    rows, linear = held_back(data, seed=seed, quiet=quiet)
    chosen = _sample(rows, size, seed)
    rows, linear = [rows[at] for at in chosen], linear[chosen]
    results = Scorer(model).score([row.text for row in rows])
    texts = [readable(row.text, r.spans) for row, r in zip(rows, results, strict=True)]
    able = np.array([encoder.can_read(text) for text in texts])
    rows = [row for row, can in zip(rows, able, strict=True) if can]
    texts = [text for text, can in zip(texts, able, strict=True) if can]
    embeddings = _embedded(encoder, texts, quiet)
    head = _fit(rows, linear[able], embeddings)
    save(head, out, _facts(rows, model, seed))
    return head


def _sample(rows: list[corpus.Row], size: int, seed: int) -> np.ndarray:
    """Return numbers of rows short enough to be read, drawn by the weight of their source."""
    short = np.array([at for at, row in enumerate(rows) if len(row.text) <= LONGEST])
    if not len(short):
        raise corpus.CorpusError("no row is short enough for the sentence model")
    weight = np.array([source(rows[at].source).weight for at in short])
    rng = np.random.default_rng(seed)
    size = min(size, len(short))
    return rng.choice(short, size, replace=False, p=weight / weight.sum())


def _embedded(encoder: SentenceModel, texts: list[str], quiet: bool) -> np.ndarray:
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    made: dict[int, np.ndarray] = {}
    with tqdm(total=len(texts), desc="embedding", unit="text", disable=quiet) as bar:
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            found = encoder.encode([texts[at] for at in batch])
            made.update(zip(batch, found, strict=True))
            bar.update(len(batch))
    return np.array([made[at] for at in range(len(texts))], float)


def _fit(rows: list[corpus.Row], linear: np.ndarray, embeddings: np.ndarray) -> Head:
    """Fit the head on all rows; scale the stack by heads that never saw the row's family."""
    rude = np.array([float(row.rude) for row in rows])
    families = np.array([source(row.source).family for row in rows])
    semantic = np.zeros(len(rows))
    for family in sorted(set(families)):
        held = families == family
        weights, bias = _logistic(embeddings[~held], rude[~held])
        semantic[held] = embeddings[held] @ weights + bias
    slope, offset = fit.platt(linear + SHARE * semantic, rude, np.ones(len(rows)))
    weights, bias = _logistic(embeddings, rude)
    return Head(
        version=VERSION,
        encoder=WEIGHTS_SHA256,
        weights=tuple(np.round(weights, DIGITS).tolist()),
        bias=round(bias, DIGITS),
        share=SHARE,
        slope=round(slope, DIGITS),
        offset=round(offset, DIGITS),
    )


def _logistic(embeddings: np.ndarray, rude: np.ndarray) -> tuple[np.ndarray, float]:
    matrix = sparse.csr_matrix(embeddings)
    return fit.logistic(matrix, rude, np.ones(len(rude)), cost=COST, steps=STEPS)


def _facts(rows: list[corpus.Row], model: Model, seed: int) -> dict:
    counts = Counter(row.source for row in rows)
    return {
        "encoder": PACKAGE,
        "linear": model.scorer,
        "training": {
            "seed": seed,
            "cost": COST,
            "rows": len(rows),
            "sources": dict(sorted(counts.items())),
        },
    }
