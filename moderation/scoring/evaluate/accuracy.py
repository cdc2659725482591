"""Accuracy on labelled sets the model was not trained on, with a rival's beside it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np

from moderation.scoring import corpus
from moderation.scoring.evaluate.metrics import Figure, auc, calibration_error, interval
from moderation.scoring.results import ScoreResult

THRESHOLD = 0.70  # at which a site holds a comment by default
RIVAL = "alt-profanity-check"
RIVAL_THRESHOLD = 0.50  # its own
Rival = Callable[[list[str]], np.ndarray]


class Side(NamedTuple):
    """One scorer on one set; ``caught`` and ``false_alarms`` are shares at its threshold."""

    auc: Figure
    caught: Figure
    false_alarms: Figure
    calibration_error: Figure


class Accuracy(NamedTuple):
    """One set. ``gain``: our AUC less the rival's, on the same rows."""

    name: str
    rows: int
    ours: Side
    rival: Side | None
    gain: Figure | None


def rival() -> Rival | None:
    """Return alt-profanity-check's scoring function, None where it is not installed."""
    try:
        return import_module("profanity_check").predict_prob
    except ImportError:
        return None


def rudeness(results: list[ScoreResult]) -> np.ndarray:
    return np.array([result.rudeness for result in results])


def measure(scorer, path: Path, other: Rival | None) -> Accuracy:
    """Score the rows of ``path``. Raises CorpusError."""
    rows = corpus.read(path)
    texts, rude = [row.text for row in rows], np.array([row.rude for row in rows])
    ours = rudeness(scorer.score(texts))
    theirs = None if other is None else np.asarray(other(texts))
    return Accuracy(
        name=path.name.removesuffix(".csv.gz"),
        rows=len(rows),
        ours=_side(ours, rude, THRESHOLD),
        rival=None if theirs is None else _side(theirs, rude, RIVAL_THRESHOLD),
        gain=None if theirs is None else interval(gain, ours, theirs, rude),
    )


def _side(scores: np.ndarray, rude: np.ndarray, threshold: float) -> Side:
    hits = scores >= threshold
    return Side(
        auc=interval(auc, scores, rude),
        caught=interval(np.mean, hits[rude]),
        false_alarms=interval(np.mean, hits[~rude]),
        calibration_error=interval(calibration_error, scores, rude),
    )


def gain(ours: np.ndarray, theirs: np.ndarray, rude: np.ndarray) -> float:
    return auc(ours, rude) - auc(theirs, rude)
