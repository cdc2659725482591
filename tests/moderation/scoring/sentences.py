"""Stand-ins for the two models of the second stage, and random weights for the real network."""

import json

import numpy as np

from moderation.scoring import Span
from moderation.scoring.results import ScoreResult
from moderation.scoring.semantic.encoder import SIZE
from moderation.scoring.semantic.head import Head
from moderation.scoring.semantic.stack import Semantic


class Linear:
    """Scores by a table; marks the first six characters."""

    name = "linear@1"

    def __init__(self, scores):
        self.scores = scores

    def score(self, texts):
        spans = [Span(0, 6, 1.0, None)]
        return [ScoreResult(self.scores[t], {"insult": 0.25}, spans, self.name) for t in texts]


class Sentences:
    """Embeds a text as one that is ``rude`` or one that is not; keeps what it ``read``."""

    def __init__(self, rude=(), unreadable=()):
        self.rude, self.unreadable = set(rude), set(unreadable)
        self.read: list[str] = []

    def can_read(self, text):
        return text not in self.unreadable

    def encode(self, texts):
        self.read += texts
        made = np.zeros((len(texts), SIZE), np.float32)
        made[:, 0] = [1.0 if text in self.rude else -1.0 for text in texts]
        return made


def stage(scores, *, rude=(), unreadable=(), share=0.5):
    """A second stage whose head gives rude texts a logit of 2, others -2."""
    weights = (2.0, *[0.0] * (SIZE - 1))
    head = Head("7", "", weights, bias=0.0, share=share, slope=1.0, offset=0.0)
    return Semantic(Linear(scores), Sentences(rude, unreadable), head)


def write_weights(path, *, words):
    """Write a safetensors file of the network's form with random numbers."""
    rng = np.random.default_rng(0)
    shapes = {
        "embeddings.word_embeddings.weight": (words, SIZE),
        "embeddings.position_embeddings.weight": (128, SIZE),
        "embeddings.token_type_embeddings.weight": (2, SIZE),
    } | normed("embeddings.LayerNorm")
    for layer in range(6):
        at = f"encoder.layer.{layer}."
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            shapes |= dense(f"{at}attention.{name}", SIZE, SIZE)
        shapes |= dense(f"{at}intermediate.dense", 1536, SIZE)
        shapes |= dense(f"{at}output.dense", SIZE, 1536)
        shapes |= normed(f"{at}attention.output.LayerNorm") | normed(f"{at}output.LayerNorm")
    described, parts, at = {}, [], 0
    for name, shape in shapes.items():
        mean = 1.0 if name.endswith("LayerNorm.weight") else 0.0
        part = rng.normal(mean, 0.05, shape).astype(np.float32).tobytes()
        described[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + len(part)]}
        parts.append(part)
        at += len(part)
    head = json.dumps(described).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + b"".join(parts))


def dense(name, out, into):
    return {f"{name}.weight": (out, into), f"{name}.bias": (out,)}


def normed(name):
    return {f"{name}.weight": (SIZE,), f"{name}.bias": (SIZE,)}
