"""Figures with intervals. Intervals are 95 % bootstrap: rows drawn anew, with a fixed seed."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

RESAMPLES = 400


class Figure(NamedTuple):
    """A measured value and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def auc(scores: np.ndarray, rude: np.ndarray) -> float:
    """Return the chance that a rude text scores above a civil one; ties count half."""
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    first = np.searchsorted(ordered, ordered, "left")
    last = np.searchsorted(ordered, ordered, "right")
    ranks = np.empty(len(scores))
    ranks[order] = (first + last + 1) / 2
    positive = int(rude.sum())
    negative = len(rude) - positive
    if not positive or not negative:
        return float("nan")
    return float((ranks[rude].sum() - positive * (positive + 1) / 2) / (positive * negative))


def interval(measure: Callable[..., float], *columns: np.ndarray, seed: int = 0) -> Figure:
    """Return ``measure(*columns)`` with its interval; the columns are resampled together."""
    rng = np.random.default_rng(seed)
    size = len(columns[0])
    drawn = []
    for _ in range(RESAMPLES):
        rows = rng.integers(0, size, size)
        drawn.append(measure(*(column[rows] for column in columns)))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Figure(measure(*columns), float(low), float(high))


def calibration_error(scores: np.ndarray, rude: np.ndarray, bins: int = 10) -> float:
    """Return the mean distance between score and share of rude texts, over equal score bins."""
    bin_of = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        abs(scores[bin_of == b].mean() - rude[bin_of == b].mean()) * (bin_of == b).mean()
        for b in np.unique(bin_of)
    ]
    return float(sum(gaps))
