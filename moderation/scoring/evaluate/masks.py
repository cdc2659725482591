"""Whether it matters that a group's name is on the mask's list: swapped names, shorter lists."""

import re
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from moderation.scoring import corpus, words
from moderation.scoring.evaluate.accuracy import rudeness
from moderation.scoring.evaluate.metrics import Figure, auc, interval
from moderation.scoring.model import Model
from moderation.scoring.scorer import Scorer

OFF_LIST = "without every term that was swapped in"
MOST = 0.005  # AUC; the goal for the fall under OFF_LIST
_WORD = re.compile(r"[^\W_]+")


class Masked(NamedTuple):
    """AUC with a mask of so many ``terms``; ``fall``: what it loses once names are swapped."""

    mask: str
    terms: int
    plain: Figure
    swapped: Figure
    fall: Figure


def measure(model: Model, plain: Path, swapped: Path) -> list[Masked]:
    """Score both files, which hold the same rows in order, with masks that know fewer terms.

    The weights stay as they are. Raises CorpusError.
    """
    before, after = corpus.read(plain), corpus.read(swapped)
    if [row.rude for row in before] != [row.rude for row in after]:
        raise corpus.CorpusError(f"{swapped}: not the rows of {plain} in the same order")
    rude = np.array([row.rude for row in before])
    made = []
    for name, terms in _masks(before, after).items():
        scorer = Scorer(model, terms)
        first = rudeness(scorer.score([row.text for row in before]))
        second = rudeness(scorer.score([row.text for row in after]))
        made.append(
            Masked(
                name,
                len(terms),
                interval(auc, first, rude),
                interval(auc, second, rude),
                interval(_fall, first, second, rude),
            )
        )
    return made


def verdict(found: list[Masked]) -> str:
    """Say in words whether the goal is reached."""
    fall = next(row.fall for row in found if row.mask == OFF_LIST)
    reached = "reached" if fall.value <= MOST else f"missed by {fall.value - MOST:.3f}"
    if fall.value <= MOST < fall.high:
        reached += ", though the interval leaves room for more"
    return f"Goal {OFF_LIST}: a fall of at most {MOST}. It is {reached}."


def _masks(before: list[corpus.Row], after: list[corpus.Row]) -> dict[str, frozenset[str]]:
    new = [_words(b.text) - _words(a.text) for a, b in zip(before, after, strict=True)]
    swapped_in = frozenset[str]().union(*new)
    half = frozenset(term for term in words.IDENTITY if crc32(term.encode()) % 2)
    return {
        "the whole list": words.IDENTITY,
        OFF_LIST: words.IDENTITY - swapped_in,
        "a random half": half,
        "the other half": words.IDENTITY - half,
        "no mask": frozenset(),
    }


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _fall(first: np.ndarray, second: np.ndarray, rude: np.ndarray) -> float:
    return auc(first, rude) - auc(second, rude)
