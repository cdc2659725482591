"""Services that answer as OpenAI's moderation endpoint does."""

import json
import re

from moderation.engines.exchange import Answer, post_all
from moderation.engines.readings import LONGEST_NAME, Reading, Unusable, probability

AT_ONCE = 32  # texts in one request
MODEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
PREFIX = "openai:"
# Our attribute -> the categories it is the greatest of. The first must be in every answer.
CATEGORIES = {
    "insult": ("harassment",),
    "identity_attack": ("hate", "hate/threatening"),
    "threat": ("harassment/threatening", "hate/threatening"),
    "sexual": ("sexual", "sexual/minors"),
}
# Rude is what is aimed at people. Violence and self-harm are subjects that news has, too.
RUDE = ("harassment", "harassment/threatening", "hate", "hate/threatening")


class OpenAIStyle:
    """Asks ``url`` for the category scores of texts, a few dozen in each request."""

    def __init__(self, *, model: str, url: str, key: str, timeout: float):
        self.model = model
        self.url = url
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.timeout = timeout  # seconds for a batch

    def read(self, texts: list[str]) -> list[Reading | None]:
        """Return a reading for each text, in the same order. Raises Unusable."""
        parts = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
        bodies = [json.dumps({"model": self.model, "input": part}).encode() for part in parts]
        answers = post_all(self.url, bodies, headers=self.headers, timeout=self.timeout)
        readings: list[Reading | None] = []
        for part, answer in zip(parts, answers, strict=True):
            readings += self._readings(answer, len(part))
        return readings

    def _readings(self, answer: Answer, count: int) -> list[Reading]:
        if answer.status != 200:
            raise Unusable(f"HTTP {answer.status}")
        try:
            said = json.loads(answer.body)
            scorer = self._scorer(said.get("model", self.model))
            rows = [result["category_scores"] for result in said["results"]]
            readings = [reading(row, scorer) for row in rows]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise Unusable("an answer in another form") from None
        if len(readings) != count:
            raise Unusable(f"{len(readings)} results for {count} texts")
        return readings

    def _scorer(self, model: str) -> str:
        """Name the model that says it answered: "latest" is a different one every year."""
        name = PREFIX + model
        if not MODEL_NAME.fullmatch(model) or len(name) > LONGEST_NAME:
            raise Unusable("a model without a proper name")
        return name


def reading(row: dict, scorer: str) -> Reading:
    """Raises Unusable for a score that is none, KeyError when one that we live by is missing."""
    scores = {category: probability(score) for category, score in row.items()}
    attributes = {
        name: max(scores[category] for category in categories if category in scores)
        for name, categories in CATEGORIES.items()
        if any(category in scores for category in categories)
    }
    rude = [scores["harassment"], scores["hate"], *(scores.get(name, 0.0) for name in RUDE)]
    return Reading(max(rude), attributes, scorer)
