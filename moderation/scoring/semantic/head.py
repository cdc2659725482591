"""The learnt part of the second stage: 384 weights on a sentence's embedding, and the scaling."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from moderation.scoring.model import ModelFileError
from moderation.scoring.semantic.encoder import SIZE

FORMAT = "decorum-semantic-1"
FILE = Path(__file__).parent / "head.json"
MAX_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Head:
    """``weights`` and ``bias`` give a logit of an embedding from the ``encoder`` (a SHA-256).

    Rudeness is sigmoid(slope x (linear logit + share x that logit) + offset).
    """

    version: str
    encoder: str
    weights: tuple[float, ...]
    bias: float
    share: float
    slope: float
    offset: float

    def logits(self, embeddings: np.ndarray) -> np.ndarray:
        return embeddings @ np.array(self.weights) + self.bias

    def stacked(self, linear: np.ndarray, semantic: np.ndarray) -> np.ndarray:
        return self.slope * (linear + self.share * semantic) + self.offset


def save(head: Head, path: Path, facts: dict) -> None:
    values = asdict(head)
    card = {"format": FORMAT, "sha256": _sha256(values), "head": values, **facts}
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def read_card(path: Path = FILE) -> dict:
    """Return the head's file with what it was trained from. Raises ModelFileError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        card = json.loads(data) if len(data) <= MAX_BYTES else None
    except OSError as error:
        raise ModelFileError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise ModelFileError(f"{path}: not JSON ({error})") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise ModelFileError(f"{path}: not a file of the format {FORMAT}")
    if card.get("sha256") != _sha256(card.get("head")):
        raise ModelFileError(f"{path}: the SHA-256 differs from the one in the file")
    return card


def load(path: Path = FILE) -> Head:
    """Raises ModelFileError for anything but a whole, fitting head."""
    try:
        head = Head(**read_card(path)["head"])
        scalars = (head.bias, head.share, head.slope, head.offset)
        numbers = np.array([*head.weights, *scalars], float)
    except (TypeError, ValueError) as error:
        raise ModelFileError(f"{path}: not a head ({error})") from error
    if len(numbers) != SIZE + len(scalars) or not np.isfinite(numbers).all():
        raise ModelFileError(f"{path}: not {SIZE} finite weights")
    return head


def _sha256(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
