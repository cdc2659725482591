"""What an engine says of a text, and the checks it must pass before anyone believes it."""

import math
from dataclasses import dataclass
from numbers import Real

from moderation.scoring import Span

LONGEST_NAME = 60  # characters of a scorer's name; what a Score row holds


class Unusable(Exception):
    """The engine gave no answer that may be believed. Names the reason, never a text or a key."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``rudeness`` and ``attributes`` in [0, 1]; ``spans`` None from an engine that marks none."""

    rudeness: float
    attributes: dict[str, float]
    scorer: str
    spans: list[Span] | None = None


def probability(value) -> float:
    """Return ``value`` as a float. Raises Unusable unless it is a number in [0, 1]."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise Unusable("a score that is no number")
    number = float(value)
    if not (math.isfinite(number) and 0 <= number <= 1):
        raise Unusable("a score outside [0, 1]")
    return number


def spans_within(text: str, spans) -> list[Span]:
    """Return ``spans`` as Spans. Raises Unusable unless sorted, disjoint and inside ``text``."""
    checked: list[Span] = []
    end = 0
    for start, stop, weight, read_as in spans:
        # Not isinstance: what is stored as JSON has no room for numpy's integers.
        if type(start) is not int or type(stop) is not int or not end <= start < stop <= len(text):
            raise Unusable("spans that do not fit the text")
        if not (read_as is None or isinstance(read_as, str)):
            raise Unusable("spans that do not fit the text")
        checked.append(Span(start, stop, probability(weight), read_as))
        end = stop
    return checked
