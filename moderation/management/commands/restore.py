"""Puts a backup in the place of the database, once it is proven to be whole."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from moderation.backup import NotPossible, restoring


class Command(BaseCommand):
    help = (
        "Put the backup in DIR in the place of the database. Stop the site and its worker first. "
        "Rows, foreign keys and the log are checked before anything is replaced."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="also when the database is not empty; what is there is kept under another name",
        )

    def handle(self, *, folder, replace, verbosity, **options):
        try:
            # On stderr, so that stdout stays lines a script can read.
            with tqdm(unit="entry", desc="log", disable=verbosity == 0) as bar:
                done = restoring.restore(folder.absolute(), replace=replace, step=bar.update)
        except (NotPossible, DatabaseError, OSError) as error:
            raise CommandError(f"{error}. The database is as it was.".replace("..", ".")) from error
        rows = sum(done.manifest.rows.values())
        for line in done.carried:
            self.stdout.write(line)
        if done.kept:
            self.stdout.write(
                f"what was there before is kept as {done.kept}: delete it when all is well"
            )
        self.stdout.write(
            f"restored {rows} rows of {done.manifest.made_at}: foreign keys hold, "
            f"{done.entries} entries of the log verified, head {done.manifest.head['short']}"
        )
