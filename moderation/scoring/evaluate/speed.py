"""How fast texts are scored, beside a rival and the bare hashing that no scorer can beat."""

import time
from typing import NamedTuple
from zlib import crc32

from moderation.scoring.evaluate.accuracy import Rival
from moderation.scoring.model import Model
from moderation.scoring.scorer import Scorer

BATCH = 64


class Speed(NamedTuple):
    """Comments per second of CPU time, in batches of BATCH; ``alone_ms``: median, one at a time."""

    characters: float
    first_sight: float
    known_words: float
    alone_ms: float
    rival: float | None
    hashing: float


def measure(model: Model, texts: list[str], other: Rival | None) -> Speed:
    scorer = Scorer(model)
    first = _rate(scorer.score, texts)
    known = _rate(scorer.score, texts)
    alone = sorted(_seconds(scorer.score, [text]) for text in texts[:500])
    return Speed(
        characters=sum(map(len, texts)) / len(texts),
        first_sight=first,
        known_words=known,
        alone_ms=alone[len(alone) // 2] * 1000,
        rival=None if other is None else _rate(other, texts),
        hashing=_rate(_hash_all, texts),
    )


def _rate(work, texts: list[str]) -> float:
    start = time.process_time()
    for at in range(0, len(texts), BATCH):
        work(texts[at : at + BATCH])
    return len(texts) / (time.process_time() - start)


def _seconds(work, texts: list[str]) -> float:
    start = time.process_time()
    work(texts)
    return time.process_time() - start


def _hash_all(texts: list[str]) -> None:
    for text in texts:
        for word in text.split():
            crc32(word.encode("utf-8", "surrogatepass"))
