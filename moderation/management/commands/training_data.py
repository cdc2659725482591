"""Says what there is to learn from: how many decisions, from when to when, how balanced."""

import json

from django.core.management.base import BaseCommand

from moderation.learning.labels import Count, Summary, digest, summary
from moderation.scoring.evaluate.tables import table
from moderation.training import rows
from moderation.training.cards import data_facts


class Command(BaseCommand):
    help = (
        "Say how many decisions the site's own model can learn from, from when, and how balanced. "
        "Counted are moderators' explicit decisions that stand, on the words that stand."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")

    def handle(self, **options):
        labels = rows.labels()
        found = summary(labels)
        if options["json"]:
            self.stdout.write(json.dumps(data_facts(found) | {"sha256": digest(labels)}))
        else:
            self.stdout.write(page(found))


def page(found: Summary) -> str:
    if found.first is None or found.last is None:
        return "No labels yet: no moderator's explicit decision on words that stand."
    return (
        f"{found.whole.total:,} labels from {found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}: "
        f"{found.whole.rude:,} rude ({found.whole.rude / found.whole.total:.0%}), "
        f"{found.whole.civil:,} civil; {found.sampled:,} drawn as samples.\n\n"
        f"{parts('section', found.sections)}\n\n{parts('language', found.languages)}"
    )


def parts(title: str, counts: list[Count]) -> str:
    rows = [
        [each.name or "not told", each.total, each.rude, f"{each.rude / each.total:.0%}"]
        for each in counts
    ]
    return table([title, "labels", "rude", "share"], rows)
