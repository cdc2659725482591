"""Measures the subjects of one word of `manage.py bench` on every database, all in turn."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from tempfile import TemporaryFile

import django
from tqdm import tqdm

from moderation.bench import site
from moderation.bench.databases import Database, Databases
from moderation.bench.rounds import Contestant, compare
from moderation.bench.turns import Turn
from moderation.scoring.evaluate.restless import Calm, wall_seconds

ROUNDS = 15


@dataclass
class Options:
    """What was asked for: open items per database, rounds, and whether noise is only marked."""

    databases: Databases
    rows: tuple[int, ...] = (10_000, 1_000_000)
    rounds: int | None = None  # None: as many as the part thinks right
    anyway: bool = False
    quiet: bool = False
    sizes: dict[str, int] = field(default_factory=dict)  # of parts that have sizes of their own


def measure(part: str, options: Options) -> dict:
    """Figures of the part's subjects. Raises NotMeasured, RestlessMachine."""
    calm = Calm(wall_seconds, anyway=options.anyway)
    module = import_module(f"moderation.bench.subjects.{part}")
    with ExitStack() as stack:
        contestants: list[Contestant] = []
        for database in options.databases.each(options.rows):
            prepare(part, database, getattr(module, "VERSION", 1), module)
            contestants += stack.enter_context(contestants_of(part, database))
        rounds = options.rounds or ROUNDS
        turns = len(contestants) * rounds
        with tqdm(total=turns, unit="turn", desc=part, disable=options.quiet) as bar:
            found = compare(contestants, rounds=rounds, calm=calm, step=bar.update)
    return circumstances(calm, options) | found  # In this order: the measuring is over.


def prepare(part: str, database: Database, version: int, module: object) -> None:
    """Once per database; again where the part's VERSION says that it wants something else."""
    if hasattr(module, "prepare"):
        words = f"prepare({part!r}, {database.rows})"
        database.once(f"{part}-{version}", lambda: site.call(database.settings, "side", words))


@contextmanager
def contestants_of(part: str, database: Database) -> Iterator[list[Contestant]]:
    """The part's subjects in a process whose database this is. Raises NotMeasured."""
    words = site.code("side", f"serve({part!r}, {database.rows})")
    name = f"bench {part} on {database.kind} with {database.rows:,} open items"
    with told(site.command(database.settings, "manage.py", *words), name) as (abouts, take_turn):
        yield [
            Contestant(database.kind, database.rows, about, partial(take_turn, number))
            for number, about in enumerate(abouts)
        ]


@contextmanager
def told(arguments: list[str], name: str) -> Iterator[tuple[list, Callable[[int], Turn]]]:
    """A process that takes turns: its introduction, and what lets it take turn n.

    Raises NotMeasured when it ends instead of answering.
    """
    log = TemporaryFile("w+", errors="replace")  # noqa: SIM115  # Closed with the process.
    process = subprocess.Popen(  # noqa: S603  # Our own command.
        arguments,
        cwd=site.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )

    def answer():
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            log.seek(0)
            raise site.NotMeasured(f"{name} ended. Its last words:\n{log.read()[-1500:]}")
        return json.loads(line)

    def take_turn(number: int) -> Turn:
        if process.stdin:
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
        return answer()

    try:
        yield answer(), take_turn
    finally:
        process.communicate()  # The end of its input is its end.
        log.close()


def circumstances(calm: Calm, options: Options) -> dict:
    """Where and how calmly it was measured; to be asked for after the measuring."""
    return {
        "calibration_spread": round(calm.spread, 3),
        "noisy": calm.is_noisy,
        "not_measured": options.databases.missing,
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "cores": os.cpu_count(),
    }
