"""What a site's own decisions add to the scorer: weights beside those of the shipped model."""

from dataclasses import dataclass

import numpy as np

from moderation.scoring.features import CHAR_BITS, WORD_BITS


@dataclass(frozen=True, slots=True)
class SiteWeights:
    """The rudeness of a text becomes sigmoid(``slope`` x general logit + ``offset`` + site logit).

    The site logit is read as every head's is: by n-grams, words and pairs, with the shipped idf,
    so what each token adds is known exactly. ``char`` and ``word`` are steps of ``scales``.
    ``scorer`` is the name@version that scores carry, ``general`` that of the model beneath.
    """

    scorer: str
    general: str
    slope: float
    offset: float
    char: np.ndarray  # int8, one for each bucket of character n-grams
    word: np.ndarray  # int8, of words and pairs
    scales: tuple[float, float]

    def __post_init__(self):
        for array, bits in ((self.char, CHAR_BITS), (self.word, WORD_BITS)):
            if array.dtype != np.int8 or array.shape != (1 << bits,):
                raise ValueError(f"site weights are {array.dtype}{array.shape}, not int8 2**{bits}")
        if not (np.isfinite([self.slope, self.offset, *self.scales]).all() and self.slope > 0):
            raise ValueError("slope, offset or scales of site weights are no proper numbers")
