"""Copies the whole database into a folder while the site runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from moderation.backup import NotPossible
from moderation.backup.taking import back_up


class Command(BaseCommand):
    help = (
        "Copy the whole database into the new folder DIR while the site runs, with a manifest that "
        "`restore` checks. Keep it as secret as the database itself."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder, **options):
        try:
            found = back_up(folder.absolute())
        except (NotPossible, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(found.rows.values())
        self.stdout.write(
            f"{rows} rows in {folder}; log head {found.head['number']}: {found.head['short']} "
            f"({found.head['digest']})"
        )
