"""Trains the model from labelled rows. The same data and seed give the same bytes.

Needs scipy, which scoring itself does not.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy import sparse
from tqdm import tqdm

from moderation.scoring import corpus, fit, glyphs, plain_rows, words
from moderation.scoring import features as f
from moderation.scoring.attributes import HEADS
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.model import Model, save
from moderation.scoring.normalise import Normaliser
from moderation.scoring.scorer import WHOLE
from moderation.scoring.sources import source

NAME, VERSION = "decorum-linear", "1.0"
SPANS_FILE, SPANS_TRIAL = "spans_train.csv.gz", "tsd_trial"
FILES = ("train_en.csv.gz", "train_multi.csv.gz", SPANS_FILE)
COST = 6.0  # weight of the data against the pull of all weights towards zero
STEPS = 60
WORD_PART = 0.7  # how loud words and pairs are beside characters; louder hurts on other sources
FOLDS = 3  # of the rows with attributes, by a hash of their text, for calibration
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Task:
    """What one head learns: which rows, what is true of them, and how much each counts.

    ``prior`` is how much each counts in calibration, where rare must stay rare.
    """

    rows: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    prior: np.ndarray


def train(data: Path, out: Path, *, seed: int = 0, quiet: bool = False) -> Model:
    """Train on the files in ``data`` and write the model to ``out``. Raises CorpusError."""
    paths = [data / name for name in FILES if (data / name).exists()]
    if not paths:
        raise corpus.CorpusError(f"{data}: holds none of {', '.join(FILES)}")
    rows = _rows(paths)
    rude_words, known_words = vocabulary(rows)
    documents = _documents(rows, Normaliser(Lexicon(rude_words, frozenset(known_words))), quiet)
    char, word = fit.matrices(documents)
    matrix = sparse.hstack([char.scaled(), word.scaled() * WORD_PART]).tocsr()
    arrays = _idf_arrays(char.idf, word.idf) | _fit_heads(matrix, rows, seed, quiet)
    arrays["damping"] = np.array([char.damping, word.damping])
    arrays["rude_words"], arrays["known_words"] = _packed(rude_words), _packed(known_words)
    model = Model(NAME, VERSION, ("rudeness", *HEADS), arrays)
    save(model, out, _facts(paths, rows, seed))
    return model


def _rows(paths: list[Path]) -> list[corpus.Row]:
    """Return all rows that count. The trial part of the marked posts stays for evaluation."""
    rows = plain_rows.rows()
    for path in paths:
        found = corpus.read(path)
        if path.name == SPANS_FILE:
            found = corpus.without_spans([row for row in found if row.subset != SPANS_TRIAL])
        rows += found
    return [row for row in rows if source(row.source).weight]


def vocabulary(rows: list[corpus.Row]) -> tuple[list[str], list[str]]:
    """Return the rude words, most frequent first, and the ordinary words of ``rows``.

    A spelling people use often is ordinary even if it looks like a disguise, and so is the
    accented form of a rude word: "desgraçado" is how it is written, not a way around a filter.
    """
    seen: Counter[str] = Counter()
    rude: Counter[str] = Counter()
    for row in rows:
        for word in set(_WORD.findall(row.text[:WHOLE].lower())):
            seen[word] += 1
            rude[word] += row.rude
    known = {w for w, n in seen.items() if n >= 8 or (n >= 3 and n > 1.5 * rude[w])}
    accented = {w for w in known if not w.isascii() and _bare(w) in words.DISGUISED}
    ordinary = {w for w in known if w.isascii()} - words.DISGUISED
    ranked = sorted(words.DISGUISED, key=lambda word: (-seen[word], word))
    return ranked, sorted(ordinary | accented | words.INNOCENT)


def _bare(word: str) -> str:
    return "".join(map(glyphs.base, word))


def _documents(rows: list[corpus.Row], normaliser: Normaliser, quiet: bool) -> list[list[str]]:
    memo: dict[str, list[str]] = {}
    documents = []
    for row in tqdm(rows, desc="reading", unit="row", disable=quiet):
        document: list[str] = []
        for chunk in normaliser.chunks(row.text[:WHOLE]):
            if chunk not in memo:
                memo[chunk] = [token.text for token in normaliser.tokens(chunk)]
            document += memo[chunk]
        documents.append(document)
    return documents


def _tasks(rows: list[corpus.Row]) -> dict[str, Task]:
    weight = np.array([source(row.source).weight for row in rows])
    everywhere = np.arange(len(rows))
    rude = np.array([float(row.rude) for row in rows])
    tasks = {"rudeness": Task(everywhere, rude, weight, weight)}
    labelled = np.array([i for i, row in enumerate(rows) if row.attributes], dtype=np.int64)
    for name in HEADS:
        target = np.array([float(rows[i].attributes[name]) for i in labelled])
        # A rare attribute counts more, or the head would learn to say no to everything.
        rare = np.sqrt((1 + np.sum(1 - target)) / (1 + np.sum(target)))
        tasks[name] = Task(
            labelled, target, np.where(target > 0, rare, 1.0), np.ones(len(labelled))
        )
    return tasks


def _fit_heads(matrix, rows: list[corpus.Row], seed: int, quiet: bool) -> dict[str, np.ndarray]:
    families = np.array([source(row.source).family for row in rows])
    folds = np.array(
        [str(crc32(f"{seed}:{row.text}".encode("utf-8", "replace")) % FOLDS) for row in rows]
    )
    weights, bias, platt = [], [], []
    for name, task in tqdm(_tasks(rows).items(), desc="fitting", unit="head", disable=quiet):
        groups = families if name == "rudeness" else folds
        platt.append(_calibration(matrix, task, groups[task.rows]))
        found, offset = _logistic(matrix, task, np.ones(len(task.rows), bool))
        weights.append(found)
        bias.append(offset)
    char, char_scale = _quantised([w[: 1 << f.CHAR_BITS] for w in weights])
    word, word_scale = _quantised([w[1 << f.CHAR_BITS :] * WORD_PART for w in weights])
    return {
        "char_weights": char,
        "word_weights": word,
        "scales": np.column_stack([char_scale, word_scale]),
        "bias": np.array(bias),
        "platt": np.array(platt),
    }


def _logistic(matrix, task: Task, use: np.ndarray) -> tuple[np.ndarray, float]:
    rows = task.rows[use]
    part = matrix if len(rows) == matrix.shape[0] else matrix[rows]
    return fit.logistic(part, task.target[use], task.weight[use], cost=COST, steps=STEPS)


def _calibration(matrix, task: Task, groups: np.ndarray) -> tuple[float, float]:
    """Return the Platt scaling of logits that models give which never saw the row's group.

    For rudeness a group is a family of sources: the score has to mean the same on a new site.
    Rows without a group are left out of it.
    """
    names = sorted(set(groups) - {""})
    if len(names) < 2:
        return 1.0, 0.0
    logit = np.zeros(len(groups))
    for name in names:
        held = groups == name
        weights, bias = _logistic(matrix, task, ~held)
        logit[held] = matrix[task.rows[held]] @ weights + bias
    grouped = groups != ""
    return fit.platt(logit[grouped], task.target[grouped], task.prior[grouped])


def _quantised(heads: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    scales = np.array([max(float(np.abs(w).max()), 1e-9) / 127 for w in heads])
    return np.array([np.rint(w / s) for w, s in zip(heads, scales, strict=True)], np.int8), scales


def _idf_arrays(char: np.ndarray, word: np.ndarray) -> dict[str, np.ndarray]:
    scales = np.array([max(float(idf.max()), 1e-9) / 255 for idf in (char, word)])
    return {
        "char_idf": np.rint(char / scales[0]).astype(np.uint8),
        "word_idf": np.rint(word / scales[1]).astype(np.uint8),
        "idf_scales": scales,
    }


def _packed(lines: list[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), np.uint8).copy()


def _facts(paths: list[Path], rows: list[corpus.Row], seed: int) -> dict:
    """Return what the card says of the training: files with hashes, sources with licences."""
    counts = Counter(row.source for row in rows)
    return {
        "training": {
            "seed": seed,
            "cost": COST,
            "steps": STEPS,
            "word_part": WORD_PART,
            "damping": [fit.CHAR_DAMPING, fit.WORD_DAMPING],
            "attribute_rows": _attribute_rows(rows),
            "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths},
            "sources": [
                {"source": name, "rows": counts[name], **source(name)._asdict()}
                for name in sorted(counts)
            ],
        }
    }


def _attribute_rows(rows: list[corpus.Row]) -> dict[str, int]:
    labelled = [row for row in rows if row.attributes]
    counts = {name: sum(row.attributes[name] for row in labelled) for name in HEADS}
    return {"all": len(labelled), **counts}
