"""Whether naming a group changes the verdict: the same sentences with many groups in them."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from moderation.scoring.evaluate.accuracy import THRESHOLD
from moderation.scoring.evaluate.metrics import auc
from moderation.scoring.scorer import Scorer


class Fairness(NamedTuple):
    """``gap``: largest difference of a group's false alarm rate from that over all groups.

    ``worst_bpsn``: lowest AUC of civil sentences about one group against rude ones about all
    others ("background positive, subgroup negative"), and whose it is.
    """

    groups: int
    false_alarms: float
    gap: float
    worst_bpsn: float
    worst_group: str


def measure(scorer: Scorer, groups: list[str], templates: Iterable[tuple[bool, str]]) -> Fairness:
    """Fill every group into every (rude, template), and compare the groups."""
    sentences = list(templates)
    rude = np.array([is_rude for is_rude, _ in sentences])
    texts = [line.replace("{}", group) for group in groups for _, line in sentences]
    results = scorer.score(texts)
    scores = np.array([result.rudeness for result in results]).reshape(len(groups), -1)
    rates = (scores[:, ~rude] >= THRESHOLD).mean(axis=1)
    bpsn = [_bpsn(scores, rude, index) for index in range(len(groups))]
    worst = int(np.argmin(bpsn))
    return Fairness(
        groups=len(groups),
        false_alarms=float(rates.mean()),
        gap=float(np.abs(rates - rates.mean()).max()),
        worst_bpsn=bpsn[worst],
        worst_group=groups[worst],
    )


def _bpsn(scores: np.ndarray, rude: np.ndarray, index: int) -> float:
    others = np.delete(scores, index, axis=0)[:, rude].ravel()
    civil = scores[index, ~rude]
    labels = np.concatenate([np.ones(len(others), bool), np.zeros(len(civil), bool)])
    return auc(np.concatenate([others, civil]), labels)
