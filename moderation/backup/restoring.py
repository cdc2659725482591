"""Bringing a backup back: the site's database is replaced by a proven copy, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from comments.models import Article, Comment, User
from moderation.backup import NotPossible, carried, manifest
from moderation.backup.manifest import Manifest
from moderation.backup.taking import KINDS
from moderation.chain import verifying
from moderation.models import ChainHead, Decision

# Rows of these are what somebody would miss. Others come with the migrations.
MISSED = (User, Article, Comment, Decision)


@dataclass(slots=True)
class Restored:
    """What came back, what is kept of before (a file or a database), and what was done again."""

    manifest: Manifest
    entries: int
    kept: str | None
    carried: list[str] = field(default_factory=list)


def restore(
    folder: Path, *, replace: bool, step: Callable[[int], object] = lambda amount: None
) -> Restored:
    """Put the backup in ``folder`` in the place of the site's database. The site must be stopped.

    Raises NotPossible for a damaged, foreign or newer backup, for a database that others use, and
    without ``replace`` for one that is not empty. The database is as it was then.
    """
    found = manifest.read(folder)
    manifest.check(found, folder)
    is_used = holds_something()
    if is_used and not replace:
        raise NotPossible(
            "The database is not empty. With --replace the backup takes its place, and what is "
            "there is kept beside it under another name. Nothing was changed."
        )
    collected = carried.collect(DEFAULT_DB_ALIAS) if is_used else []
    done = Restored(found, entries=0, kept=None)

    def prove(using: str) -> None:
        done.entries = compare(using, found, step)
        call_command("migrate", database=using, verbosity=0, interactive=False)
        done.carried = carried.apply(using, collected)

    stamp = f"{timezone.now():%Y%m%dt%H%M%S}"
    kind = KINDS[connections[DEFAULT_DB_ALIAS].vendor]
    done.kept = kind.restore(folder, found, stamp, prove, keep=is_used)
    return done


def holds_something() -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    there = set(connection.introspection.table_names())
    return any(
        model._meta.db_table in there and model._default_manager.exists() for model in MISSED
    )


def compare(using: str, found: Manifest, step: Callable[[int], object]) -> int:
    """Rows, log and head of the copy against the manifest. Returns how many entries the log has."""
    counts = manifest.count_rows(using, list(found.rows))
    for table, expected in found.rows.items():
        if counts[table] != expected:
            raise NotPossible(f"{table} has {counts[table]} rows in the copy, not {expected}")
    tally = verifying.Tally()
    faults = list(verifying.verify(using=using, tally=tally, step=step))
    if faults:
        raise NotPossible(f"the log in the backup is not as it was written: {faults[0]}")
    head = ChainHead.objects.using(using).get()
    if (head.number, head.digest) != (found.head["number"], found.head["digest"]):
        raise NotPossible("the log in the backup ends otherwise than its manifest says")
    return tally.entries
