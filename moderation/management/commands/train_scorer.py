"""Trains the scorer's weights from labelled rows."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from moderation.scoring.corpus import CorpusError
from moderation.scoring.train import train


class Command(BaseCommand):
    help = "Train the scorer: the same data and seed give the same weights, bit for bit."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--data", type=Path, required=True, metavar="DIR", help="rows, *.csv.gz"
        )
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="gets the model")
        parser.add_argument("--seed", type=int, default=0, metavar="N")

    def handle(self, *, data, out, seed, verbosity, **options):
        try:
            model = train(data, out, seed=seed, quiet=verbosity == 0)
        except (CorpusError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{model.scorer} in {out}")
