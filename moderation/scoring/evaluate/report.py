"""Runs every measurement and lays the results out as Markdown tables."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from moderation.scoring import corpus
from moderation.scoring.evaluate import (
    accuracy,
    explanation,
    fairness,
    functional,
    robustness,
    speed,
)
from moderation.scoring.model import Model
from moderation.scoring.scorer import Scorer
from moderation.scoring.train import SPANS_FILE, SPANS_TRIAL

CAUGHT_TEXTS = 400  # rude texts from the test sets that are tried in disguise


def sections(model: Model, data: Path, suite: Path) -> Iterator[tuple[str, str]]:
    """Yield (title, Markdown) of each measurement as soon as it is done.

    ``data`` is as for training, with a folder dev/ of further sets; ``suite`` holds the
    hand-written cases. Raises CorpusError or OSError.
    """
    scorer, rival = Scorer(model), accuracy.rival()
    sets = sorted((data / "dev").glob("*.csv.gz"))
    yield "Accuracy", _accuracy([accuracy.measure(scorer, path, rival) for path in sets], rival)
    rows = [row for path in sets for row in corpus.read(path)]
    yield "Disguises", _disguises(scorer, model, rows, suite)
    yield "By kind of speech", _functional(scorer, suite)
    yield "Fairness", _fairness(scorer, suite)
    if (data / SPANS_FILE).exists():
        yield "Explanations", _explanation(scorer, data / SPANS_FILE)
    yield "Speed", _speed(model, _comments(rows), rival)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; numbers are set to the right."""
    rows = list(rows)
    cells = [[_cell(value) for value in row] for row in rows]
    rule = ["--:" if all(_number(row[i]) for row in rows) else "---" for i in range(len(head))]
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, rule, *cells])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _number(value: object) -> bool:
    return isinstance(value, int | float)


def _accuracy(results: list[accuracy.Accuracy], rival: accuracy.Rival | None) -> str:
    head = ["set", "rows", "AUC [95 %]", "alt-profanity-check", "gain"]
    head += ["caught at 0.70", "false alarms at 0.70", "ECE"]
    rows = [
        [
            *(r.name, r.rows, r.auc, r.rival or "–", r.gain or "–"),
            *(r.caught, r.false_alarms, r.calibration_error),
        ]
        for r in results
    ]
    note = "alt-profanity-check is not installed here, so it is not beside."
    if rival:
        note = (
            "alt-profanity-check learnt from Wikipedia talk pages of the same competition that the"
            " wiki sets are drawn from: there it is on its own ground."
        )
    return table(head, rows) + "\n\n" + note


def _disguises(scorer: Scorer, model: Model, rows: list[corpus.Row], suite: Path) -> str:
    texts = [row.text for row in rows if row.rude and row.language == "en"]
    step = max(1, len(texts) // CAUGHT_TEXTS)
    kept = robustness.disguised(scorer, texts[::step])
    bare = robustness.disguised(scorer, texts[::step], judge=robustness.without_normaliser(model))
    naked = {k.kind: k.share for k in bare}
    single = [k for k in kept if "+" not in k.kind]
    pairs = sorted((k for k in kept if "+" in k.kind), key=lambda k: k.share)
    innocent = (suite / "innocent.txt").read_text(encoding="utf-8").splitlines()
    hits = robustness.false_hits(scorer, innocent)
    mean = float(np.mean([k.share for k in single]))
    pair_mean = float(np.mean([k.share for k in pairs]))
    worst = ", ".join(f"{k.kind} {k.share:.2f}" for k in pairs[:5])
    return (
        "Share of caught texts that stay caught when every marked word is disguised.\n\n"
        + table(
            ["disguise", "stay caught", "without the normaliser"],
            [[k.kind, k.share, naked[k.kind]] for k in single],
        )
        + f"\n\nMean of the ten: {mean:.3f}. Mean of their {len(pairs)} pairs: {pair_mean:.3f};"
        + f" the weakest: {worst}.\n\n"
        + f"Innocent strings taken for rude: {len(hits)} of {len(innocent)}"
        + f" ({len(hits) / len(innocent):.1%}){': ' if hits else ''}{', '.join(hits)}."
    )


def _functional(scorer: Scorer, suite: Path) -> str:
    cases = functional.read_cases(suite / "functional.tsv")
    results = functional.measure(scorer, cases)
    rows = [[r.kind, "hold" if r.rude else "let pass", r.cases, r.right] for r in results]
    right, total = sum(r.right for r in results), sum(r.cases for r in results)
    return (
        "Sentences written for this project, by the author of the rules on threats and context, so"
        " kinder to those than life is. Right means on the proper side of 0.70.\n\n"
        + table(["kind", "should", "cases", "right"], rows)
        + f"\n\n{right} of {total} right.\n\n### Held without need, the ten worst\n\n"
        + _mistakes(functional.mistakes(scorer, cases, rude=False))
        + "\n\n### Let pass, the ten worst\n\n"
        + _mistakes(functional.mistakes(scorer, cases, rude=True))
    )


def _mistakes(found: list[functional.Mistake]) -> str:
    rows = [[m.case.kind, m.case.text, m.rudeness, ", ".join(m.marked)] for m in found[:10]]
    return table(["kind", "text", "rudeness", "marked"], rows)


def _fairness(scorer: Scorer, suite: Path) -> str:
    with (suite / "templates.tsv").open(encoding="utf-8", newline="") as file:
        templates = [
            (r["rude"] == "1", r["template"]) for r in csv.DictReader(file, delimiter="\t")
        ]
    rows = []
    for name in ("listed", "unlisted"):
        groups = (suite / f"groups_{name}.txt").read_text(encoding="utf-8").splitlines()
        f = fairness.measure(scorer, groups, templates)
        figures = (f.groups, f.false_alarms, f.gap, f.worst_bpsn, f.worst_group)
        rows.append([f"{name} in the mask", *figures])
    head = ["groups", "number", "false alarms", "largest gap", "worst BPSN AUC", "whose"]
    return table(head, rows)


def _explanation(scorer: Scorer, path: Path) -> str:
    rows = [row for row in corpus.read(path) if row.subset == SPANS_TRIAL]
    e = explanation.measure(scorer, rows)
    return (
        f"Character F1 on {e.posts} posts with marked spans, none trained on: {e.character_f1}."
        f" Without what is marked the score falls for {e.lowered:.1%} of {e.flagged} flagged posts."
    )


def _speed(model: Model, texts: list[str], rival: accuracy.Rival | None) -> str:
    s = speed.measure(model, texts, rival)
    rows: list[list[object]] = [
        ["comments/s in batches of 64, texts never seen", round(s.first_sight)],
        ["comments/s in batches of 64, words known", round(s.known_words)],
        ["one alone, median ms", round(s.alone_ms, 2)],
        ["alt-profanity-check, comments/s", "–" if s.rival is None else round(s.rival)],
        ["only splitting and hashing words, comments/s", round(s.hashing)],
    ]
    head = f"CPU time of one core, comments of {s.characters:.0f} characters.\n\n"
    return head + table(["", "measured"], rows)


def _comments(rows: list[corpus.Row]) -> list[str]:
    """Return the English texts that are as long as comments usually are."""
    return [row.text for row in rows if row.language == "en" and 100 <= len(row.text) <= 500]
