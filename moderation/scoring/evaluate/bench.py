"""How fast comments are scored, beside a rival and the bare hashing that no scorer can beat.

All take turns in every round, so that a machine that slows down slows all of them.
"""

import random
import re
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from moderation.scoring import features
from moderation.scoring.evaluate.metrics import Figure, interval
from moderation.scoring.evaluate.restless import Calm

BATCH = 64  # comments scored together
LENGTH = 200  # code points of a comment, about
ALONE = 64  # comments a round that are scored one at a time

Engine = Callable[[list[str]], object]
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+(?=\s)|$)", re.M)


class Timing(NamedTuple):
    """One engine. Figures are medians over the rounds with 95 % bootstrap intervals.

    ``ratio``: comments per second over those of the first engine, round by round.
    """

    name: str
    comments_per_second: Figure
    alone_ms: Figure
    ratio: Figure


class Bench(NamedTuple):
    """``spread``: longest time of the calibration loop over its shortest, less 1."""

    timings: list[Timing]
    spread: float


def comments(bodies: Iterable[str], count: int, *, seed: int) -> list[str]:
    """Return ``count`` comments of about LENGTH code points, drawn from the sentences of others."""
    sentences = sorted({found[0].strip() for body in bodies for found in _SENTENCE.finditer(body)})
    rng = random.Random(seed)  # noqa: S311 - for measuring, not for secrets
    made = []
    for _ in range(count):
        text = rng.choice(sentences)
        while len(text) < LENGTH - 20:
            text = f"{text} {rng.choice(sentences)}"
        made.append(text[: LENGTH + 20])
    return made


def hash_only(texts: list[str]) -> None:
    """Lower the case and hash every character n-gram: the least any model of n-grams does."""
    features.char_buckets([word for text in texts for word in text.lower().split()])


def measure(engines: dict[str, Engine], texts: list[str], *, rounds: int, calm: Calm) -> Bench:
    """Time all ``engines`` on the ``texts``, in turn. Raises RestlessMachine."""
    for engine in engines.values():
        engine(texts)  # What is only done once is not counted.
    together = np.empty((rounds, len(engines)))
    alone = np.empty((rounds, len(engines)))
    for number in range(rounds):
        calm.look()
        for column, engine in enumerate(engines.values()):
            together[number, column] = len(texts) / _seconds(engine, texts, BATCH)
            few = texts[:ALONE]
            alone[number, column] = _seconds(engine, few, 1) / len(few) * 1000
    calm.check()
    timings = [
        Timing(
            name,
            interval(np.median, together[:, column]),
            interval(np.median, alone[:, column]),
            interval(np.median, together[:, column] / together[:, 0]),
        )
        for column, name in enumerate(engines)
    ]
    return Bench(timings, calm.spread)


def _seconds(engine: Engine, texts: list[str], batch: int) -> float:
    start = time.process_time()
    for at in range(0, len(texts), batch):
        engine(texts[at : at + batch])
    return time.process_time() - start
