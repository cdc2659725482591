"""Logistic weights on top of a fixed offset, by L-BFGS. Numpy alone."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from moderation.learning.features import Documents
from moderation.scoring.linear import sigmoid

KEPT = 8  # steps that L-BFGS remembers
STEPS = 60  # at most; the loss no longer moves then
ENOUGH = 1e-4  # of the loss; a step that gains less is the last

Loss = Callable[[np.ndarray], tuple[float, np.ndarray]]


class Platt(NamedTuple):
    """probability = sigmoid(slope x logit + offset)."""

    slope: float
    offset: float

    def of(self, logit: np.ndarray) -> np.ndarray:
        return self.slope * logit + self.offset


def cross_entropy(logit: np.ndarray, rude: np.ndarray) -> np.ndarray:
    return np.logaddexp(0, logit) - rude * logit


def platt(logit: np.ndarray, rude: np.ndarray, weight: np.ndarray, *, prior: float = 1.0) -> Platt:
    """Return what makes a probability of ``logit``, by Newton's method.

    The slope is pulled to 1 and the offset to 0 as by some ``prior`` labels, so that few labels
    change little. The slope is at least a tenth: an order of texts is never turned round.
    """
    columns = np.column_stack([logit, np.ones(len(logit))])
    start = np.array([1.0, 0.0])

    def loss(point: np.ndarray) -> float:
        pull = 0.5 * prior * float((point - start) @ (point - start))
        return float(weight @ cross_entropy(columns @ point, rude)) + pull

    point = start
    for _ in range(50):
        chance = sigmoid(columns @ point)
        gradient = columns.T @ (weight * (chance - rude)) + prior * (point - start)
        curve = (columns * (weight * chance * (1 - chance))[:, None]).T @ columns
        step, before = np.linalg.solve(curve + prior * np.eye(2), gradient), loss(point)
        while loss(point - step) > before and np.abs(step).max() > 1e-9:
            step = step / 2
        point = point - step
        if np.abs(step).max() < 1e-6:
            break
    return Platt(max(float(point[0]), 0.1), float(point[1]))


def beside(
    documents: Documents,
    offset: np.ndarray,
    rude: np.ndarray,
    weight: np.ndarray,
    *,
    cost: float,
    start: np.ndarray | None = None,
) -> np.ndarray:
    """Return one weight for each column of ``documents`` and, behind these, a bias.

    They minimise cost x weighted cross entropy of ``offset`` + theirs, + |weights|**2 / 2. So
    where labels say little the weights are small, and what is left is the offset.
    """

    def loss(point: np.ndarray) -> tuple[float, np.ndarray]:
        logit = offset + documents.times(point[:-1]) + point[-1]
        slope = cost * weight * (sigmoid(logit) - rude)
        gradient = np.append(documents.gathered(slope) + point[:-1], slope.sum())
        value = cost * float(weight @ cross_entropy(logit, rude)) + 0.5 * point[:-1] @ point[:-1]
        return float(value), gradient

    return minimum(loss, np.zeros(len(documents.idf) + 1) if start is None else start)


def minimum(loss: Loss, point: np.ndarray) -> np.ndarray:
    """Return where the convex ``loss`` is least, near enough."""
    value, gradient = loss(point)
    moves: list[tuple[np.ndarray, np.ndarray, float]] = []
    for _ in range(STEPS):
        way = _way(gradient, moves)
        slope, length = float(gradient @ way), 1.0
        if not moves:
            length = min(1.0, 1.0 / max(float(np.linalg.norm(gradient)), 1e-12))
        for _ in range(20):
            there, (found, next_gradient) = point + length * way, loss(point + length * way)
            if found <= value + 1e-4 * length * slope:
                break
            length /= 2
        else:
            return point
        change = next_gradient - gradient
        if (curve := float(change @ (there - point))) > 1e-12:
            moves = [*moves[1 - KEPT :], (there - point, change, curve)]
        gained = value - found
        point, value, gradient = there, found, next_gradient
        if gained < ENOUGH * max(abs(value), 1e-12):
            return point
    return point


def _way(gradient: np.ndarray, moves: list[tuple[np.ndarray, np.ndarray, float]]) -> np.ndarray:
    """Return where to go, by what the last ``moves`` tell of the loss's curve."""
    way, shares = -gradient, []
    for step, change, curve in reversed(moves):
        share = float(step @ way) / curve
        shares.append(share)
        way = way - share * change
    if moves:
        step, change, curve = moves[-1]
        way = way * (curve / float(change @ change))
    for (step, change, curve), share in zip(moves, reversed(shares), strict=True):
        way = way + step * (share - float(change @ way) / curve)
    return way
