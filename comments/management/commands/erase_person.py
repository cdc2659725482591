"""Erases an account for good, at the wish of its owner."""

from django.core.management.base import BaseCommand, CommandError

from comments.models import User
from comments.privacy import erasing
from comments.services import CannotErase


class Command(BaseCommand):
    help = (
        "Erase the account NAME for good: name, address, words, everything but the places of its "
        "comments, its votes without a voter, and what it decided. Nothing brings it back."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME", help="the username")
        parser.add_argument("--yes", action="store_true", help="needed: this cannot be undone")

    def handle(self, *, name, yes, **options):
        person = User.objects.filter(username__iexact=name, erased_at=None).first()
        if person is None:
            raise CommandError(f"nobody has the username {name!r}")
        count = person.comments.count()
        if not yes:
            raise CommandError(
                f"{person.username} wrote {count} comments. This cannot be undone: add --yes to do "
                "it. Nothing was changed."
            )
        try:
            erasing.erase(person)
        except CannotErase as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"person {person.pk} is erased, with {count} comments")
