"""Fills the database with a large invented site, for measuring and for trying things at scale."""

import time
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date
from tqdm import tqdm

from moderation.chain.sealing import HeadMissing
from moderation.seeding.load import Refused, load
from moderation.seeding.tables import SeedGap


class Command(BaseCommand):
    help = (
        "Fill the database with invented articles, readers and threads: scored, decided, voted "
        "on, and in part waiting for moderators. The same seed and end give the same rows. Works "
        "beside what is there already, while nobody else writes; never for a real site."
    )

    def add_arguments(self, parser):
        parser.add_argument("--comments", type=int, required=True, metavar="N")
        parser.add_argument(
            "--open-items", type=int, default=0, metavar="M", help="of them wait in the queue"
        )
        parser.add_argument("--seed", type=int, required=True, metavar="S")
        parser.add_argument(
            "--until", metavar="DATE", help="the day, as 2026-11-30, whose beginning is the end"
        )

    def handle(self, *, comments, open_items, seed, until, verbosity, **options):
        end = timezone.now() if until is None else day(until)
        start = time.monotonic()
        # On stderr, so that stdout stays one line a script can read.
        with tqdm(total=comments, unit="comment", disable=verbosity == 0) as bar:
            try:
                written = load(
                    comments=comments, open_items=open_items, seed=seed, until=end, step=bar.update
                )
            except (Refused, HeadMissing, SeedGap) as error:
                raise CommandError(str(error)) from error
        seconds = time.monotonic() - start
        rows = written.total()
        self.stdout.write(
            f"{rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} a second: "
            + ", ".join(f"{amount:,} {name}" for name, amount in written.items())
        )


def day(words: str):
    """Its first moment. Raises CommandError."""
    try:
        found = parse_date(words)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"--until takes a day as 2026-11-30, not {words!r}")
    return timezone.make_aware(datetime.combine(found, datetime.min.time()))
