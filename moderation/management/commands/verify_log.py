"""Compares the whole log with its chain and names what was changed, removed or inserted."""

import re
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from moderation.chain import digests, sealing, verifying
from moderation.models import ChainHead


class Command(BaseCommand):
    help = (
        "Check that no row of the log was changed, removed or inserted past the application. Ends "
        "with 1 and one line for each that was. --head also checks that the log still contains "
        "what it was when that head was written down."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", metavar="HASH", help="a head as once shown: all of it or its short form"
        )

    def handle(self, *, head, verbosity, **options):
        wanted = as_digits(head) if head else ""
        with suppress(sealing.HeadMissing):  # One of the faults to tell of.
            sealing.seal_waiting()
        tally = verifying.Tally()
        faults = 0
        expected = ChainHead.objects.values_list("number", flat=True).first()
        # On stderr, so that stdout stays lines a script can read.
        with tqdm(total=expected, unit="entry", disable=verbosity == 0) as bar:
            for fault in verifying.verify(tally=tally, wanted=wanted, step=bar.update):
                faults += 1
                self.stdout.write(str(fault))
        if wanted and not tally.met:
            faults += 1
            self.stdout.write("the head given was never the head of this log: it was rewritten")
        if faults:
            raise CommandError(
                f"The log is not as it was written: {faults} faults in {tally.entries} entries. "
                "Keep this database as it is, and compare it with your last backup."
            )
        now = ChainHead.objects.get()
        self.stdout.write(
            f"{tally.entries} entries verified, {tally.erased} of them with erased words; "
            f"head {now.number}: {digests.short(now.digest)} ({now.digest})"
        )


def as_digits(head: str) -> str:
    """The digits of a head as people write it. Raises CommandError for anything else."""
    digits = re.sub(r"\s", "", head).lower()
    if not re.fullmatch(r"[0-9a-f]+", digits) or not digests.SHORT <= len(digits) <= 64:
        raise CommandError(f"--head takes {digests.SHORT} to 64 hex digits, not {head!r}")
    return digits
