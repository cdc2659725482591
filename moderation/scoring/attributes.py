"""Attributes of a text beside its rudeness: heads of the model, and one rule."""

import numpy as np

HEADS = ("insult", "profanity", "threat", "identity_attack")
ONE_WORD = 0.7  # sexual: probability given by one sexual word; each further one closes the gap


def sexual(words: np.ndarray) -> np.ndarray:
    """Return how surely texts with so many distinct sexual words each are sexual.

    A rule, not a trained head: no openly licensed rows carry this label.
    """
    return 1.0 - (1.0 - ONE_WORD) ** words
