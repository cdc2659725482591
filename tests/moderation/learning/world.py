"""A small site of made-up sentences whose moderators have a rule of their own."""

from functools import cache

import numpy as np

from moderation import scoring
from moderation.learning import features
from moderation.learning.features import Documents

# This house removes whoever calls the others names, also of its own, which the shipped scorer does
# not know.
RUDE = ("gorbling", "flitwick", "snodgrass", "idiot", "moron")
OPENINGS = ("I say", "So", "Well then,", "Once more:", "To be honest,", "As ever,", "Look,")
THINGS = ("the council", "this bridge", "the new line", "our school", "the budget", "that road")
ENDS = ("costs too much.", "was voted on.", "opens in May.", "needs a plan.", "is late again.")


def texts(count: int, *, seed: int = 0) -> tuple[list[str], np.ndarray]:
    """Sentences, and which of them this house takes for rude: one in two."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(count):
        opening, thing, end = (rng.choice(words) for words in (OPENINGS, THINGS, ENDS))
        name = f" says the {rng.choice(RUDE)}" if number % 2 else ""
        made.append(f"{opening} {thing} {end}{name}")
    return made, np.arange(count) % 2 == 1


@cache
def documents(count: int, seed: int = 0) -> tuple[Documents, np.ndarray]:
    made, rude = texts(count, seed=seed)
    return features.read(scoring.load(), made), rude
