"""Any Python function as an engine: takes a list of texts, returns numbers or ScoreResults."""

import threading
from collections.abc import Callable
from importlib import import_module

from moderation.engines.readings import LONGEST_NAME, Reading, Unusable, probability, spans_within
from moderation.scoring import ScoreResult


class EngineNotFound(Exception):
    """SCORER_ENGINE names no function that can be imported."""


def find(path: str) -> Callable:
    """Return the function that "package.module:function" names. Raises EngineNotFound."""
    module, _, name = path.partition(":")
    try:
        function = getattr(import_module(module), name)
    except Exception as error:  # Importing runs the module, which may raise anything.
        raise EngineNotFound(f"SCORER_ENGINE {path!r}: {type(error).__name__}") from error
    if not callable(function):
        raise EngineNotFound(f"SCORER_ENGINE {path!r} is no function")
    return function


class Custom:
    """Calls a function in a thread of its own, so that one which hangs can be left behind."""

    def __init__(self, path: str, *, timeout: float):
        self.path = path
        self.function = find(path)
        self.timeout = timeout  # seconds for a batch
        self.thread: threading.Thread | None = None

    def read(self, texts: list[str]) -> list[Reading | None]:
        """Return a reading for each text, in the same order. Raises Unusable."""
        if self.thread and self.thread.is_alive():  # Else every probe would leave one more behind.
            raise Unusable("still busy with an earlier batch")
        outcome: list = []

        def call():
            try:
                outcome.append(list(self.function(list(texts))))
            except Exception as error:  # Whatever the function raises, it gave no answer.
                outcome.append(type(error).__name__)

        self.thread = threading.Thread(target=call, daemon=True)
        self.thread.start()
        self.thread.join(self.timeout)
        if not outcome:
            raise Unusable("no answer in time")
        [answer] = outcome
        if isinstance(answer, str):
            raise Unusable(answer)
        if len(answer) != len(texts):
            raise Unusable(f"{len(answer)} results for {len(texts)} texts")
        return [self._reading(said, text) for said, text in zip(answer, texts, strict=True)]

    def _reading(self, said, text: str) -> Reading:
        if not isinstance(said, ScoreResult):
            return Reading(probability(said), {}, self.path)
        if not (isinstance(said.scorer, str) and 0 < len(said.scorer) <= LONGEST_NAME):
            raise Unusable("a scorer without a proper name")
        attributes = {str(name): probability(value) for name, value in said.attributes.items()}
        spans = spans_within(text, said.spans)
        return Reading(probability(said.rudeness), attributes, said.scorer, spans)
