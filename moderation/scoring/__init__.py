"""Scores how rude texts are: offline, on one CPU core, with the reasons. Needs numpy alone.

>>> from moderation.scoring import score
>>> [result] = score(["you st*pid m0r0n"])
>>> result.rudeness > 0.9, [span.read_as for span in result.spans]
(True, ['stupid', 'moron'])
"""

from functools import cache
from pathlib import Path

from moderation.scoring import model
from moderation.scoring.model import ModelFileError
from moderation.scoring.results import ScoreResult, Span
from moderation.scoring.scorer import Scorer

__all__ = ["ModelFileError", "ScoreResult", "Span", "load", "score", "scorer_name", "warm"]

WEIGHTS = Path(__file__).parent / "weights"


@cache
def load() -> Scorer:
    """Return the shipped scorer; reads it at the first call. Raises ModelFileError."""
    return Scorer(model.load(WEIGHTS))


def warm() -> None:
    """Load the weights and meet the words now, not at the first text. Raises ModelFileError."""
    load().warm()
    load().score(["warm"])


def score(texts: list[str]) -> list[ScoreResult]:
    """Return one result per text, in the same order. Empty in, empty out.

    Takes any str and never raises for one. Larger batches are cheaper per text; texts longer
    than 1,500 code points count by their rudest part.
    """
    return load().score(texts)


def scorer_name() -> str:
    """Return "name@version" of the shipped scorer without reading its weights."""
    card = model.read_card(WEIGHTS)
    return f"{card['name']}@{card['version']}"
