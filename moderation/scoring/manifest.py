"""What the model's card says of the training, so that it can be done again."""

import hashlib
from collections import Counter
from pathlib import Path

from moderation.scoring import corpus, fit, quiet_letters
from moderation.scoring.attributes import HEADS
from moderation.scoring.sources import source
from moderation.scoring.word_scores import LOUDNESS, VECTORS, VECTORS_SOURCE


def facts(paths: list[Path], rows: list[corpus.Row], settings: dict[str, float]) -> dict:
    """Return what the card says of the training: files with hashes, sources with licences.

    ``settings`` are those of train.py by name.
    """
    counts = Counter(row.source for row in rows)
    return {
        "training": {
            **settings,
            "pull": [quiet_letters.ORDINARY, quiet_letters.MADE_UP],
            "loudness": LOUDNESS,
            "word_vectors": _sha256(VECTORS),
            "damping": [fit.CHAR_DAMPING, fit.WORD_DAMPING],
            "attribute_rows": _attribute_rows(rows),
            "files": {path.name: _sha256(path) for path in paths},
            "sources": [
                {"source": name, "rows": counts[name], **source(name)._asdict()}
                for name in sorted(counts)
            ]
            + [VECTORS_SOURCE],
        }
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _attribute_rows(rows: list[corpus.Row]) -> dict[str, int]:
    labelled = [row for row in rows if row.attributes]
    counts = {name: sum(row.attributes[name] for row in labelled) for name in HEADS}
    return {"all": len(labelled), **counts}
