"""Services that answer as the Perspective API does (comments:analyze, v1alpha1)."""

import json
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from moderation.engines.exchange import Answer, post_all
from moderation.engines.readings import Reading, Unusable, probability

SCORER = "perspective@v1alpha1"
RUDENESS = "TOXICITY"
# Theirs -> ours. SEXUALLY_EXPLICIT is left out: asked for in most languages, it is an error.
ATTRIBUTES = {
    "INSULT": "insult",
    "PROFANITY": "profanity",
    "THREAT": "threat",
    "IDENTITY_ATTACK": "identity_attack",
}
# What is wrong with a text and says nothing against the service.
NOT_THIS_TEXT = {"COMMENT_EMPTY", "COMMENT_TOO_LONG", "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"}


class PerspectiveStyle:
    """Asks ``url`` about each text in a request of its own: the protocol knows no batches."""

    def __init__(self, *, url: str, key: str, timeout: float):
        self.url = with_key(url, key)
        self.timeout = timeout  # seconds for a batch

    def read(self, texts: list[str]) -> list[Reading | None]:
        """Return a reading for each text, None for one that the service does not take.

        In the same order. Raises Unusable.
        """
        bodies = [json.dumps(question(text)).encode() for text in texts]
        answers = post_all(self.url, bodies, headers={}, timeout=self.timeout)
        return [self._reading(answer) for answer in answers]

    def _reading(self, answer: Answer) -> Reading | None:
        try:
            said = json.loads(answer.body) if answer.status in (200, 400) else {}
            if answer.status == 400 and is_about_the_text(said):
                return None
            if answer.status != 200:
                raise Unusable(f"HTTP {answer.status}")
            scores = {
                name: probability(score["summaryScore"]["value"])
                for name, score in said["attributeScores"].items()
            }
            attributes = {ours: scores[name] for name, ours in ATTRIBUTES.items() if name in scores}
            return Reading(scores[RUDENESS], attributes, SCORER)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise Unusable("an answer in another form") from None


def with_key(url: str, key: str) -> str:
    """The protocol has the key in the address, which is why addresses are never logged."""
    if not key:
        return url
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), ("key", key)])
    return urlunsplit(parts._replace(query=query))


def question(text: str) -> dict:
    return {
        "comment": {"text": text},
        "requestedAttributes": {name: {} for name in (RUDENESS, *ATTRIBUTES)},
        "doNotStore": True,  # Not ours to give away for longer than it takes to answer.
    }


def is_about_the_text(said: dict) -> bool:
    """Whether an error is about the text: a wrong key is a 400, too."""
    details = said["error"].get("details", [])
    return any(detail.get("errorType") in NOT_THIS_TEXT for detail in details)
