"""Scores texts with the engine that the settings name, and without it when it fails.

The local scorer reads every batch. Where another engine answers as it should, its probabilities
take the place of the local ones; where it does not, the local result stands as it is.
"""

import logging
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.core import checks

from comments.breaker import Breaker
from moderation import scoring
from moderation.engines.custom import Custom, EngineNotFound
from moderation.engines.openai_style import OpenAIStyle
from moderation.engines.perspective_style import PerspectiveStyle
from moderation.engines.readings import Reading, Unusable
from moderation.engines.semantic import SecondStage
from moderation.scoring import ScoreResult
from moderation.scoring.scorer import EXPLAIN_FROM, Scorer

__all__ = ["EngineNotFound", "load", "score"]

logger = logging.getLogger(__name__)

DEFAULT_MODEL = "omni-moderation-latest"


class Engine(Protocol):
    def read(self, texts: list[str]) -> list[Reading | None]:
        """Return a reading for each text; None where the local scorer must do. Raises Unusable."""


class Guarded:
    """An engine that may fail, and is then left alone for a while."""

    def __init__(self, name: str, engine: Engine):
        self.name = name
        self.engine = engine
        self.breaker = Breaker()

    def read(self, texts: list[str]) -> list[Reading | None]:
        """As Engine.read, but never raises: None for every text while the engine cannot be used."""
        nothing: list[Reading | None] = [None] * len(texts)
        if not self.breaker.allows():
            return nothing
        try:
            readings = self.engine.read(texts)
        except Exception as error:  # A mistake in an engine must not cost a comment its verdict.
            # Not str(error) of what we did not write: it may quote a text or an address.
            reason = str(error) if isinstance(error, Unusable) else type(error).__name__
            logger.warning("%s not used, the local scorer is: %s", self.name, reason)
            self.breaker.failed()
            return nothing
        self.breaker.worked()
        return readings


def load() -> None:
    """Load all that scoring needs. Raises ModelFileError and EngineNotFound."""
    scoring.load()
    configured()


def score(texts: list[str], *, local: Scorer | None = None) -> list[ScoreResult]:
    """Return one result per text, in the same order. Empty in, empty out.

    ``local`` is a scorer to use in place of the shipped one. Each result names the scorer that its
    ``rudeness`` and ``attributes`` come from. Takes at most SCORER_TIMEOUT longer than the local
    scorer alone.
    """
    results = local.score(texts) if local else scoring.score(texts)
    engine = configured()
    if engine is None or not texts:
        return results
    readings = engine.read(texts)
    return [merged(local, said) for local, said in zip(results, readings, strict=True)]


def merged(local: ScoreResult, said: Reading | None) -> ScoreResult:
    """What ``said`` says, with the words that the local scorer marks where it marks none itself."""
    if said is None:
        return local
    spans = said.spans
    if spans is None:  # Marks say what made a text rude; one that is not has none.
        spans = local.spans if said.rudeness >= EXPLAIN_FROM else []
    return ScoreResult(said.rudeness, said.attributes, spans, said.scorer)


@checks.register
def engine_can_be_found(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Stops manage.py when SCORER_ENGINE names a function or a model that is not there."""
    try:
        configured()
    except EngineNotFound as error:
        return [checks.Error(str(error), id="decorum.E001")]
    return []


def configured() -> Guarded | None:
    """Return the engine of the settings, None for the local scorer. Raises EngineNotFound."""
    return engine_for(
        settings.SCORER_ENGINE,
        settings.SCORER_URL,
        settings.SCORER_API_KEY,
        settings.SCORER_TIMEOUT,
    )


@lru_cache(maxsize=1)  # One for the process, as its breaker must be.
def engine_for(name: str, url: str, key: str, timeout: float) -> Guarded | None:
    kind, _, model = name.partition(":")
    if name == "local":
        return None
    if kind == "openai":
        model = model or DEFAULT_MODEL
        engine: Engine = OpenAIStyle(model=model, url=url, key=key, timeout=timeout)
    elif name == "perspective":
        engine = PerspectiveStyle(url=url, key=key, timeout=timeout)
    elif name == "semantic":
        engine = SecondStage(timeout=timeout)
    else:
        engine = Custom(name, timeout=timeout)
    return Guarded(name, engine)
