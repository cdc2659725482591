"""Disguised words that stay caught, and innocent strings that are taken for rude."""

import random
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from moderation.scoring import corpus
from moderation.scoring.evaluate.accuracy import THRESHOLD
from moderation.scoring.evaluate.camouflage import KINDS, PAIRS, Disguise
from moderation.scoring.evaluate.metrics import Figure, interval
from moderation.scoring.model import Model
from moderation.scoring.results import ScoreResult
from moderation.scoring.scorer import Scorer

CAUGHT_TEXTS = 400  # rude texts from the test sets that are tried in disguise


class Kept(NamedTuple):
    """Of the texts caught as they stood, the share still caught once disguised."""

    kind: str
    share: Figure


def sample(rows: list[corpus.Row]) -> list[str]:
    """Return about CAUGHT_TEXTS English rude texts of ``rows``, evenly spread."""
    texts = [row.text for row in rows if row.rude and row.language == "en"]
    return texts[:: max(1, len(texts) // CAUGHT_TEXTS)]


def disguised(
    scorer: Scorer,
    texts: list[str],
    *,
    judge: Scorer | None = None,
    seed: int = 0,
    pairs: bool = True,
) -> list[Kept]:
    """Disguise every marked word of the ``texts`` that are caught, by each kind and each pair.

    ``judge`` scores the disguised texts; without one ``scorer`` does.
    """
    caught = [(t, r) for t, r in zip(texts, scorer.score(texts), strict=True) if _caught(r)]
    judge = judge or scorer
    made = [Kept(kind, _kept(judge, caught, [KINDS[kind]], seed)) for kind in KINDS]
    for first, second in PAIRS if pairs else ():
        share = _kept(judge, caught, [KINDS[first], KINDS[second]], seed)
        made.append(Kept(f"{first} + {second}", share))
    return made


def without_normaliser(model: Model) -> Scorer:
    """Return a scorer with the same weights that knows no word in disguise."""
    return Scorer(replace(model, arrays=model.arrays | {"rude_words": np.zeros(0, np.uint8)}))


def _kept(scorer: Scorer, caught, disguises: list[Disguise], seed: int) -> Figure:
    rng = random.Random(seed)  # noqa: S311 - for tests, not for secrets
    changed = [_disguise(text, result, disguises, rng) for text, result in caught]
    still = np.array([_caught(result) for result in scorer.score(changed)], float)
    return interval(np.mean, still) if len(still) else Figure(0.0, 0.0, 0.0)


def _disguise(text: str, result: ScoreResult, disguises: list[Disguise], rng) -> str:
    parts, done = [], 0
    for span in result.spans:
        word = text[span.start : span.end]
        for disguise in disguises if word.isascii() and word.isalpha() else ():
            word = disguise(word, rng)
        parts += [text[done : span.start], word]
        done = span.end
    return "".join([*parts, text[done:]])


def false_hits(scorer: Scorer, innocent: list[str]) -> list[str]:
    """Return those of ``innocent`` that are scored as rude."""
    results = scorer.score(innocent)
    return [text for text, result in zip(innocent, results, strict=True) if _caught(result)]


def _caught(result: ScoreResult) -> bool:
    return result.rudeness >= THRESHOLD
