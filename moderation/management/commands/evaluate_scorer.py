"""Measures the scorer and prints the tables, or writes them as the model card."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moderation.scoring import WEIGHTS, ModelFileError, model
from moderation.scoring.corpus import CorpusError
from moderation.scoring.evaluate import card, report


class Command(BaseCommand):
    help = "Measure the scorer: accuracy, disguises, kinds of speech, fairness, speed."
    requires_system_checks = []

    def add_arguments(self, parser):
        suite = Path(settings.BASE_DIR) / "tests" / "moderation" / "scoring" / "suite"
        parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="has dev/")
        parser.add_argument("--model", type=Path, default=WEIGHTS, metavar="DIR")
        parser.add_argument("--suite", type=Path, default=suite, metavar="DIR", help="own cases")
        parser.add_argument("--card", type=Path, metavar="FILE", help="also write the model card")

    def handle(self, *, data, suite, **options):
        try:
            measured = []
            for title, text in report.sections(model.load(options["model"]), data, suite):
                self.stdout.write(f"\n## {title}\n\n{text}")
                self.stdout.flush()
                measured.append((title, text))
            if options["card"]:
                text = card.write(model.read_card(options["model"]), measured)
                options["card"].write_text(text, encoding="utf-8")
        except (CorpusError, ModelFileError, OSError) as error:
            raise CommandError(str(error)) from error
