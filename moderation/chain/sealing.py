"""Giving the log's rows their entries in the chain, in the order in which they were committed.

Not in the transaction of a decision, which would then hold the head's lock while others wait: a
trigger notes each new row there, and whoever comes next seals all that are noted at once.
"""

from django.db import DEFAULT_DB_ALIAS, transaction

from moderation.chain import digests, rows
from moderation.models import ChainHead, LogEntry, Unsealed

BATCH = 1_000  # rows


class HeadMissing(Exception):
    """The row that says where the chain ends is gone: nothing can be sealed until it is back."""


def seal_waiting(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Seal what waits, batch by batch. Returns how many rows. Raises HeadMissing."""
    sealed = 0
    while Unsealed.objects.using(using).exists():  # No write lock on SQLite just to look.
        sealed += seal_batch(using=using)
    return sealed


def seal_batch(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """Seal the first rows that wait. Of several at once one works and the others find less to do.

    The lock on the head is the first and the last thing waited for here, so no two transactions
    can wait for each other.
    """
    with transaction.atomic(using=using):
        head = ChainHead.objects.using(using).select_for_update().first()
        if head is None:
            raise HeadMissing("the head of the log's chain is missing: run manage.py verify_log")
        waiting = list(Unsealed.objects.using(using).order_by("pk")[:BATCH])
        if not waiting:
            return 0
        entries = follow(head, [(each.kind, each.row_id) for each in waiting], using=using)
        LogEntry.objects.using(using).bulk_create(entries)
        Unsealed.objects.using(using).filter(pk__in=[each.pk for each in waiting]).delete()
        last = entries[-1]
        ChainHead.objects.using(using).update(number=last.number, digest=last.digest)
    return len(entries)


def follow(head: ChainHead, wanted: list[tuple[str, int]], *, using: str) -> list[LogEntry]:
    """The entries that come after ``head``. A row that is gone already gets an empty one, by which
    `verify_log` names it."""
    found = rows.load(wanted, using=using)
    entries: list[LogEntry] = []
    number, previous = head.number, head.digest
    for kind, row_id in wanted:
        number += 1
        row = found.get((kind, row_id))
        readable = row if not isinstance(row, rows.Unreadable) else None
        personal = rows.commitment(readable) if readable else digests.START
        entry = LogEntry(
            number=number, kind=kind, row_id=row_id, previous=previous, personal=personal
        )
        entry.digest = digests.digest(
            number=number,
            previous=previous,
            kind=kind,
            row_id=row_id,
            content=rows.content(readable) if readable else None,
            personal=personal,
        )
        previous = entry.digest
        entries.append(entry)
    return entries


def ensure_head(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """The head of an empty chain. One that is missing from a longer chain stays missing: that is
    something to find, not to mend."""
    if not LogEntry.objects.using(using).exists():
        ChainHead.objects.using(using).get_or_create(
            pk=1, defaults={"number": 0, "digest": digests.START}
        )
