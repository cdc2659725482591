"""Makes lists/word_vectors.npz: python -m moderation.scoring.word_vectors --data DIR

Needs the sentence model of requirements-semantic.txt, and DIR with the rows for training. It is
run only to choose other words: training itself reads the file, which is part of the project.
"""

import re
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

import numpy as np
from tqdm import tqdm

from moderation.scoring import model, train, words
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.normalise import Normaliser
from moderation.scoring.semantic import encoder
from moderation.scoring.word_scores import VECTORS

# Rarer words only make a text look longer than it is.
MIN_ROWS = 8
SIZE = 128  # numbers of a vector; 384 are no better on other sources
STEP = 512  # words between two moves of the progress bar
_WORD = re.compile(r"[^\W\d_]{2,25}")


def vocabulary(data: Path) -> list[str]:
    """Return the words of at least MIN_ROWS English rows, sorted. Raises CorpusError."""
    rows = train.rows_of(train.paths_of(data))
    rude, known = train.vocabulary(rows)
    normaliser = Normaliser(Lexicon(rude, frozenset(known)))
    english = [row for row in rows if row.language == "en"]
    counts: Counter[str] = Counter()
    for document in train.documents_of(english, normaliser, quiet=False):
        counts.update(set(document))
    return sorted(
        word
        for word, count in counts.items()
        if count >= MIN_ROWS and _WORD.fullmatch(word) and word != words.IDENTITY_MARK
    )


def vectors(found: list[str], sentence_model: encoder.Encoder) -> np.ndarray:
    """Return the first SIZE principal components of each word's centred, unit vector."""
    starts = tqdm(range(0, len(found), STEP), desc="embedding", unit="batch")
    full = np.concatenate([sentence_model.encode(found[at : at + STEP]) for at in starts])
    full = full.astype(np.float64)
    full -= full.mean(axis=0)
    full /= np.linalg.norm(full, axis=1, keepdims=True)
    directions = np.linalg.eigh(full.T @ full)[1][:, ::-1]  # the strongest first
    return full @ directions[:, :SIZE]


def save(path: Path, found: list[str], full: np.ndarray) -> None:
    """Write words and vectors, a byte a number. Each column has its own scale."""
    scales = np.abs(full).max(axis=0) / 127
    arrays = {
        "words": np.frombuffer("\n".join(found).encode(), np.uint8),
        "vectors": np.rint(full / scales).astype(np.int8),
        "scales": scales,
    }
    path.write_bytes(model.packed(arrays))


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="rows, *.csv.gz")
    parser.add_argument("--out", type=Path, default=VECTORS, metavar="FILE")
    options = parser.parse_args()
    chosen = vocabulary(options.data)
    save(options.out, chosen, vectors(chosen, encoder.load()))
