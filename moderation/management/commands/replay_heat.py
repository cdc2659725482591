"""Replays threads to measure the warning about heated ones."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from moderation import scoring
from moderation.heat import measuring


class Command(BaseCommand):
    help = (
        "Replay the sample's threads and the load data of this database (see seed_load), comment by"
        " comment: how early the warning about a heated thread comes, and how often for nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
        parser.add_argument(
            "--docs", action="store_true", help="write docs/measured/heat.json and docs/quality.md"
        )

    def handle(self, *, json, docs, **options):
        try:
            found = measuring.measure()
            if json:
                measuring.write(found, json)
            if docs:
                measuring.write_docs(found)
        except (scoring.ModelFileError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(measuring.page_of(found))
