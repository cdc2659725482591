"""Trains the scorer's weights from labelled rows, or the head of its second stage."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from moderation.scoring import WEIGHTS, ModelFileError
from moderation.scoring import model as model_file
from moderation.scoring.corpus import CorpusError
from moderation.scoring.semantic import encoder, head
from moderation.scoring.semantic import train as semantic
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
        parser.add_argument(
            "--semantic",
            action="store_true",
            help="train the second stage for the shipped weights instead: a head.json",
        )

    def handle(self, *, data, out, seed, verbosity, **options):
        quiet = verbosity == 0
        try:
            if options["semantic"]:
                name = _train_head(data, out, seed, quiet)
            else:
                name = train(data, out, seed=seed, quiet=quiet).scorer
        except (CorpusError, ModelFileError, encoder.EncoderMissing, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{name} in {out}")


def _train_head(data: Path, out: Path, seed: int, quiet: bool) -> str:
    sentences, model = encoder.load(), model_file.load(WEIGHTS)
    out.mkdir(parents=True, exist_ok=True)
    path = out / head.FILE.name
    made = semantic.train(data, path, model, sentences, seed=seed, quiet=quiet)
    return f"the second stage of {model.scorer}, version {made.version},"
