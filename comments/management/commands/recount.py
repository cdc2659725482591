"""Compare the cached counters with the rows they count, and repair them."""

from django.core.management.base import BaseCommand
from tqdm import tqdm

from comments.models import Comment
from comments.services import recount


class Command(BaseCommand):
    help = "Repair the cached numbers of votes and comments. Finds nothing wrong on a healthy site."

    def handle(self, *, verbosity, **options):
        articles = recount.recount_articles()
        comments = 0
        batches = -(-Comment.objects.count() // recount.BATCH)
        # On stderr, so that stdout stays one line a script can read.
        for wrong in tqdm(
            recount.recount_votes(), total=batches, unit="batch", disable=verbosity == 0
        ):
            comments += wrong
        self.stdout.write(f"repaired {articles} articles and {comments} comments")
