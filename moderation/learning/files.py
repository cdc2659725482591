"""A site model as files: weights as ``.npz`` without pickle, and a JSON card that names them."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np

from moderation.learning.train import Trained
from moderation.scoring.features import CHAR_BITS
from moderation.scoring.model import MAX_BYTES, ModelFileError, packed
from moderation.scoring.site import SiteWeights

FORMAT = "decorum-site-1"
MAX_UNPACKED = 2_000_000  # bytes
NAMES = {"char", "word", "scales", "enters"}


def quantised(trained: Trained) -> dict[str, np.ndarray]:
    """Return the arrays of a model: weights in whole steps of -127 to 127, and the steps."""
    parts = np.split(trained.weights, [1 << CHAR_BITS])
    scales = [max(float(np.abs(part).max()), 1e-9) / 127 for part in parts]
    char, word = (
        np.rint(part / scale).astype(np.int8) for part, scale in zip(parts, scales, strict=True)
    )
    enters = np.array([trained.slope, trained.offset])
    return {"char": char, "word": word, "scales": np.array(scales), "enters": enters}


def pack(trained: Trained) -> bytes:
    """Return the weights file. The same weights give the same bytes."""
    return packed(quantised(trained))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unpack(data: bytes, *, scorer: str, general: str, expected: str) -> SiteWeights:
    """Read a weights file whose SHA-256 is ``expected``. Raises ModelFileError."""
    if len(data) > MAX_BYTES or sha256(data) != expected:
        raise ModelFileError(f"{scorer}: the weights are not those that its card names")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                raise ModelFileError(f"{scorer}: the weights unpack to too much")
        with np.load(BytesIO(data), allow_pickle=False) as archive:
            if set(archive.files) != NAMES:
                raise ModelFileError(f"{scorer}: the weights hold {sorted(archive.files)}")
            arrays = {name: archive[name] for name in NAMES}
        slope, offset = arrays["enters"].tolist()
        char_scale, word_scale = arrays["scales"].tolist()
        return SiteWeights(
            *(scorer, general, float(slope), float(offset)),
            *(arrays["char"], arrays["word"], (float(char_scale), float(word_scale))),
        )
    except (ValueError, TypeError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelFileError(f"{scorer}: the weights cannot be read ({error})") from error


def write(folder: Path, *, data: bytes, card: dict) -> None:
    """Write ``weights.npz`` and ``card.json`` to ``folder``: both, whole, or nothing.

    Raises OSError, also where ``folder`` is there already.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
        for name, content in (("weights.npz", data), ("card.json", text.encode())):
            with (unfinished / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def read(folder: Path) -> tuple[dict, SiteWeights]:
    """Read a model that ``write`` wrote. Raises ModelFileError."""
    try:
        card = json.loads((folder / "card.json").read_bytes())
        data = (folder / "weights.npz").read_bytes()
        if card["format"] != FORMAT:
            raise ModelFileError(f"{folder}: not a card of the format {FORMAT}")
        named = {"scorer": card["scorer"], "general": card["general"]}
        return card, unpack(data, **named, expected=card["weights"]["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelFileError(f"{folder}: not a site model ({error!r})") from error
