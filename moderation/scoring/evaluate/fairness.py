"""Whether naming a group changes the verdict: the same sentences with many groups in them."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from moderation.scoring.evaluate.accuracy import THRESHOLD
from moderation.scoring.evaluate.metrics import Figure, interval
from moderation.scoring.evaluate.tables import table

HARD = ("quoted", "negated", "reclaimed")


class Template(NamedTuple):
    """A sentence with {} for the group; ``kind`` says how the group is spoken of."""

    kind: str
    rude: bool
    text: str


class Fairness(NamedTuple):
    """``gap``: largest difference of a group's false alarm rate from that over all groups.

    ``worst_bpsn``: lowest AUC of civil sentences about one group against rude ones about all
    others ("background positive, subgroup negative"), and whose it is. ``flagged``: the share
    above the threshold by kind of sentence. Intervals: the templates drawn anew.
    """

    groups: int
    false_alarms: Figure
    gap: Figure
    worst_bpsn: Figure
    worst_group: str
    flagged: dict[str, float]


def read_templates(path: Path) -> list[Template]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Template(row["kind"], row["rude"] == "1", row["template"]) for row in rows]


def read_groups(suite: Path, name: str) -> list[str]:
    """Return the groups that are "listed" or "unlisted" in the mask."""
    return (suite / f"groups_{name}.txt").read_text(encoding="utf-8").splitlines()


def ordinary(templates: list[Template]) -> list[Template]:
    """Return those that name the group plainly, in heat or in contempt.

    Quoted, denied and reclaimed insults are hard whoever the group is: they are shown by kind.
    """
    return [template for template in templates if template.kind not in HARD]


def measure(
    rate: Callable[[list[str]], np.ndarray],
    groups: list[str],
    templates: list[Template],
    threshold: float = THRESHOLD,
) -> Fairness:
    """Fill every group into every template, ``rate`` the rudeness of all, compare the groups."""
    rude = np.array([template.rude for template in templates])
    texts = [template.text.replace("{}", group) for group in groups for template in templates]
    # A row is a template, so that an interval draws templates.
    scores = np.asarray(rate(texts)).reshape(len(groups), -1).T
    wins, every = _wins(scores, rude), np.arange(len(templates))
    kinds = np.array([template.kind for template in templates])
    over = scores >= threshold
    return Fairness(
        groups=len(groups),
        false_alarms=interval(np.mean, over[~rude].mean(axis=1)),
        gap=interval(_gap, over[~rude]),
        worst_bpsn=interval(lambda drawn: float(_bpsn(wins, rude, drawn).min()), every),
        worst_group=groups[int(np.argmin(_bpsn(wins, rude, every)))],
        flagged={str(kind): float(over[kinds == kind].mean()) for kind in dict.fromkeys(kinds)},
    )


class Judge(NamedTuple):
    """Somebody who rates texts, and from which rating on they hold one."""

    name: str
    rate: Callable[[list[str]], np.ndarray]
    threshold: float


def page(judges: list[Judge], suite: Path) -> str:
    """Lay out the fairness of all ``judges``, ours first, on the templates of ``suite``."""
    templates = read_templates(suite / "templates.tsv")
    plain, rows = ordinary(templates), []
    kinds: dict[str, list[object]] = {t.kind: [t.kind, t.rude] for t in templates}
    for mask in ("listed", "unlisted"):
        groups = read_groups(suite, mask)
        for judge in judges:
            for speech, chosen in (("ordinary", plain), ("all", templates)):
                f = measure(judge.rate, groups, chosen, judge.threshold)
                figures = (f.false_alarms, f.gap, f.worst_bpsn, f.worst_group)
                rows.append([mask, judge.name, speech, f.groups, *figures])
            for kind, share in f.flagged.items():
                kinds[kind].append(share)
    head = ["groups", "", "speech", "number", "false alarms", "largest gap", "worst BPSN AUC"]
    flagged = [f"{judge.name}, {mask}" for mask in ("listed", "unlisted") for judge in judges]
    return (
        f"{len(templates)} sentences with the name of a group in them, half of the groups unknown"
        " to the mask. Ordinary speech names the group plainly, in the heat of some complaint, in"
        " an insult or in contempt. Beside it, all: with insults quoted, denied or reclaimed, hard"
        " whoever the group is. Goals for ordinary speech: a gap of at most 0.020, and 0.930.\n\n"
        + table([*head, "whose"], rows)
        + "\n\nShare flagged, by kind of sentence:\n\n"
        + table(["kind", "rude", *flagged], kinds.values())
    )


def _gap(flagged: np.ndarray) -> float:
    rates = flagged.mean(axis=0)
    return float(np.abs(rates - rates.mean()).max())


def _bpsn(wins: np.ndarray, rude: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return each group's AUC over the templates ``drawn``, given as numbers, with ``wins``."""
    times = np.bincount(drawn, minlength=len(rude)).astype(float)
    pairs = times[~rude].sum() * times[rude].sum()
    if not pairs:
        return np.full(len(wins), np.nan)
    return np.einsum("c,gcr,r->g", times[~rude], wins, times[rude], optimize=True) / pairs


def _wins(scores: np.ndarray, rude: np.ndarray) -> np.ndarray:
    """Return, for each group and each civil and rude template, how often rude scores above civil.

    The rude ones are about all other groups; a tie counts half.
    """
    civil, hard = scores[~rude], scores[rude]
    wins = []
    for group in range(scores.shape[1]):
        others = np.delete(hard, group, axis=1)[None]
        own = civil[:, group, None, None]
        wins.append((others > own).mean(axis=2) + 0.5 * (others == own).mean(axis=2))
    return np.array(wins)
