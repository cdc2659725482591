"""Trains a site's weights on its own labels, beside the general scorer."""

from typing import NamedTuple

import numpy as np

from moderation.learning import fit
from moderation.learning.features import Documents
from moderation.learning.fit import Platt

COSTS = (1.0, 3.0, 10.0)  # of an error against the size of the weights; the best is chosen
FEW = 10  # labels of either kind; with fewer only the scale of the general score is learnt
SURE = 1.0  # standard errors by which weights must better what the general score alone says
FOLDS, MANY_FOLDS, MANY = 5, 3, 2_000  # from MANY labels on fewer folds tell as much


class TooFew(Exception):
    """There is no label of one of the two kinds."""


class Trained(NamedTuple):
    """``weights`` of all buckets and how the general logit enters. ``cost`` 0: no weights at all,
    as the labels do not tell more than the general score. ``out_of_fold``: for each document what
    weights trained without it say, calibrated."""

    weights: np.ndarray
    slope: float
    offset: float
    cost: float
    out_of_fold: np.ndarray

    def logit(self, documents: Documents) -> np.ndarray:
        own = documents.times(self.weights[documents.buckets])
        return self.slope * documents.logit + self.offset + own


def train(documents: Documents, rude: np.ndarray, weight: np.ndarray, *, seed: int = 0) -> Trained:
    """Return weights for ``rude`` labels, 0 or 1, that count ``weight`` each. Raises TooFew.

    How strong the weights may be is chosen by what they say of labels left out, and with them the
    probabilities are calibrated: nothing at all beside the general score is one of the choices, so
    few labels do no harm.
    """
    rude, weight = rude.astype(float), weight / weight.mean()
    if not 0 < rude.sum() < len(rude):
        raise TooFew("labels of both kinds are needed")
    found = {0.0: out_of_fold(documents, rude, weight, costs=(), seed=seed)[0.0]}
    if min(rude.sum(), len(rude) - rude.sum()) >= FEW:
        found = out_of_fold(documents, rude, weight, costs=COSTS, seed=seed)
    scales = {cost: fit.platt(logit, rude, weight) for cost, logit in found.items()}

    left_out = {cost: scales[cost].of(logit) for cost, logit in found.items()}
    loss = {cost: weight * fit.cross_entropy(left, rude) for cost, left in left_out.items()}
    cost = min(loss, key=lambda cost: float(loss[cost].sum()))
    # One that is better by no more than chance may as well be worse.
    gain = loss[0.0] - loss[cost]
    if gain.sum() <= SURE * np.sqrt(len(gain)) * gain.std():
        cost = 0.0
    return _final(documents, rude, weight, cost, scales[cost], left_out[cost])


def _final(documents, rude, weight, cost: float, scale: Platt, left_out: np.ndarray) -> Trained:
    general = fit.platt(documents.logit, rude, weight)
    weights, bias = np.zeros(len(documents.idf)), 0.0
    if cost:
        point = fit.beside(documents, general.of(documents.logit), rude, weight, cost=cost)
        weights, bias = point[:-1], float(point[-1])
    else:
        scale = Platt(1.0, 0.0)
    return Trained(
        weights=documents.spread(scale.slope * weights),
        slope=scale.slope * general.slope,
        offset=scale.slope * (general.offset + bias) + scale.offset,
        cost=cost,
        out_of_fold=left_out,
    )


def out_of_fold(
    documents: Documents, rude: np.ndarray, weight: np.ndarray, *, costs: tuple, seed: int
) -> dict[float, np.ndarray]:
    """Return, by cost, the logit of each document by weights trained without it; by 0 that of the
    general score on the site's scale."""
    folds = FOLDS if len(rude) < MANY else MANY_FOLDS
    fold = np.empty(len(rude), int)
    rng = np.random.default_rng(seed)
    for kind in (0, 1):  # Each fold has its share of both.
        rows = np.flatnonzero(rude == kind)
        fold[rng.permutation(rows)] = np.arange(len(rows)) % folds
    found = {cost: np.empty(len(rude)) for cost in (0.0, *costs)}
    for number in range(folds):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        known, left = documents.only(inside), documents.only(outside)
        general = fit.platt(known.logit, rude[inside], weight[inside])
        found[0.0][outside] = general.of(left.logit)
        start = None
        for cost in costs:  # From weak to strong: each begins where the last ended.
            start = fit.beside(
                known,
                general.of(known.logit),
                rude[inside],
                weight[inside],
                cost=cost,
                start=start,
            )
            own = left.times(known.spread(start[:-1])[left.buckets])
            found[cost][outside] = general.of(left.logit) + own + start[-1]
    return found
