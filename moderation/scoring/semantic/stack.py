"""The second stage: what the linear scorer is unsure of is judged again with a sentence model."""

import time
from dataclasses import replace
from typing import Protocol

import numpy as np

from moderation.scoring.linear import sigmoid
from moderation.scoring.results import ScoreResult
from moderation.scoring.scorer import EXPLAIN_FROM, Scorer
from moderation.scoring.semantic.head import Head
from moderation.scoring.semantic.readable import LONGEST, readable

# Rudeness that is judged again; chosen on the development sets, where .05 to .95 costs a quarter
# less and gains a third less. A result stays in the band: it never overtakes what is sure.
BAND = (0.02, 0.95)
BATCH = 16  # texts between two looks at the clock


class SentenceModel(Protocol):
    def can_read(self, text: str) -> bool:
        """Whether the whole text would be read, and is in a language that the model knows."""

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return an embedding for each text."""


class Semantic:
    """Like a Scorer. Spans and attributes stay those of the linear model."""

    def __init__(self, scorer: Scorer, encoder: SentenceModel, head: Head):
        name, _, version = scorer.name.partition("@")
        self.name = f"{name}+minilm@{version}-{head.version}"
        self.linear = scorer
        self._encoder, self._head = encoder, head

    def score(self, texts: list[str]) -> list[ScoreResult]:
        """Return one result per text in the same order. Any str will do; empty in, empty out."""
        return self.score_within(texts, seconds=float("inf"))

    def score_within(self, texts: list[str], *, seconds: float) -> list[ScoreResult]:
        """As score, but a text for which time ran out has the result of the linear scorer.

        Takes longer than ``seconds`` by the linear scorer and one batch at most.
        """
        end = time.monotonic() + seconds
        first = self.linear.score(texts)
        made = [replace(result, scorer=self.name) for result in first]
        readings = self.doubtful(texts, first)
        numbers = sorted(readings, key=lambda at: len(readings[at]))
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            if time.monotonic() >= end:
                for at in numbers[start:]:
                    made[at] = first[at]
                break
            rudeness = self._rudeness([first[at] for at in batch], [readings[at] for at in batch])
            for at, value in zip(batch, rudeness, strict=True):
                made[at] = self._changed(first[at], value)
        return made

    def doubtful(self, texts: list[str], first: list[ScoreResult]) -> dict[int, str]:
        """Return the number of each text to judge again, and how it is to be read."""
        found = {
            number: readable(text, result.spans)
            for number, (text, result) in enumerate(zip(texts, first, strict=True))
            if BAND[0] <= result.rudeness <= BAND[1] and 0 < len(text.strip()) <= LONGEST
        }
        return {number: text for number, text in found.items() if self._encoder.can_read(text)}

    def _rudeness(self, first: list[ScoreResult], readings: list[str]) -> list[float]:
        linear = logit(np.array([result.rudeness for result in first]))
        semantic = self._head.logits(self._encoder.encode(readings))
        stacked = sigmoid(self._head.stacked(linear, semantic))
        return stacked.clip(*BAND).round(6).tolist()

    def _changed(self, result: ScoreResult, rudeness: float) -> ScoreResult:
        spans = result.spans if rudeness >= EXPLAIN_FROM else []
        return replace(result, rudeness=rudeness, spans=spans, scorer=self.name)


def logit(probability: np.ndarray) -> np.ndarray:
    inside = probability.clip(1e-6, 1 - 1e-6)
    return np.log(inside / (1 - inside))
