"""What each part of the scorer is worth: it is trained again without it, and measured."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from moderation.scoring import corpus
from moderation.scoring.evaluate import fairness, robustness
from moderation.scoring.evaluate.accuracy import gain, rudeness
from moderation.scoring.evaluate.metrics import auc, interval
from moderation.scoring.evaluate.tables import table
from moderation.scoring.model import Model
from moderation.scoring.scorer import Scorer
from moderation.scoring.train import train
from moderation.scoring.variant import Variant

SHIPPED, NOT_TRAINED = "as shipped", "without the rules on threats, denial and quotation"
VARIANTS = {
    "no disguise seen through": Variant(disguises=False),
    "no mask: groups read as they stand": Variant(identity=frozenset()),
    "every row counts the same": Variant(source_weights=False),
    "characters only": Variant(words=False),
    "words and pairs only": Variant(characters=False),
}


class Unruly(Scorer):
    """Scores by the weights alone, without a closer look at what the words around say."""

    def _look_into(self, *args, **kwargs):
        pass


def measure(
    shipped: Model, data: Path, suite: Path, *, seed: int = 0, quiet: bool = False
) -> dict[str, list[dict]]:
    """Train every variant on ``data`` and measure it. Takes some minutes for each.

    Raises CorpusError and OSError.
    """
    sets = {p.name.removesuffix(".csv.gz"): corpus.read(p) for p in _sets(data)}
    scorer = Scorer(shipped)
    whole = _scores(scorer, sets)
    found = [
        _row(SHIPPED, scorer, sets, whole, suite),
        _row(NOT_TRAINED, Unruly(shipped), sets, whole, suite),
    ]
    for name, variant in VARIANTS.items():
        with TemporaryDirectory() as folder:
            model = train(data, Path(folder), seed=seed, quiet=quiet, variant=variant)
        found.append(_row(name, Scorer(model, variant.identity), sets, whole, suite))
    return {"variants": found}


def page(found: dict) -> str:
    """Lay out what ``measure`` returned."""
    names = list(found["variants"][0]["auc"])
    rows = [
        [
            row["variant"],
            *(_change(row, name) for name in names),
            *(row["disguises"], row["gap"], row["worst_bpsn"]),
        ]
        for row in found["variants"]
    ]
    head = ["", *names, "disguises kept", "largest gap", "worst BPSN AUC"]
    return (
        "The scorer trained again without one of its parts: AUC, and in brackets the 95 % interval"
        " of the difference to what is shipped, on the same rows. The last columns are those of the"
        " sections on disguises (mean of the single ones) and on fairness (listed groups, ordinary"
        " speech).\n\n" + table(head, rows)
    )


def _change(row: dict, name: str) -> str:
    if row["variant"] == SHIPPED:
        return f"{row['auc'][name]:.3f}"
    _, low, high = row["change"][name]
    return f"{row['auc'][name]:.3f} [{low:+.3f}, {high:+.3f}]"


def _sets(data: Path) -> list[Path]:
    return sorted((data / "dev").glob("*.csv.gz"))


def _scores(scorer: Scorer, sets: dict[str, list[corpus.Row]]) -> dict[str, np.ndarray]:
    return {name: rudeness(scorer.score([row.text for row in rows])) for name, rows in sets.items()}


def _row(
    variant: str,
    scorer: Scorer,
    sets: dict[str, list[corpus.Row]],
    whole: dict[str, np.ndarray],
    suite: Path,
) -> dict:
    rude = {name: np.array([row.rude for row in rows]) for name, rows in sets.items()}
    scores = _scores(scorer, sets)
    texts = robustness.sample([row for rows in sets.values() for row in rows])
    kept = robustness.disguised(scorer, texts, pairs=False)
    fair = fairness.measure(
        lambda texts: rudeness(scorer.score(texts)),
        fairness.read_groups(suite, "listed"),
        fairness.ordinary(fairness.read_templates(suite / "templates.tsv")),
    )
    change = {n: interval(gain, scores[n], whole[n], rude[n]) for n in sets}
    return {
        "variant": variant,
        "auc": {name: round(auc(scores[name], rude[name]), 4) for name in sets},
        "change": {name: [round(float(v), 4) for v in change[name]] for name in sets},
        "disguises": round(float(np.mean([k.share.value for k in kept])), 4),
        "gap": round(float(fair.gap.value), 4),
        "worst_bpsn": round(float(fair.worst_bpsn.value), 4),
    }
