"""Runs every measurement and lays the results out as Markdown tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from moderation.scoring import corpus
from moderation.scoring.evaluate import (
    accuracy,
    examples,
    explanation,
    fairness,
    functional,
    masks,
    robustness,
    speed,
)
from moderation.scoring.evaluate.accuracy import RIVAL, RIVAL_THRESHOLD, THRESHOLD
from moderation.scoring.evaluate.metrics import interval
from moderation.scoring.evaluate.tables import table
from moderation.scoring.model import Model
from moderation.scoring.scorer import Scorer
from moderation.scoring.train import SPANS_FILE, SPANS_TRIAL


class Inputs(NamedTuple):
    """``data`` is as for training, with a folder dev/ of further sets.

    ``suite`` holds what was written by hand.
    """

    model: Model
    scorer: Scorer
    rival: accuracy.Rival | None
    data: Path
    suite: Path


def sections(model: Model, data: Path, suite: Path) -> Iterator[tuple[str, str]]:
    """Yield (title, Markdown) of each measurement as soon as it is done.

    Raises CorpusError or OSError.
    """
    given = Inputs(model, Scorer(model), accuracy.rival(), data, suite)
    sets = sorted((data / "dev").glob("*.csv.gz"))
    yield "Accuracy", _accuracy(given, sets)
    rows = [row for path in sets for row in corpus.read(path)]
    yield "Disguises", _disguises(given, rows)
    yield "By kind of speech", _functional(given)
    yield "Fairness", _fairness(given)
    if (data / SPANS_FILE).exists():
        yield "Explanations", _explanation(given)
    if all((data / "dev" / f"{name}.csv.gz").exists() for name in examples.SETS):
        known = frozenset(model.words("known_words"))
        yield "Examples", examples.page(given.scorer, data, suite, known)
    if comments := _comments(rows):
        yield "Speed", _speed(given, comments)


def _accuracy(given: Inputs, sets: list[Path]) -> str:
    results = [accuracy.measure(given.scorer, path, given.rival) for path in sets]
    ranked = [[r.name, r.rows, r.ours.auc, r.rival and r.rival.auc, r.gain] for r in results]
    head = ["set", "rows", "AUC [95 %]", RIVAL, "gain"]
    note = f"{RIVAL} is not installed here, so it is not beside."
    if given.rival:
        note = _verdict(results)
    sides = []
    for r in results:
        for whose, side in (("ours", r.ours), (RIVAL, r.rival)):
            if side:
                sides.append(
                    [r.name, whose, side.caught, side.false_alarms, side.calibration_error]
                )
    at = f"At the threshold: {THRESHOLD:.2f} for ours, {RIVAL_THRESHOLD:.2f} for {RIVAL}, its own."
    return "\n\n".join(
        [
            table(head, [[cell or "–" for cell in row] for row in ranked]),
            note,
            at,
            table(["set", "", "caught", "false alarms", "calibration error"], sides),
        ]
    )


def _verdict(results: list[accuracy.Accuracy]) -> str:
    """Say in words where the rival is behind, level or ahead."""
    kinds: dict[str, list[str]] = {"better": [], "no different": [], "worse": []}
    for r in results:
        if r.gain:
            kind = "better" if r.gain.low > 0 else "worse" if r.gain.high < 0 else "no different"
            kinds[kind].append(r.name)
    found = [f"**{kind}** on {', '.join(names)}" for kind, names in kinds.items() if names]
    text = f"Beside {RIVAL}, as far as the intervals tell, ours is {'; '.join(found)}."
    if any(name.startswith("wiki") for name in kinds["worse"]):
        text += (
            f" {RIVAL} learnt from Wikipedia talk pages of the competition that the wiki sets are"
            " drawn from, and is on its own ground there; but ahead it is."
        )
    return text


def _disguises(given: Inputs, rows: list[corpus.Row]) -> str:
    texts = robustness.sample(rows)
    kept = robustness.disguised(given.scorer, texts)
    judge = robustness.without_normaliser(given.model)
    bare = robustness.disguised(given.scorer, texts, judge=judge, pairs=False)
    naked = {k.kind: k.share for k in bare}
    single = [k for k in kept if "+" not in k.kind]
    pairs = sorted((k for k in kept if "+" in k.kind), key=lambda k: k.share.value)
    innocent = (given.suite / "innocent.txt").read_text(encoding="utf-8").splitlines()
    hits = robustness.false_hits(given.scorer, innocent)
    mean = float(np.mean([k.share.value for k in single]))
    pair_mean = float(np.mean([k.share.value for k in pairs]))
    worst = ", ".join(f"{k.kind} {k.share.value:.2f}" for k in pairs[:5])
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


def _functional(given: Inputs) -> str:
    cases = functional.read_cases(given.suite / "functional.tsv")
    results = functional.measure(given.scorer, cases)
    rows = [[r.kind, "hold" if r.rude else "let pass", r.cases, r.right] for r in results]
    right, total = sum(r.right for r in results), sum(r.cases for r in results)
    share = interval(np.mean, np.repeat([1.0, 0.0], [right, total - right]))
    return (
        "Sentences written for this project, by the author of the rules on threats and context, so"
        f" kinder to those than life is. Right means on the proper side of {THRESHOLD:.2f}.\n\n"
        + table(["kind", "should", "cases", "right"], rows)
        + f"\n\n{right} of {total} right: {share}.\n\n### Held without need, the ten worst\n\n"
        + _mistakes(functional.mistakes(given.scorer, cases, rude=False))
        + "\n\n### Let pass, the ten worst\n\n"
        + _mistakes(functional.mistakes(given.scorer, cases, rude=True))
    )


def _mistakes(found: list[functional.Mistake]) -> str:
    rows = [[m.case.kind, m.case.text, m.rudeness, ", ".join(m.marked)] for m in found[:10]]
    return table(["kind", "text", "rudeness", "marked"], rows)


def _fairness(given: Inputs) -> str:
    return fairness.page(_judges(given), given.suite) + _masks(given)


def _judges(given: Inputs) -> list[fairness.Judge]:
    judges = [fairness.Judge("ours", lambda t: accuracy.rudeness(given.scorer.score(t)), THRESHOLD)]
    if given.rival:
        judges.append(fairness.Judge(RIVAL, given.rival, RIVAL_THRESHOLD))
    return judges


def _masks(given: Inputs) -> str:
    plain, swapped = (given.data / "dev" / f"wiki_{n}.csv.gz" for n in ("nonfuzzed", "fuzzed"))
    if not (plain.exists() and swapped.exists()):
        return ""
    rows = masks.measure(given.model, plain, swapped)
    return (
        "\n\n### Names that the mask does not know\n\nwiki_fuzzed holds the texts of wiki_nonfuzzed"
        " with the groups' names swapped. The weights are as shipped, the mask knows fewer terms."
        " In training no listed name was read, nor an English word made from one: so a term taken"
        f" off the mask is one that training never met. {masks.verdict(rows)}\n\n"
        + table(["the mask", "terms", "AUC, as written", "AUC, swapped", "fall"], map(list, rows))
    )


def _explanation(given: Inputs) -> str:
    rows = [row for row in corpus.read(given.data / SPANS_FILE) if row.subset == SPANS_TRIAL]
    e = explanation.measure(given.scorer, rows)
    return (
        f"Character F1 on {e.posts} posts with marked spans, none trained on: {e.character_f1}."
        f" Without what is marked the score falls for {e.lowered:.1%} of {e.flagged} flagged posts."
    )


def _speed(given: Inputs, texts: list[str]) -> str:
    s = speed.measure(given.model, texts, given.rival)
    rows: list[list[object]] = [
        ["comments/s in batches of 64, texts never seen", round(s.first_sight)],
        ["comments/s in batches of 64, words known", round(s.known_words)],
        ["one alone, median ms", round(s.alone_ms, 2)],
        [f"{RIVAL}, comments/s", "–" if s.rival is None else round(s.rival)],
        ["only splitting and hashing words, comments/s", round(s.hashing)],
    ]
    head = f"CPU time of one core, comments of {s.characters:.0f} characters.\n\n"
    return head + table(["", "measured"], rows)


def _comments(rows: list[corpus.Row]) -> list[str]:
    """Return the English texts that are as long as comments usually are."""
    return [row.text for row in rows if row.language == "en" and 100 <= len(row.text) <= 500]
