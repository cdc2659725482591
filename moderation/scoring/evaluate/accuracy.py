"""Accuracy on labelled sets the model was not trained on, with a rival's beside it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np

from moderation.scoring import corpus
from moderation.scoring.evaluate.metrics import Figure, auc, calibration_error, interval
from moderation.scoring.scorer import Scorer

THRESHOLD = 0.70  # at which a site holds a comment by default
Rival = Callable[[list[str]], np.ndarray]


class Accuracy(NamedTuple):
    """One set. ``gain`` is over the rival; ``caught``, ``false_alarms`` are shares at THRESHOLD."""

    name: str
    rows: int
    auc: Figure
    rival: Figure | None
    gain: Figure | None
    caught: float
    false_alarms: float
    calibration_error: float


def rival() -> Rival | None:
    """Return alt-profanity-check's scoring function, None where it is not installed."""
    try:
        return import_module("profanity_check").predict_prob
    except ImportError:
        return None


def measure(scorer: Scorer, path: Path, other: Rival | None) -> Accuracy:
    """Score the rows of ``path``. Raises CorpusError."""
    rows = corpus.read(path)
    texts, rude = [row.text for row in rows], np.array([row.rude for row in rows])
    scores = np.array([result.rudeness for result in scorer.score(texts)])
    rival_scores = None if other is None else np.asarray(other(texts))
    return Accuracy(
        name=path.name.removesuffix(".csv.gz"),
        rows=len(rows),
        auc=interval(auc, scores, rude),
        rival=None if rival_scores is None else interval(auc, rival_scores, rude),
        gain=None if rival_scores is None else interval(_gain, scores, rival_scores, rude),
        caught=float((scores[rude] >= THRESHOLD).mean()),
        false_alarms=float((scores[~rude] >= THRESHOLD).mean()),
        calibration_error=calibration_error(scores, rude),
    )


def _gain(ours: np.ndarray, theirs: np.ndarray, rude: np.ndarray) -> float:
    return auc(ours, rude) - auc(theirs, rude)
