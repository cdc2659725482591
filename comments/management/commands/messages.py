"""Bring the translations in step with the sources, without the GNU tools. Needs Babel."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from comments.translations import Catalogues


class Command(BaseCommand):
    help = (
        "Collect the sentences of templates and Python files into locale/*/LC_MESSAGES/django.po "
        "and compile them. Translations that are there stay; what nothing uses any more goes."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; exit 1 when a sentence lacks its translation or a file is stale",
        )

    def handle(self, *, check, **options):
        catalogues = Catalogues(settings.BASE_DIR)
        problems = []
        for language in catalogues.languages():
            if not check:
                self.stdout.write(f"{language}: {catalogues.update(language)} sentences")
            problems += catalogues.problems(language)
        if problems:
            raise CommandError("\n".join(problems))
