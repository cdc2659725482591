"""Clears away what was kept long enough. The beat, or a worker in its place, does so every day."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from comments.privacy import retention


class Command(BaseCommand):
    help = "Clear away what was kept longer than the settings say, and tell how many rows."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count; change nothing")

    def handle(self, *, dry_run, verbosity, **options):
        now = timezone.now()
        over = retention.count(now)
        if not dry_run:
            # On stderr, so that stdout stays lines a script can read.
            with tqdm(total=sum(over.values()), unit="row", disable=verbosity == 0) as bar:
                over = retention.run(now, step=bar.update).counts
        for name, rows in over.items():
            self.stdout.write(f"{name}: {rows}")
