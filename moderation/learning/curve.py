"""How much a site's own decisions are worth: accuracy by their number, on one labelled set."""

import hashlib
import platform
from pathlib import Path

import numpy as np

from moderation.learning import features, files, train
from moderation.scoring import corpus
from moderation.scoring.evaluate.metrics import Figure, auc, calibration_error, interval
from moderation.scoring.linear import sigmoid
from moderation.scoring.scorer import Scorer

SET = "site_impermium.csv.gz"
SIZES = (0, 100, 300, 1_000)  # labels; and then all
ORDERS = 5
TEST = 5  # of so many rows one is for testing, by the hash of its text


def measure(general: Scorer, data: Path, tell=lambda line: None) -> dict:
    """Return the learning curve on the set in ``data``. Raises CorpusError."""
    rows = corpus.read(data / SET)
    documents = features.read(general, [row.text for row in rows])
    rude = np.array([row.rude for row in rows])
    test = np.array([held_out(row.text) for row in rows])
    known, unseen = np.flatnonzero(~test), np.flatnonzero(test)
    points = []
    for size in (*SIZES, len(known)):
        points.append(_point(documents, rude, known, unseen, size))
        tell(f"{size:,} labels: AUC {points[-1]['auc']['value']:.4f}")
    return {
        "set": SET,
        "sha256": files.sha256((data / SET).read_bytes()),
        "scorer": general.name,
        "labels": len(known),
        "tested": {"rows": len(unseen), "rude": int(rude[unseen].sum())},
        "orders": ORDERS,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "points": points,
    }


def held_out(text: str) -> bool:
    """Whether a row is for testing. By its text alone, so that no order of a file decides."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % TEST == 0


def _point(documents, rude, known, unseen, size: int) -> dict:
    """What ``size`` labels reach: the mean over ORDERS draws, with the interval of the tested rows
    drawn anew."""
    left, truth = documents.only(unseen), rude[unseen]
    logits = []
    costs = []
    for order in range(ORDERS if 0 < size < len(known) else 1):
        if not size:
            logits.append(left.logit)
            continue
        drawn = np.sort(np.random.default_rng(order).permutation(known)[:size])
        found = train.train(documents.only(drawn), rude[drawn], np.ones(size), seed=order)
        logits.append(found.logit(left))
        costs.append(found.cost)
    orders = [auc(logit, truth) for logit in logits]
    columns = [left.logit, *logits, truth]
    return {
        "labels": size,
        "auc": _figure(interval(_mean, *columns)),
        "gain": _figure(interval(_gain, *columns)),
        "spread": round(float(np.std(orders)), 4),
        "costs": costs,
        "calibration_error": round(
            float(np.mean([calibration_error(sigmoid(logit), truth) for logit in logits])), 4
        ),
    }


def _mean(general: np.ndarray, *rest: np.ndarray) -> float:
    *logits, truth = rest
    return float(np.mean([auc(logit, truth) for logit in logits]))


def _gain(general: np.ndarray, *rest: np.ndarray) -> float:
    return _mean(general, *rest) - auc(general, rest[-1])


def _figure(figure: Figure) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in figure._asdict().items()}
