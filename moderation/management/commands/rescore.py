"""Brings the scorer in use to the comments that an earlier one has judged."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from tqdm import tqdm

from comments.models import Comment, Status
from moderation import scoring, services
from moderation.pipeline.drain import BadScore, check
from moderation.scoring import ScoreResult
from moderation.scoring.scorer import Scorer
from moderation.services.rescoring import Change, Rescored
from moderation.training import live

BATCH = 64  # comments; as in the pipeline
LARGEST_BATCH = 1_000  # comments; their locks keep moderators and readers waiting
MOST_DAYS = 36_500


class Command(BaseCommand):
    help = (
        "Score the comments that the scorer in use has not seen, and ask the policy in force again "
        "about those that readers see. What a moderator decided stands; nothing held or removed "
        "comes back. Older scores also learn the language of their words. Stop it at any time: the "
        "next run goes on where this one ended."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--batch-size", type=int, default=BATCH, metavar="N", help=f"default: {BATCH}"
        )
        parser.add_argument(
            "--since", type=int, metavar="DAYS", help="only comments posted in the last DAYS days"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing, show what would change"
        )

    def handle(self, *, batch_size, since, dry_run, verbosity, **options):
        if not 1 <= batch_size <= LARGEST_BATCH:
            raise CommandError(f"--batch-size must be from 1 to {LARGEST_BATCH:,}")
        if since is not None and not 1 <= since <= MOST_DAYS:
            raise CommandError(f"--since must be from 1 to {MOST_DAYS:,} days")
        self.tell_languages(batch_size, dry_run, quiet=verbosity == 0)
        if settings.SCORER_ENGINE != "local":
            # Another engine's name is known only from its answers, so what it has seen is not.
            raise CommandError(
                f"SCORER_ENGINE is {settings.SCORER_ENGINE}: only the local scorer can be brought "
                "to comments judged before. Nothing was scored."
            )
        try:
            site = live.scorer()
            scorer = site.name if site else scoring.scorer_name()
            scoring.load()
        except scoring.ModelFileError as error:
            raise CommandError(str(error)) from error
        comments = services.to_rescore(scorer)
        if since is not None:
            comments = comments.filter(posted_at__gte=timezone.now() - timedelta(days=since))
        counts = self.run(comments, scorer, site, batch_size, dry_run, quiet=verbosity == 0)
        if verbosity:
            self.stdout.write(result_line(counts, scorer, dry_run))
        if failed := counts["failed"]:
            raise CommandError(
                f"Of {failed} comments the scorer gave no score. Run this again to try them again; "
                "with --batch-size 1 it fails for none but those it cannot score."
            )

    def tell_languages(self, size: int, dry_run: bool, *, quiet: bool) -> None:
        """Of all scores that lack theirs, whichever engine is in use."""
        scores = services.untold()
        if not (total := scores.count()):
            return
        with tqdm(total=total, unit="language", disable=quiet or dry_run) as bar:
            # What was told is no longer among them.
            while not dry_run and (batch := list(scores[:size])):
                services.tell_languages(batch)
                bar.update(len(batch))
        if not quiet:
            self.stdout.write(
                f"{'would tell' if dry_run else 'told'} the language of {total} scores"
            )

    def run(
        self,
        comments: QuerySet[Comment],
        scorer: str,
        site: Scorer | None,
        size: int,
        dry_run: bool,
        *,
        quiet: bool,
    ) -> Counter[str]:
        """Go through all batches; what became of how many comments."""
        deed = services.preview if dry_run else services.rescore
        counts: Counter[str] = Counter()
        # On stderr, so that stdout stays one line a script can read.
        with tqdm(total=comments.count(), unit="comment", disable=quiet) as bar:
            for batch in batches(comments, size):
                try:
                    results = ask(batch, scorer, site)
                except Exception as error:  # Whatever a scorer raises costs this batch alone.
                    counts["failed"] += len(batch)
                    ids = f"comments {batch[0].pk} to {batch[-1].pk}"
                    tell(f"{ids}: {type(error).__name__}: {error}")
                else:
                    outcome = deed(batch, results)
                    counts += counts_of(outcome)
                    for change in outcome.changes if dry_run and not quiet else ():
                        tell(describe(change))
                bar.update(len(batch))
        return counts


def batches(comments: QuerySet[Comment], size: int) -> Iterator[list[Comment]]:
    """By id from the last one seen, so that what failed is not met again in this run."""
    last = 0
    while batch := list(comments.filter(pk__gt=last)[:size]):
        yield batch
        last = batch[-1].pk


def ask(batch: list[Comment], scorer: str, site: Scorer | None) -> list[ScoreResult]:
    """Score a batch. Raises BadScore, and whatever the scorer raises."""
    texts = [comment.body for comment in batch]
    results = site.score(texts) if site else scoring.score(texts)
    check(results, batch)
    if others := {result.scorer for result in results} - {scorer}:
        raise BadScore(f"{', '.join(sorted(others))} answered instead of {scorer}")
    return results


def counts_of(outcome: Rescored) -> Counter[str]:
    after = Counter(change.status_after for change in outcome.changes)
    return Counter(
        scored=len(outcome.scored),
        skipped=outcome.skipped,
        held=after[Status.HELD],
        flagged=after[Status.VISIBLE],
        removed=after[Status.REMOVED],
    )


def describe(change: Change) -> str:
    """One line: which comment, what would become of it and why."""
    would = {
        Status.HELD: "would be held",
        Status.VISIBLE: "would stay visible and come into the queue",
        Status.REMOVED: "would be removed",
    }[change.status_after]
    reasons = "; ".join(f"{f.kind}: {f.evidence}" for f in change.verdict.findings)
    return f"{change.comment} {would} ({reasons})"


def tell(line: str) -> None:
    tqdm.write(line, file=sys.stderr)  # Above the bar, not through it.


def result_line(counts: Counter[str], scorer: str, dry_run: bool) -> str:
    scored = "would score" if dry_run else "scored"
    parts = [f"{counts[name]} {name}" for name in ("held", "flagged", "removed", "skipped")]
    return f"{scored} {counts['scored']} comments with {scorer}: {', '.join(parts)}"
