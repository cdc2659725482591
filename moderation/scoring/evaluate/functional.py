"""Hand-written cases by kind of speech: what a scorer gets right, and what it cannot see."""

import csv
from pathlib import Path
from typing import NamedTuple

from moderation.scoring.evaluate.accuracy import THRESHOLD
from moderation.scoring.scorer import Scorer


class Case(NamedTuple):
    kind: str
    rude: bool
    text: str


class KindResult(NamedTuple):
    """``right`` of ``cases`` fall on the proper side of the threshold."""

    kind: str
    rude: bool
    cases: int
    right: int


def read_cases(path: Path) -> list[Case]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Case(row["kind"], row["rude"] == "1", row["text"]) for row in rows]


def measure(scorer: Scorer, cases: list[Case]) -> list[KindResult]:
    """Return one result for each kind, in the order of the cases."""
    results = scorer.score([case.text for case in cases])
    right = [
        (result.rudeness >= THRESHOLD) == case.rude
        for case, result in zip(cases, results, strict=True)
    ]
    kinds = dict.fromkeys((case.kind, case.rude) for case in cases)
    made = []
    for kind, rude in kinds:
        hits = [ok for case, ok in zip(cases, right, strict=True) if case.kind == kind]
        made.append(KindResult(kind, rude, len(hits), sum(hits)))
    return made


class Mistake(NamedTuple):
    """A case on the wrong side, and the words that were marked in it."""

    case: Case
    rudeness: float
    marked: list[str]


def mistakes(scorer: Scorer, cases: list[Case], *, rude: bool) -> list[Mistake]:
    """Return the wrongly judged cases that are (not) ``rude``, the worst first."""
    made = [
        Mistake(case, r.rudeness, [case.text[s.start : s.end] for s in r.spans])
        for case, r in zip(cases, scorer.score([case.text for case in cases]), strict=True)
        if case.rude == rude and (r.rudeness >= THRESHOLD) != rude
    ]
    return sorted(made, key=lambda mistake: mistake.rudeness, reverse=not rude)
