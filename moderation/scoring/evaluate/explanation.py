"""Whether the marked parts are those that people mark, and whether the score hangs on them."""

from typing import NamedTuple

import numpy as np

from moderation.scoring.corpus import Row
from moderation.scoring.evaluate.accuracy import THRESHOLD
from moderation.scoring.evaluate.metrics import Figure, interval
from moderation.scoring.results import ScoreResult
from moderation.scoring.scorer import Scorer


class Explanation(NamedTuple):
    """``character_f1``: mean over posts of the F1 of marked characters; both empty counts 1.

    ``lowered``: share of flagged texts whose score falls once the marked parts are deleted.
    """

    posts: int
    character_f1: Figure
    flagged: int
    lowered: float


def measure(scorer: Scorer, rows: list[Row]) -> Explanation:
    results = scorer.score([row.text for row in rows])
    f1 = np.array([_f1(row, result) for row, result in zip(rows, results, strict=True)])
    flagged = [
        (row.text, result)
        for row, result in zip(rows, results, strict=True)
        if result.rudeness >= THRESHOLD
    ]
    after = scorer.score([_without(text, result) for text, result in flagged])
    pairs = zip(flagged, after, strict=True)
    lower = [rest.rudeness < result.rudeness for (_, result), rest in pairs]
    return Explanation(len(rows), interval(np.mean, f1), len(flagged), float(np.mean(lower)))


def _f1(row: Row, result: ScoreResult) -> float:
    marked = {at for span in result.spans for at in range(span.start, span.end)}
    if not marked or not row.spans:
        return float(not marked and not row.spans)
    both = len(marked & row.spans)
    return 2 * both / (len(marked) + len(row.spans))


def _without(text: str, result: ScoreResult) -> str:
    for span in reversed(result.spans):
        text = text[: span.start] + text[span.end :]
    return text
