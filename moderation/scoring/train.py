"""Trains the model from labelled rows. The same data and seed give the same bytes.

Needs scipy, which scoring itself does not.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from scipy import sparse
from tqdm import tqdm

from moderation.scoring import (
    corpus,
    fit,
    glyphs,
    languages,
    manifest,
    plain_rows,
    quiet_letters,
    train_spans,
    words,
)
from moderation.scoring import features as f
from moderation.scoring.attributes import HEADS
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.model import Model, save
from moderation.scoring.normalise import Normaliser
from moderation.scoring.sources import source
from moderation.scoring.variant import SHIPPED, Variant
from moderation.scoring.windows import WHOLE
from moderation.scoring.word_scores import LOUDNESS, Senses

NAME, VERSION = "decorum-linear", "2.1"
SPANS_FILE, SPANS_TRIAL = "spans_train.csv.gz", "tsd_trial"
FILES = ("train_en.csv.gz", "train_multi.csv.gz", SPANS_FILE)
COST = 6.0  # weight of the data against the pull of all weights towards zero
STEPS = 110  # fewer leave the fit unfinished, and small changes of the data then change it much
WORD_PART = 0.7  # how loud words and pairs are beside characters; louder hurts on other sources
FOLDS = 3  # of the rows with attributes, by a hash of their text, for calibration
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Task:
    """What one head learns: which rows, what is true of them, and how much each counts.

    ``prior`` is how much each counts in calibration, where rare must stay rare. ``pull`` is as
    for fit.logistic.
    """

    rows: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    prior: np.ndarray
    pull: sparse.csr_matrix | None = None


class Features(NamedTuple):
    """The features of all rows, the words no head may hear (see quiet_letters), and the model's
    arrays that turn texts into features.
    """

    matrix: sparse.csr_matrix
    senses: Senses
    pull: sparse.csr_matrix
    arrays: dict[str, np.ndarray]


def train(
    data: Path, out: Path, *, seed: int = 0, quiet: bool = False, variant: Variant = SHIPPED
) -> Model:
    """Train on the files in ``data`` and write the model to ``out``. Raises CorpusError."""
    paths = paths_of(data)
    rows = rows_of(paths)
    matrix, senses, pull, arrays = _read(rows, variant, seed, quiet)
    arrays |= _fit_heads(matrix, senses, rows, _tasks(rows, variant, pull), seed, quiet)
    model = Model(NAME, VERSION, ("rudeness", *HEADS), arrays | train_spans.untrained())
    arrays |= train_spans.arrays(model, _posts(paths), quiet=quiet)
    model = Model(NAME, VERSION, ("rudeness", *HEADS), arrays)
    settings = {"seed": seed, "cost": COST, "steps": STEPS, "word_part": WORD_PART}
    save(model, out, manifest.facts(paths, rows, settings))
    return model


def held_back(
    data: Path, *, seed: int = 0, quiet: bool = False
) -> tuple[list[corpus.Row], np.ndarray]:
    """Return the rows whose source has a family, and for each the logit of its rudeness.

    It is given by a model that saw no row of that family, and calibrated. Raises CorpusError.
    """
    rows = rows_of(paths_of(data))
    matrix, senses, pull, _ = _read(rows, SHIPPED, seed, quiet)
    task = _tasks(rows, SHIPPED, pull)["rudeness"]
    families = np.array([source(row.source).family for row in rows])
    logit = _held_back_logits(matrix, task, families, senses)
    grouped = np.flatnonzero(families != "")
    slope, offset = fit.platt(logit[grouped], task.target[grouped], task.prior[grouped])
    return [rows[at] for at in grouped], slope * logit[grouped] + offset


def paths_of(data: Path) -> list[Path]:
    paths = [data / name for name in FILES if (data / name).exists()]
    if not paths:
        raise corpus.CorpusError(f"{data}: holds none of {', '.join(FILES)}")
    return paths


def _read(rows: list[corpus.Row], variant: Variant, seed: int, quiet: bool) -> Features:
    rude_words, known_words = vocabulary(rows)
    if not variant.disguises:
        rude_words = []
    normaliser = Normaliser(Lexicon(rude_words, frozenset(known_words)), variant.identity)
    documents = documents_of(rows, normaliser, quiet)
    language = np.array([row.language for row in rows])
    english = language == "en"
    ordinary = set().union(*(documents[at] for at in np.flatnonzero(english)))
    if variant.identity:
        documents = quiet_letters.masked(documents, english)
    char, word = fit.matrices(documents)
    senses = Senses(documents, english)
    parts = [char.scaled() * variant.characters, word.scaled() * WORD_PART * variant.words]
    arrays = _idf_arrays(char.idf, word.idf)
    arrays["damping"] = np.array([char.damping, word.damping])
    arrays["rude_words"], arrays["known_words"] = _packed(rude_words), _packed(known_words)
    matrix = sparse.hstack(parts).tocsr()
    rude = np.array([float(row.rude) for row in rows])
    arrays |= languages.arrays(matrix, (char, word), WORD_PART, language, rude)
    return Features(
        matrix,
        senses,
        quiet_letters.pull(char.idf, ordinary.intersection(known_words), seed),
        arrays,
    )


def rows_of(paths: list[Path]) -> list[corpus.Row]:
    """Return all rows that count. The trial part of the marked posts stays for evaluation."""
    rows = plain_rows.rows()
    for path in paths:
        found = corpus.read(path)
        if path.name == SPANS_FILE:
            found = corpus.without_spans(_for_training(found))
        rows += found
    return [row for row in rows if source(row.source).weight]


def _posts(paths: list[Path]) -> list[corpus.Row]:
    """Return the posts with marked spans, less those of the trial part."""
    found = [row for path in paths if path.name == SPANS_FILE for row in corpus.read(path)]
    return _for_training(found)


def _for_training(posts: list[corpus.Row]) -> list[corpus.Row]:
    return [row for row in posts if row.subset != SPANS_TRIAL]


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


def documents_of(rows: list[corpus.Row], normaliser: Normaliser, quiet: bool) -> list[list[str]]:
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


def _tasks(rows: list[corpus.Row], variant: Variant, pull: sparse.csr_matrix) -> dict[str, Task]:
    weight = np.array([source(row.source).weight for row in rows])
    if not variant.source_weights:
        weight = np.ones(len(rows))
    everywhere = np.arange(len(rows))
    rude = np.array([float(row.rude) for row in rows])
    tasks = {"rudeness": Task(everywhere, rude, weight, weight, pull)}
    labelled = np.array([i for i, row in enumerate(rows) if row.attributes], dtype=np.int64)
    for name in HEADS:
        target = np.array([float(rows[i].attributes[name]) for i in labelled])
        # A rare attribute counts more, or the head would learn to say no to everything.
        rare = np.sqrt((1 + np.sum(1 - target)) / (1 + np.sum(target)))
        tasks[name] = Task(
            labelled, target, np.where(target > 0, rare, 1.0), np.ones(len(labelled))
        )
    return tasks


def _fit_heads(
    matrix, senses: Senses, rows: list[corpus.Row], tasks: dict[str, Task], seed: int, quiet: bool
) -> dict[str, np.ndarray]:
    families = np.array([source(row.source).family for row in rows])
    folds = np.array(
        [str(crc32(f"{seed}:{row.text}".encode("utf-8", "replace")) % FOLDS) for row in rows]
    )
    weights, bias, platt = [], [], []
    for name, task in tqdm(tasks.items(), desc="fitting", unit="head", disable=quiet):
        groups = families if name == "rudeness" else folds
        # What words mean is heard by the first head only.
        heard = senses if name == "rudeness" else None
        platt.append(_calibration(matrix, task, groups[task.rows], heard))
        found, offset = _logistic(matrix, task, np.ones(len(task.rows), bool))
        weights.append(found)
        bias.append(offset)
    everywhere = tasks["rudeness"]
    direction, offset = senses.fit(everywhere.target, everywhere.weight)
    bias[0] += LOUDNESS * offset
    char, char_scale = fit.quantised([w[: 1 << f.CHAR_BITS] for w in weights], 1 << f.CHAR_BITS)
    word, word_scale = fit.quantised(
        [w[1 << f.CHAR_BITS :] * WORD_PART for w in weights], 1 << f.WORD_BITS
    )
    return {
        "char_weights": char,
        "word_weights": word,
        "scales": np.column_stack([char_scale, word_scale]),
        "bias": np.array(bias),
        "platt": np.array(platt),
        **senses.arrays(direction),
    }


def _logistic(matrix, task: Task, use: np.ndarray) -> tuple[np.ndarray, float]:
    rows = task.rows[use]
    part = matrix if len(rows) == matrix.shape[0] else matrix[rows]
    return fit.logistic(
        part, task.target[use], task.weight[use], cost=COST, steps=STEPS, pull=task.pull
    )


def _calibration(
    matrix, task: Task, groups: np.ndarray, senses: Senses | None
) -> tuple[float, float]:
    """Return the Platt scaling of logits that models give which never saw the row's group.

    For rudeness a group is a family of sources: the score has to mean the same on a new site.
    Rows without a group are left out of it.
    """
    if len(set(groups) - {""}) < 2:
        return 1.0, 0.0
    logit = _held_back_logits(matrix, task, groups, senses)
    grouped = groups != ""
    return fit.platt(logit[grouped], task.target[grouped], task.prior[grouped])


def _held_back_logits(matrix, task: Task, groups: np.ndarray, senses: Senses | None) -> np.ndarray:
    logit = np.zeros(len(groups))
    for name in sorted(set(groups) - {""}):
        held = groups == name
        weights, bias = _logistic(matrix, task, ~held)
        logit[held] = matrix[task.rows[held]] @ weights + bias
        if senses:
            direction, offset = senses.fit(task.target, task.weight * ~held)
            logit[held] += LOUDNESS * (senses.matrix[held] @ direction + offset)
    return logit


def _idf_arrays(char: np.ndarray, word: np.ndarray) -> dict[str, np.ndarray]:
    scales = np.array([max(float(idf.max()), 1e-9) / 255 for idf in (char, word)])
    return {
        "char_idf": np.rint(char / scales[0]).astype(np.uint8),
        "word_idf": np.rint(word / scales[1]).astype(np.uint8),
        "idf_scales": scales,
    }


def _packed(lines: list[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), np.uint8).copy()
