"""Harmless sentences of our own that public training rows lack: places, names, words of violence.

Without them a model flags "Scunthorpe" for the letters inside it and "shot" for its usual company.
None of them is used in a test.
"""

from moderation.scoring import words
from moderation.scoring.corpus import Row

_FRAMES = ("{}", "I read about {} yesterday.", "What do you think of {}?")


def rows() -> list[Row]:
    """Return the sentences, and the words in frames, as rows of the source "plain"."""
    texts = [frame.format(word) for word in words.read_list("plain_words") for frame in _FRAMES]
    texts += words.read_lines("plain_sentences")
    # Any group stands for all: the model reads every listed one as the same token.
    texts += [line.replace("{}", "muslim") for line in words.read_lines("plain_groups")]
    return [Row(text, False, "plain", "plain", "en", {}, frozenset()) for text in texts]
