"""Compare the cached counters with the rows they count, and repair them."""

import sys
from collections.abc import Iterator

from django.core.management.base import BaseCommand
from tqdm import tqdm

from comments.models import Article, Comment
from comments.services import recount
from comments.services.recount import Drift


class Command(BaseCommand):
    help = (
        "Repair the cached numbers of votes and comments, and say where they were wrong. Finds "
        "nothing on a healthy site."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit with 1 if any is wrong"
        )

    def handle(self, *, check, verbosity, **options):
        # On stderr, so that stdout stays lines a script can read.
        with tqdm(total=batches(), unit="batch", disable=verbosity == 0) as progress:
            articles = self.count(recount.articles(), check, progress)
            comments = self.count(recount.comments(), check, progress)
        done = "found" if check else "repaired"
        self.stdout.write(f"{done} {articles} articles and {comments} comments")
        if check and (articles or comments):
            sys.exit(1)

    def count(self, found: Iterator[list[Drift]], check: bool, progress) -> int:
        """Name each drift and mend it, unless we only check. How many were so treated."""
        count = 0
        for batch in found:
            for drift in batch:
                if check or drift.mend():
                    self.stdout.write(line(drift))
                    count += 1
            progress.update()
        return count


def line(drift: Drift) -> str:
    """Such as "comment 12: ups 7, should be 1; downs 9, should be 1". No words of a comment."""
    name = type(drift.row).__name__.lower()
    wrong = "; ".join(
        f"{column} {drift.stored[column]:g}, should be {value:g}"
        for column, value in drift.true.items()
        if value != drift.stored[column]
    )
    return f"{name} {drift.row.pk}: {wrong}"


def batches() -> int:
    rows = (Article.objects.count(), Comment.objects.count())
    return sum(-(-count // recount.BATCH) for count in rows)
