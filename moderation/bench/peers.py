"""Threads of the same comments, shown by this site, by django-comments-xtd and by Isso, in turn."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tqdm import tqdm

from moderation.bench import crowd, site
from moderation.bench.databases import SQLITE
from moderation.bench.measuring import Options, circumstances, told
from moderation.bench.report import remarks, span
from moderation.bench.rivals import threads
from moderation.bench.rounds import figure
from moderation.scoring.evaluate.restless import Calm, wall_seconds
from moderation.scoring.evaluate.tables import table

# The newest of both when this was written.
PACKAGES = {"django-comments-xtd": "2.10.13", "isso": "0.14.0"}
MODULES = {"django-comments-xtd": "xtd", "isso": "isso_site"}
FOREIGN = [site.ENV, "-u", "DJANGO_SETTINGS_MODULE"]  # This site's settings are not theirs.
SIZES = (100, 1_000)  # comments
ROUNDS = 7
SEED = 8
GOALS = {"django-comments-xtd": 20, "isso": 40}
POST_GOALS = {"isso": 3}


@dataclass
class Deed:
    """What one system does in turns. ``seconds``: the median of each turn."""

    system: str
    name: str
    size: int  # comments of the thread; 0: posting
    bytes: int
    seconds: list[float]


def measure(options: Options) -> dict:
    """Raises NotMeasured, RestlessMachine."""
    python = install(options.databases.keep / "rivals")
    calm = Calm(wall_seconds, anyway=options.anyway)
    grown = threads.grow(crowd.texts(200, seed=SEED), list(SIZES), seed=SEED)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="decorum-bench-")))
        file = folder / "threads.json"
        threads.write(grown, file)
        runners: list = []
        deeds: list[Deed] = []
        database = options.databases.fresh(SQLITE, "peers")
        own = [*database.settings, "RATE_POST=1000000/minute"]
        words = site.code("own_threads", f"serve({str(file)!r})")
        arguments = {"Decorum": site.command(own, "manage.py", *words)}
        for package, module in MODULES.items():
            name = f"moderation.bench.rivals.{module}"
            arguments[package] = [*FOREIGN, str(python), "-m", name, str(file)]
        for system, command in arguments.items():
            sizes, take_turn = stack.enter_context(told(command, system))
            for number, deed in enumerate(deeds_of(system, sizes)):
                deeds.append(deed)
                runners.append((take_turn, number))
        rounds = options.rounds or ROUNDS
        total = rounds * len(deeds)
        with tqdm(total=total, unit="turn", desc="peers", disable=options.quiet) as bar:
            for _round in range(rounds):
                calm.look()
                for deed, (take_turn, number) in zip(deeds, runners, strict=True):
                    deed.seconds.append(float(np.median(take_turn(number)["run"])))
                    bar.update()
    calm.check()
    found = circumstances(calm, options)
    return found | {"packages": PACKAGES, "rounds": rounds, "rows": list(rows(deeds))}


def install(folder: Path) -> Path:
    """The Python that has the rivals. Raises NotMeasured where they cannot be installed."""
    python = folder / "bin" / "python"
    wanted = [f"{name}=={version}" for name, version in PACKAGES.items()]
    note = folder / "installed.txt"
    if note.exists() and note.read_text().split() == wanted:
        return python
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--no-input", *wanted],
    ):
        done = subprocess.run(  # noqa: S603  # Our own commands.
            command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            raise site.NotMeasured(
                f"The others could not be installed, so nothing was compared: {' '.join(wanted)}"
                f" in {folder}.\n{done.stdout[-1500:]}"
            )
    note.write_text("\n".join(wanted) + "\n")
    return python


def deeds_of(system: str, pages: list) -> Iterator[Deed]:
    """In the order of its turns: its pages, then the post."""
    if system == "Decorum":
        for name, sizes in zip(("first page", "whole"), pages, strict=True):
            for size, length in zip(SIZES, sizes, strict=True):
                yield Deed(system, name, size, length, [])
    else:
        for size, length in zip(SIZES, pages, strict=True):
            yield Deed(system, "whole", size, length, [])
    yield Deed(system, "post", 0, 0, [])


def rows(deeds: list[Deed]) -> Iterator[dict]:
    """Each deed with how many times as long it takes as ours: the whole thread, and its page."""
    ours = {(deed.name, deed.size): deed for deed in deeds if deed.system == "Decorum"}
    for deed in deeds:
        seconds = np.array(deed.seconds)
        row = {
            "system": deed.system,
            "name": deed.name,
            "size": deed.size,
            "bytes": deed.bytes,
            "ms": figure(seconds * 1000),
        }
        same = ours[(deed.name, deed.size)]
        row["times"] = figure(seconds / np.array(same.seconds))
        if deed.name == "whole":
            page = ours[("first page", deed.size)]
            row["times_page"] = figure(seconds / np.array(page.seconds))
        yield row


def page(found: dict) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in found["packages"].items())
    head = ["", "thread of", "ms", "kB", "times ours, whole", "times our first page", "goal"]
    lines = [
        [
            f"{row['system']}: {row['name']}",
            f"{row['size']:,}" if row["size"] else "",
            span(row["ms"]),
            f"{row['bytes'] / 1000:,.0f}" if row["bytes"] else "",
            span(row["times"]) if row["system"] != "Decorum" else "",
            span(row.get("times_page")),
            goal(row),
        ]
        for row in found["rows"]
    ]
    return f"{remarks(found)}{versions}; SQLite, in process, {found['rounds']} rounds.\n\n" + table(
        head, lines
    )


def goal(row: dict) -> str:
    """What is asked of a whole thread of the largest size, and of a post."""
    wanted = None
    if row["size"] == max(SIZES):
        wanted = GOALS.get(row["system"])
    elif row["name"] == "post":
        wanted = POST_GOALS.get(row["system"])
    if wanted is None:
        return ""
    return f"{'' if row['times']['value'] >= wanted else '**not reached** '}at least {wanted} times"
