"""Take a person's second factors away, for somebody who lost their phone and recovery codes."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from comments.models import User


class Command(BaseCommand):
    help = "Forget the second factors of one person, who sets up new ones at the next log-in."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"nobody has the username {username!r}")
        amount, _deleted = Authenticator.objects.filter(user=user).delete()
        self.stdout.write(f"{user.username}: {amount} forgotten")
