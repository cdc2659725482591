"""Load the demo's articles, threads and log-ins."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from comments.models import Article, User
from comments.sample import load as sample
from moderation import roles

# Log-in and password are the same word. Refused at log-in wherever DEBUG is off.
LOGINS = {
    "reader": ("Robin Reader", roles.READER),
    "moderator": ("Mika Moderator", roles.MODERATOR),
    "lead": ("Lou Lead", roles.LEAD),
    "admin": ("Alex Admin", roles.ADMINISTRATOR),
}


class Command(BaseCommand):
    help = (
        "Load the demo's articles, threads and log-ins. For trying Decorum, never for a real site."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there are articles already"
        )

    def handle(self, *, if_empty, verbosity, **options):
        if not settings.DEBUG:
            raise CommandError(
                "The sample comes with log-ins that everybody knows, so it is refused while DEBUG "
                "is False. Nothing was loaded."
            )
        if Article.objects.exists():
            if if_empty:
                self.stdout.write("the sample is not needed: there are articles")
                return
            raise CommandError("There are articles already. The sample needs an empty database.")
        total = sum(sample.count_comments(data["comments"]) for data in sample.articles())
        # On stderr, so that stdout stays one line a script can read.
        with (
            transaction.atomic(),
            tqdm(total=total, unit="comment", disable=verbosity == 0) as bar,
        ):
            make_logins()
            loaded = sample.load(step=bar.update)
        self.stdout.write(f"loaded {loaded} comments under {Article.objects.count()} articles")


def make_logins() -> None:
    for name, (display_name, role) in LOGINS.items():
        user = User.objects.create_user(
            name,
            password=name,
            display_name=display_name,
            is_demo=True,
            # Only a superuser hands out roles; whoever tries the demo may want to.
            is_superuser=role == roles.ADMINISTRATOR,
        )
        roles.give(user, role)
