"""Measures how fast everything is, each thing beside the least that it could take."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moderation import scoring
from moderation.bench import learning, parts
from moderation.bench.databases import POSTGRES, SQLITE, databases
from moderation.bench.measuring import Options
from moderation.bench.site import NotMeasured
from moderation.scoring.corpus import CorpusError
from moderation.scoring.evaluate.restless import RestlessMachine

KINDS = {"sqlite": SQLITE, "postgres": POSTGRES}


class Command(BaseCommand):
    help = (
        "Measure speed. Each figure stands beside its limit or its rival, measured in the same"
        " run; a machine that is too busy gets none. See docs/performance.md."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        things = parser.add_subparsers(dest="thing", required=True)
        for name, part in parts.PARTS.items():
            self._add(things.add_parser(name, help=part.help), part)
        self._add(things.add_parser("all", help="everything, one after the other"), parts.ALL)
        learnt = things.add_parser(
            "learning", help="what a site's decisions are worth; writes docs/learning.md anew"
        )
        learnt.add_argument("--data", type=Path, required=True, metavar="DIR", help="labelled set")
        things.add_parser("docs", help="write docs/performance.md anew from the kept figures")

    def _add(self, parser, part: parts.Part) -> None:
        parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
        parser.add_argument("--rounds", type=int, metavar="N", help="turns that each gets")
        parser.add_argument(
            "--docs", action="store_true", help="keep the figures for docs/performance.md"
        )
        parser.add_argument(
            "--even-if-noisy", action="store_true", help="report, and say it, on a busy machine"
        )
        if part.on_databases:
            parser.add_argument("--rows", type=sizes, default=(10_000, 1_000_000), metavar="N,N")
            parser.add_argument("--only", choices=KINDS, help="one database alone")
            parser.add_argument("--keep", type=Path, metavar="DIR", help="of seeded databases")
        for name, (default, words) in part.sizes.items():
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(option, type=int, default=default, metavar="N", help=words)

    def handle(self, *, thing, verbosity, **given):
        if thing == "docs":
            self.stdout.write(parts.write_docs())
            return
        if thing == "learning":
            self._learning(given["data"], quiet=verbosity == 0)
            return
        amounts = [given.get(name) for name in ("rounds", "texts", "seconds")]
        if any(amount is not None and amount < 1 for amount in amounts):
            raise CommandError("--texts, --rounds and --seconds must be at least 1")
        chosen = parts.PARTS if thing == "all" else {thing: parts.PARTS[thing]}
        kinds = (KINDS[given["only"]],) if given.get("only") else tuple(KINDS.values())
        keep = (given.get("keep") or settings.VAR_DIR / "bench").absolute()
        with databases(keep, self.stderr.write, kinds) as known:
            options = Options(
                known,
                rows=given.get("rows", ()),
                rounds=given["rounds"],
                anyway=given["even_if_noisy"],
                quiet=verbosity == 0,
                sizes=given,
            )
            found, problems = {}, []
            for name, part in chosen.items():
                try:
                    found[name] = self._measure(name, part, options, given["docs"])
                except (NotMeasured, RestlessMachine, scoring.ModelFileError, OSError) as error:
                    problems.append(f"{name}: {error}" if thing == "all" else str(error))
        self._end(found if thing == "all" else found.get(thing), problems, given)

    def _learning(self, data: Path, *, quiet: bool) -> None:
        try:
            found = learning.run(data, lambda line: None if quiet else self.stderr.write(line))
        except (CorpusError, scoring.ModelFileError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(learning.page(found))

    def _measure(self, name: str, part: parts.Part, options: Options, keep: bool) -> dict:
        found = part.measure(options)
        if keep:
            parts.keep(name, found)
        self.stdout.write(
            f"{part.title}\n\n{part.page(found)}\n" if part.title else part.page(found)
        )
        return found

    def _end(self, found: dict | None, problems: list[str], given: dict) -> None:
        if given["json"] and found:
            try:
                given["json"].write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
            except OSError as error:
                problems.append(str(error))
        if given["docs"]:
            self.stdout.write(parts.write_docs())
        if problems:
            raise CommandError("\n".join(problems))


def sizes(words: str) -> tuple[int, ...]:
    """Numbers with commas between, as of `--rows 10000,1000000`."""
    found = tuple(sorted({int(word) for word in words.split(",")}))
    if not found or found[0] < 1:
        raise ValueError
    return found
