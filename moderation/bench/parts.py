"""The words of `manage.py bench`: what each measures, with which sizes, and how it is reported."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path

from moderation.bench import docs, measuring, report, score
from moderation.bench.measuring import Options
from moderation.bench.site import ROOT, NotMeasured
from moderation.scoring.evaluate.restless import Calm, cpu_seconds

KEPT = ROOT / "docs" / "measured" / "bench"


@dataclass(frozen=True)
class Part:
    """``sizes``: name -> (default, words for --help). ``page`` makes Markdown of the figures."""

    help: str
    measure: Callable[[Options], dict]
    page: Callable[[dict], str]
    title: str = ""
    on_databases: bool = True
    sizes: dict[str, tuple[int, str]] = field(default_factory=dict)


def compared(name: str, words: str) -> Part:
    """A part whose subjects are in moderation.bench.subjects."""
    return Part(words, partial(measuring.measure, name), report.page, title=f"## {words}")


def alone(name: str, words: str, **sizes: tuple[int, str]) -> Part:
    """A part with a module of its own that has measure(options) and page(found)."""

    def module():
        return import_module(f"moderation.bench.{name}")

    return Part(
        words,
        lambda options: module().measure(options),
        lambda found: module().page(found),
        title=f"## {words}",
        sizes=sizes,
    )


def measure_score(options: Options) -> dict:
    return score.measure(
        texts=options.sizes["texts"],
        rounds=options.rounds or 15,
        calm=Calm(cpu_seconds, anyway=options.anyway),
    )


def measure_desk(options: Options) -> dict:
    """Raises NotMeasured also where sizes make no sense, or Playwright is not there."""
    given = {name: options.sizes[name] for name in ("open_items", "decisions", "contexts")}
    if not 0 < given["contexts"] <= given["decisions"] < given["open_items"]:
        raise NotMeasured("At least one context, no more than decisions, fewer than items.")
    try:
        desk = import_module("moderation.bench.desk")
    except ImportError as error:
        raise NotMeasured(f"The desk is measured with Playwright, and {error}.") from error
    return desk.measure(**given, seed=options.sizes["seed"])


PARTS = {
    "score": Part(
        "the scorer, on comments like the sample's",
        measure_score,
        score.page,
        on_databases=False,
        sizes={"texts": (1024, "comments a round")},
    ),
    "desk": Part(
        "the focus view, driven by keys in Chromium",
        measure_desk,
        lambda found: import_module("moderation.bench.desk").page_of(found),
        on_databases=False,
        sizes={
            "open_items": (10_000, "that wait"),
            "decisions": (200, "made"),
            "contexts": (40, "unfolded before"),
            "seed": (0, "of the items"),
        },
    ),
    "pipeline": alone(
        "pipeline",
        "From posted to judged, under load",
        seconds=(60, "of steady load"),
        backlog=(100_000, "comments that a worker judges while its memory is watched"),
    ),
    "peers": alone("peers", "Beside other comment systems"),
    "queue": compared("queue", "The review queue: a page of it"),
    "bulk": compared("bulk", "Bulk decisions: 500 items at once, and their undoing"),
}

ALL = Part(
    "",
    lambda options: {},
    lambda found: "",
    sizes={name: size for part in PARTS.values() for name, size in part.sizes.items()},
)


def keep(name: str, found: dict) -> None:
    """Keep the figures that docs/performance.md shows."""
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{name}.json"
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def kept() -> dict[str, dict]:
    """Part -> its kept figures, as far as there are any."""
    files = {name: KEPT / f"{name}.json" for name in PARTS}
    return {name: json.loads(file.read_text()) for name, file in files.items() if file.exists()}


def write_docs(page: Path = docs.PAGE) -> str:
    """Write the tables and plots of ``page`` from the kept figures. Returns what was done."""
    pages = {name: PARTS[name].page(found) for name, found in kept().items()}
    docs.write(page, pages, kept())
    return f"{page.name} shows the kept figures of: {', '.join(pages) or 'nothing'}"
