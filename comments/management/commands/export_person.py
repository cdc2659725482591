"""Writes down all that is known of a person, to be handed to them."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comments.models import User
from comments.privacy.exporting import archive


class Command(BaseCommand):
    help = "Write all that is known of the account NAME into DIR, as a zip of JSON and HTML."

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME", help="the username")
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, name, folder, **options):
        person = User.objects.filter(username__iexact=name, erased_at=None).first()
        if person is None:
            raise CommandError(f"nobody has the username {name!r}")
        file = folder / f"person-{person.pk}.zip"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600, exist_ok=False)
            file.write_bytes(archive(person))
        except OSError as error:
            raise CommandError(f"{error.strerror}: {file}. Nothing was replaced.") from error
        self.stdout.write(str(file))
