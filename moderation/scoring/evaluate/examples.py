"""Real comments that were flagged, rightly and wrongly, each with a sentence on why.

Drawn by the hash of their text, not picked: nobody chose the ones that look good, and few change
with new weights.
"""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from moderation.scoring import corpus, words
from moderation.scoring.evaluate.accuracy import THRESHOLD
from moderation.scoring.evaluate.tables import table
from moderation.scoring.results import ScoreResult
from moderation.scoring.scorer import Scorer

SETS = ("surge", "wiki_nonfuzzed", "edos_test")  # whose licences allow printing them
EACH = 10
LENGTHS = range(20, 161)  # code points
NOT_DISCUSSED = "Not discussed yet."

RUDE = frozenset().union(*(words.KINDS[k] for k in ("insult", "profanity", "sexual", "slur")))

_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"https?:|www\.|\[URL\]", re.I)


class Example(NamedTuple):
    """``key`` is the start of the text's SHA-256; ``marked`` are the marked words, unmasked."""

    name: str
    key: str
    text: str
    rude: bool
    rudeness: float
    marked: list[str]


class Discussion(NamedTuple):
    """What a person wrote of a text in which these words were ``marked``."""

    marked: list[str]
    sentence: str


def choose(scorer: Scorer, data: Path, *, rude: bool) -> list[Example]:
    """Return EACH flagged examples that are (not) labelled ``rude``, from all SETS in turn.

    Raises CorpusError.
    """
    queues = [_flagged(scorer, data / "dev" / f"{name}.csv.gz", rude) for name in SETS]
    made: list[Example] = []
    while any(queues) and len(made) < EACH:
        made += [queue.pop(0) for queue in queues if queue]
    return sorted(made[:EACH], key=lambda example: SETS.index(example.name))


def page(scorer: Scorer, data: Path, suite: Path, known: frozenset[str]) -> str:
    """Lay out both lists with their discussion from ``suite``.

    Raises CorpusError and OSError.
    """
    said = read_discussion(suite / "discussed.tsv")
    return (
        f"Drawn from the flagged texts of {', '.join(SETS)} with {LENGTHS[0]} to {LENGTHS[-1]}"
        " characters, in the order of their SHA-256, the sets in turn. Rude words are masked here,"
        " not in what was scored.\n\n### Flagged, and labelled as rude\n\n"
        + _list(choose(scorer, data, rude=True), said, known)
        + "\n\n### Flagged, but labelled as civil\n\n"
        + _list(choose(scorer, data, rude=False), said, known)
    )


def read_discussion(path: Path) -> dict[str, Discussion]:
    """Return what is said of each text, by its key: a line is key, marked words, a sentence."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return {name: Discussion(marked.split(), sentence) for name, marked, sentence in lines}


def masked(text: str, marked: list[str], known: frozenset[str]) -> str:
    """Return ``text`` with each rude word as its first letter and asterisks.

    Rude is what RUDE says, and what is ``marked`` without being an ordinary, ``known`` word.
    """
    hide = {word.lower() for phrase in marked for word in _WORD.findall(phrase)}
    hide = (hide - known - words.DISGUISED) | RUDE

    def cover(word: re.Match[str]) -> str:
        rude = word[0].lower() in hide
        return word[0][0] + "*" * (len(word[0]) - 1) if rude else word[0]

    return _WORD.sub(cover, text)


def key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _flagged(scorer: Scorer, path: Path, rude: bool) -> list[Example]:
    rows = [
        row
        for row in corpus.read(path)
        if row.rude == rude and len(row.text) in LENGTHS and not _LINK.search(row.text)
    ]
    results = scorer.score([row.text for row in rows])
    name = path.name.removesuffix(".csv.gz")
    found = [
        _example(name, row, result)
        for row, result in zip(rows, results, strict=True)
        if result.rudeness >= THRESHOLD
    ]
    return sorted(found, key=lambda example: example.key)


def _example(name: str, row: corpus.Row, result: ScoreResult) -> Example:
    marked = [row.text[span.start : span.end] for span in result.spans]
    return Example(name, key(row.text), row.text, row.rude, result.rudeness, marked)


def _list(found: list[Example], said: dict[str, Discussion], known: frozenset[str]) -> str:
    rows = [
        [
            example.name,
            _literal(masked(example.text, example.marked, known)),
            example.rudeness,
            _literal(", ".join(masked(word, [word], known) for word in example.marked)),
            _literal(_said(example, said.get(example.key), known)),
        ]
        for example in found
    ]
    return table(["set", "text", "rudeness", "marked", "why"], rows)


def _said(example: Example, discussion: Discussion | None, known: frozenset[str]) -> str:
    """Return the sentence, and what was marked when it was written if that is another."""
    if discussion is None:
        return NOT_DISCUSSED
    if discussion.marked == marks(example):
        return discussion.sentence
    then = masked(", ".join(discussion.marked), discussion.marked, known) or "nothing"
    return f"{discussion.sentence} (Written when {then} was marked.)"


def marks(example: Example) -> list[str]:
    return sorted({word.lower() for phrase in example.marked for word in phrase.split()})


def _literal(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it stands."""
    return re.sub(r"([\\`*_<\[])", r"\\\1", text)
