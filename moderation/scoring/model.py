"""The model file: weights as ``.npz`` without pickle, and a JSON card that vouches for them."""

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from moderation.scoring.features import CHAR_BITS, WORD_BITS

FORMAT = "decorum-linear-2"
MAX_BYTES = 5_000_000  # of the weights file; ours has well under a megabyte
MAX_CARD_BYTES = 1_000_000
MAX_UNPACKED_BYTES = 50_000_000
SPAN_BITS = 14  # buckets of words, and of n-grams, that tell which words to mark: 2**14
SPAN_TRAITS = 12  # what explain.traits says of a word

# name -> (dtype, shape); H = number of heads, the first of which is rudeness; -1 = any length
_ARRAYS = {
    "char_weights": ("int8", (-1, 1 << CHAR_BITS)),
    "char_idf": ("uint8", (1 << CHAR_BITS,)),
    "word_weights": ("int8", (-1, 1 << WORD_BITS)),
    "word_idf": ("uint8", (1 << WORD_BITS,)),
    "scales": ("float64", (-1, 2)),  # per head: char and word weight of one step
    "idf_scales": ("float64", (2,)),
    "damping": ("float64", (2,)),  # added to the squared norms of characters and words
    "bias": ("float64", (-1,)),
    "platt": ("float64", (-1, 2)),  # per head: probability = sigmoid(slope * logit + offset)
    # Of each language with a head of its own: the gate, which tells the language, and the head.
    "local_char_weights": ("int8", (-1, 1 << CHAR_BITS)),
    "local_word_weights": ("int8", (-1, 1 << WORD_BITS)),
    "local_scales": ("float64", (-1, 2)),
    "local_bias": ("float64", (-1,)),
    # Words of which it is known what they mean, by features.token_hash, in rising order: what
    # each adds to the first head, and how much it counts.
    "sense_hashes": ("uint32", (-1,)),
    "sense_scores": ("float16", (-1,)),
    "sense_weights": ("float16", (-1,)),
    "rude_words": ("uint8", (-1,)),  # UTF-8, one a line, most frequent first
    "known_words": ("uint8", (-1,)),
    "span_tokens": ("int8", (1 << SPAN_BITS,)),  # how much a word speaks for being marked
    "span_grams": ("int8", (1 << SPAN_BITS,)),  # the same of its character n-grams
    "span_scales": ("float64", (2,)),  # of one step of these two
    "span_weights": ("float64", (SPAN_TRAITS + 1,)),  # of explain.traits, and the bias
}


class ModelFileError(Exception):
    """The weights or their card cannot be used; says which file and why."""


@dataclass(frozen=True, slots=True)
class Model:
    """What scoring needs. ``heads`` names the rows of the weights; the first is rudeness."""

    name: str
    version: str
    heads: tuple[str, ...]
    arrays: dict[str, np.ndarray]

    @property
    def scorer(self) -> str:
        return f"{self.name}@{self.version}"

    def words(self, name: str) -> list[str]:
        return self.arrays[name].tobytes().decode().split()


def save(model: Model, folder: Path, facts: dict) -> None:
    """Write ``weights.npz`` and ``card.json``. The same model gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    data = packed(model.arrays)
    (folder / "weights.npz").write_bytes(data)
    card = {
        "format": FORMAT,
        "name": model.name,
        "version": model.version,
        "heads": list(model.heads),
        "weights": {"file": "weights.npz", "bytes": len(data), "sha256": _sha256(data)},
        **facts,
    }
    text = json.dumps(card, indent=2, ensure_ascii=False, sort_keys=False)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")


def load(folder: Path) -> Model:
    """Read and check a model. Raises ModelFileError for anything but a whole, fitting one."""
    card = read_card(folder)
    path = folder / "weights.npz"
    data = _read(path, MAX_BYTES)
    if card["weights"].get("sha256") != _sha256(data):
        raise ModelFileError(f"{path}: the SHA-256 differs from the one in card.json")
    arrays = _unpacked(path, data)
    heads = tuple(card["heads"])
    for name in ("char_weights", "word_weights", "scales", "bias", "platt"):
        if len(arrays[name]) != len(heads):
            raise ModelFileError(f"{path}: {name} has not one row for each of {len(heads)} heads")
    local = {len(array) for name, array in arrays.items() if name.startswith("local_")}
    if len(local) > 1 or min(local) % 2:
        raise ModelFileError(f"{path}: local_* are not two rows for each language")
    hashes = arrays["sense_hashes"]
    if not len(hashes) == len(arrays["sense_scores"]) == len(arrays["sense_weights"]):
        raise ModelFileError(f"{path}: sense_hashes, _scores and _weights differ in length")
    if (hashes[1:] < hashes[:-1]).any():
        raise ModelFileError(f"{path}: sense_hashes are not in rising order")
    return Model(card["name"], card["version"], heads, arrays)


def read_card(folder: Path) -> dict:
    """Return the card of the model in ``folder``. Raises ModelFileError if it is not one."""
    path = folder / "card.json"
    try:
        card = json.loads(_read(path, MAX_CARD_BYTES))
    except (ValueError, RecursionError) as error:
        raise ModelFileError(f"{path}: not JSON ({error})") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise ModelFileError(f"{path}: not a card of the format {FORMAT}")
    kinds = {"name": str, "version": str, "heads": list, "weights": dict}
    for key, kind in kinds.items():
        if not isinstance(card.get(key), kind):
            raise ModelFileError(f"{path}: {key} is missing or not a {kind.__name__}")
    if not card["heads"] or not all(isinstance(head, str) for head in card["heads"]):
        raise ModelFileError(f"{path}: heads must be names")
    return card


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise ModelFileError(f"{path}: cannot be read ({error.strerror})") from error
    if len(data) > limit:
        raise ModelFileError(f"{path}: larger than {limit:,} bytes")
    return data


def packed(arrays: dict[str, np.ndarray]) -> bytes:
    """Return the bytes of an npz; unlike numpy's own, without the time of writing."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            member = BytesIO()
            np.lib.format.write_array(
                member, np.ascontiguousarray(arrays[name]), allow_pickle=False
            )
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return buffer.getvalue()


def _unpacked(path: Path, data: bytes) -> dict[str, np.ndarray]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise ModelFileError(f"{path}: unpacks to more than {MAX_UNPACKED_BYTES:,} bytes")
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (
        ValueError,
        OSError,
        EOFError,
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise ModelFileError(f"{path}: not a whole .npz file ({error})") from error
    _check_arrays(path, arrays)
    return arrays


def _check_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    if set(arrays) != set(_ARRAYS):
        raise ModelFileError(f"{path}: holds {sorted(arrays)}, expected {sorted(_ARRAYS)}")
    for name, (dtype, shape) in _ARRAYS.items():
        have = arrays[name]
        fits = have.ndim == len(shape) and all(
            want in (-1, size) for want, size in zip(shape, have.shape, strict=True)
        )
        if have.dtype != dtype or not fits:
            raise ModelFileError(f"{path}: {name} is {have.dtype}{have.shape}, not {dtype}{shape}")
        if name.endswith("_words"):
            _check_text(path, name, have)
        if have.dtype.kind == "f" and not np.isfinite(have).all():
            raise ModelFileError(f"{path}: {name} holds a value that is not finite")


def _check_text(path: Path, name: str, array: np.ndarray) -> None:
    try:
        array.tobytes().decode()
    except UnicodeDecodeError as error:
        raise ModelFileError(f"{path}: {name} is not UTF-8") from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
