"""Trains the site's own model now, as the nightly task does."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from moderation.models import RunState
from moderation.training import running
from moderation.training.words import step_words


class Command(BaseCommand):
    help = (
        "Train a model on the moderators' decisions, now. It goes live when a lead promotes it, "
        "under Insight; whatever goes wrong, what is live stays as it is."
    )

    def handle(self, *, verbosity, **options):
        found = running.run()
        if found is None:
            raise CommandError("Another training is under way. Nothing was done.")
        if verbosity:
            with translation.override("en-gb"):
                for _at, step, values in found.log:
                    self.stdout.write(step_words(step, values))
        if found.state == RunState.FAILED:
            raise CommandError("The training failed; the log has the reason.")
