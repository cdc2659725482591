"""Measures the scorer and prints the tables, or writes them as the model card."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moderation.scoring import WEIGHTS, ModelFileError, model, semantic
from moderation.scoring.corpus import CorpusError
from moderation.scoring.evaluate import ablation, card, report, second_stage, stored

Section = tuple[str, str]  # title, Markdown


class Command(BaseCommand):
    help = (
        "Measure the scorer: accuracy, disguises, kinds of speech, fairness, examples, speed. "
        "alt-profanity-check stands beside it if it can be imported."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        base = Path(settings.BASE_DIR)
        suite = base / "tests" / "moderation" / "scoring" / "suite"
        kept = base / "docs" / "measured"
        parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="has dev/")
        parser.add_argument("--model", type=Path, default=WEIGHTS, metavar="DIR")
        parser.add_argument("--suite", type=Path, default=suite, metavar="DIR", help="own cases")
        parser.add_argument("--card", type=Path, metavar="FILE", help="also write the model card")
        parser.add_argument(
            "--ablation",
            action="store_true",
            help="train the scorer anew without each of its parts; some twenty minutes",
        )
        parser.add_argument(
            "--semantic",
            action="store_true",
            help="measure the second stage anew; needs requirements-semantic.txt, some ten minutes",
        )
        parser.add_argument(
            "--stored", type=Path, default=kept, metavar="DIR", help="keeps what takes so long"
        )

    def handle(self, *, data, suite, verbosity, **options):
        try:
            if options["ablation"] or options["semantic"]:
                self.measure_anew(data, suite, options, quiet=verbosity == 0)
            measured = list(self.shown(self.sections(data, suite, options)))
            if options["card"]:
                text = card.write(model.read_card(options["model"]), measured)
                options["card"].write_text(text, encoding="utf-8")
        except (
            CorpusError,
            ModelFileError,
            OSError,
            semantic.EncoderMissing,
            stored.Outdated,
        ) as error:
            raise CommandError(str(error)) from error

    def measure_anew(self, data: Path, suite: Path, options: dict, *, quiet: bool) -> None:
        weights = model.read_card(options["model"])["weights"]["sha256"]
        if options["semantic"]:
            sets = sorted((data / "dev").glob("*.csv.gz"))
            found = second_stage.facts(semantic.load(), sets, suite)
            stored.write(options["stored"] / "second-stage.json", weights, found)
        if options["ablation"]:
            shipped = model.load(options["model"])
            found = ablation.measure(shipped, data, suite, quiet=quiet)
            stored.write(options["stored"] / "ablation.json", weights, found)

    def sections(self, data: Path, suite: Path, options: dict) -> Iterator[Section]:
        """Stored measurements first, so that one of other weights shows at once."""
        weights = model.read_card(options["model"])["weights"]["sha256"]
        kept = [
            ("Second stage", "second-stage.json", "--semantic", second_stage.page),
            ("Ablation", "ablation.json", "--ablation", ablation.page),
        ]
        last = []
        for title, name, option, page in kept:
            try:
                found = stored.read(options["stored"] / name, weights, option=option)
                last.append((title, page(found)))
            except stored.Outdated as error:
                if options["card"]:
                    raise
                self.stderr.write(f"{title} is left out: {error}")
        yield from report.sections(model.load(options["model"]), data, suite)
        yield from last

    def shown(self, sections: Iterator[Section]) -> Iterator[Section]:
        """Print each section as soon as it is there."""
        for title, text in sections:
            self.stdout.write(f"\n## {title}\n\n{text}")
            self.stdout.flush()
            yield title, text
