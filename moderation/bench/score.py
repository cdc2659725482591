"""How fast the scorer is, beside what else a site could use and the bare hashing below both."""

import platform

import numpy as np

from moderation import scoring
from moderation.bench import crowd
from moderation.scoring.evaluate import bench
from moderation.scoring.evaluate.accuracy import RIVAL, rival
from moderation.scoring.evaluate.metrics import Figure
from moderation.scoring.evaluate.restless import Calm
from moderation.scoring.evaluate.tables import table

SEED = 0


def measure(*, texts: int, rounds: int, calm: Calm) -> dict:
    """Figures of ``texts`` comments a round. Raises RestlessMachine and scoring.ModelFileError."""
    bodies = crowd.texts(texts, seed=SEED)
    scorer, other = scoring.load(), rival()
    engines: dict[str, bench.Engine] = {scorer.name: scorer.score}
    if other:
        engines[RIVAL] = other
    engines["only hashing"] = bench.hash_only
    measured = bench.measure(engines, bodies, rounds=rounds, calm=calm)
    return {
        "texts": len(bodies),
        "characters": round(sum(map(len, bodies)) / len(bodies), 1),
        "seed": SEED,
        "batch": bench.BATCH,
        "rounds": rounds,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "calibration_spread": round(measured.spread, 4),
        "not_installed": [] if other else [RIVAL],
        "engines": [
            {
                "name": timing.name,
                "comments_per_second": _figure(timing.comments_per_second, 1),
                "alone_ms": _figure(timing.alone_ms, 4),
                "ratio": _figure(timing.ratio, 3),
            }
            for timing in measured.timings
        ],
    }


def _figure(figure: Figure, digits: int) -> dict[str, float]:
    return {name: round(float(value), digits) for name, value in figure._asdict().items()}


def page(found: dict) -> str:
    rows = [
        [
            engine["name"],
            _text(engine["comments_per_second"], ",.0f"),
            _text(engine["alone_ms"], ".3f"),
            _text(engine["ratio"], ".2f"),
        ]
        for engine in found["engines"]
    ]
    head = ["", f"comments/s in batches of {found['batch']}", "one alone, ms", "times the first"]
    missing = "".join(f"\n{name} is not installed here." for name in found["not_installed"])
    return (
        f"{found['texts']:,} comments of {found['characters']:.0f} characters made from the"
        f" sample's sentences (seed {found['seed']}), CPU time, medians of {found['rounds']} rounds"
        " [95 %].\nEvery word was met before, as most are on a site that has run for a while.\n\n"
        + table(head, rows)
        + f"\n\nThe calibration loop varied by {found['calibration_spread']:.0%}.{missing}"
    )


def _text(figure: dict[str, float], form: str) -> str:
    return f"{figure['value']:{form}} [{figure['low']:{form}}, {figure['high']:{form}}]"
