"""Prepares a text for the sentence model: undoes disguises, leaves out which group is named."""

import re

from moderation.scoring import words
from moderation.scoring.results import Span

LONGEST = 400  # code points; longer texts are left to the linear model
SOMEBODY = "person"  # what stands for a word of words.IDENTITY, as naming a group is not rudeness

_WORD = re.compile(r"[^\W_]+")


def readable(text: str, spans: list[Span]) -> str:
    """Return ``text`` with its disguised words as they were read, and groups as SOMEBODY."""
    parts, done = [], 0
    for span in spans:
        if span.read_as:
            parts += [text[done : span.start], span.read_as]
            done = span.end
    return _WORD.sub(_masked, "".join([*parts, text[done:]]))


def _masked(word: re.Match[str]) -> str:
    return SOMEBODY if word[0].lower() in words.IDENTITY else word[0]
