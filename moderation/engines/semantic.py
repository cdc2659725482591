"""The second stage as an engine: a sentence model on this machine, for what is unsure."""

from functools import cached_property

from moderation.engines.custom import EngineNotFound
from moderation.engines.readings import Reading, Unusable
from moderation.scoring import ModelFileError, semantic


class SecondStage:
    """Reads the sentence model with the first batch. Raises EngineNotFound if there is none."""

    def __init__(self, *, timeout: float):
        if not semantic.installed():
            raise EngineNotFound(f"SCORER_ENGINE 'semantic': {semantic.HOW_TO_INSTALL}")
        self.timeout = timeout  # seconds for a batch

    @cached_property
    def scorer(self) -> semantic.Semantic:
        return semantic.load()

    def read(self, texts: list[str]) -> list[Reading | None]:
        """Return a reading for each text; where time ran out, of the local scorer's result.

        Raises Unusable.
        """
        try:
            results = self.scorer.score_within(texts, seconds=self.timeout)
        except (semantic.EncoderMissing, ModelFileError) as error:
            raise Unusable(str(error)) from error
        return [
            Reading(result.rudeness, result.attributes, result.scorer, result.spans)
            for result in results
        ]
