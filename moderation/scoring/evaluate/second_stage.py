"""What the sentence model adds to the linear one, set by set, and what it costs."""

import resource
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from moderation.scoring import corpus
from moderation.scoring.evaluate import fairness
from moderation.scoring.evaluate.accuracy import gain, rudeness
from moderation.scoring.evaluate.bench import BATCH
from moderation.scoring.evaluate.metrics import Figure, auc, interval
from moderation.scoring.evaluate.tables import table
from moderation.scoring.semantic import Semantic, head
from moderation.scoring.semantic.readable import LONGEST
from moderation.scoring.semantic.stack import BAND


class Gain(NamedTuple):
    """AUC of one set with the second stage, what that adds, and the share it judged again."""

    name: str
    rows: int
    auc: Figure
    gain: Figure
    judged: float


class Cost(NamedTuple):
    """Of the texts of all sets. CPU time; ``memory``: MB that the process grew by at its peak."""

    linear_per_second: float
    stacked_per_second: float
    ms_per_judged_text: float
    memory: float


def measure(stage: Semantic, paths: list[Path]) -> tuple[list[Gain], Cost]:
    """Score the rows of ``paths`` with both stages. Raises CorpusError."""
    before, gains = _peak(), []
    linear_seconds = stacked_seconds = 0.0
    texts = judged = 0
    for path in paths:
        rows = corpus.read(path)
        rude = np.array([row.rude for row in rows])
        bodies = [row.text for row in rows]
        first, seconds = _timed(stage.linear.score, bodies)
        linear_seconds += seconds
        second, seconds = _timed(stage.score, bodies)
        stacked_seconds += seconds
        again = len(stage.doubtful(bodies, first))
        texts, judged = texts + len(rows), judged + again
        scores = rudeness(second)
        name = path.name.removesuffix(".csv.gz")
        better = interval(gain, scores, rudeness(first), rude)
        gains.append(Gain(name, len(rows), interval(auc, scores, rude), better, again / len(rows)))
    return gains, Cost(
        linear_per_second=texts / linear_seconds,
        stacked_per_second=texts / stacked_seconds,
        ms_per_judged_text=(stacked_seconds - linear_seconds) / max(1, judged) * 1000,
        memory=_peak() - before,
    )


def page(found: dict) -> str:
    """Lay out what ``facts`` returned."""
    cost = found["cost"]
    rows = [
        [g["name"], g["rows"], Figure(*g["auc"]), Figure(*g["gain"]), g["judged"]]
        for g in found["gains"]
    ]
    fair = [
        [mask, *(Figure(*figure) for figure in figures)]
        for mask, figures in found["fairness"].items()
    ]
    costs: list[list[object]] = [
        ["comments/s, linear model alone", round(cost["linear_per_second"])],
        ["comments/s with the second stage", round(cost["stacked_per_second"])],
        ["ms for a text that is judged again", round(cost["ms_per_judged_text"], 1)],
        ["MB of memory more, at the peak", round(cost["memory"])],
    ]
    return (
        "Off unless SCORER_ENGINE is semantic. What the linear model scores from"
        f" {BAND[0]:.2f} to {BAND[1]:.2f} is judged again if it is in English and has at most"
        f" {LONGEST} characters. The sentence model is all-MiniLM-L6-v2 (licence Apache-2.0, as its"
        " own card in the package says; the package around it MIT). Its head learnt from"
        f" {found['trained_on']:,} rows drawn from the training data. The gain is over the linear"
        " model on the same rows.\n\n"
        + table(["set", "rows", "AUC [95 %]", "gain", "judged again"], rows)
        + "\n\nFairness with the second stage, ordinary speech, as above:\n\n"
        + table(["groups", "false alarms", "largest gap", "worst BPSN AUC"], fair)
        + "\n\nCPU time of one core, all texts of these sets:\n\n"
        + table(["", "measured"], costs)
    )


def facts(stage: Semantic, paths: list[Path], suite: Path) -> dict:
    """Return what ``measure`` found, and the fairness on ``suite``, as JSON can hold it.

    Raises CorpusError and OSError.
    """
    gains, cost = measure(stage, paths)
    return {
        "head": head.read_card()["sha256"],
        "trained_on": head.read_card()["training"]["rows"],
        "gains": [g._asdict() | {"auc": _rounded(g.auc), "gain": _rounded(g.gain)} for g in gains],
        "fairness": {
            mask: _fairness(stage, fairness.read_groups(suite, mask), suite)
            for mask in ("listed", "unlisted")
        },
        "cost": {name: round(value, 2) for name, value in cost._asdict().items()},
    }


def _fairness(stage: Semantic, groups: list[str], suite: Path) -> list[list[float]]:
    templates = fairness.ordinary(fairness.read_templates(suite / "templates.tsv"))
    f = fairness.measure(lambda texts: rudeness(stage.score(texts)), groups, templates)
    return [_rounded(figure) for figure in (f.false_alarms, f.gap, f.worst_bpsn)]


def _rounded(figure: Figure) -> list[float]:
    return [round(float(value), 4) for value in figure]


def _timed(score, texts: list[str]) -> tuple[list, float]:
    """Score in batches as the product does; CPU seconds of all threads."""
    start, made = time.process_time(), []
    for at in range(0, len(texts), BATCH):
        made += score(texts[at : at + BATCH])
    return made, time.process_time() - start


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
