"""The log's chain over seeded decisions, sealed in the transaction that writes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from moderation.chain import digests
from moderation.chain.rows import PERSONAL, SALT
from moderation.chain.sealing import HeadMissing
from moderation.models import ChainHead, LogKind, Unsealed
from moderation.seeding.tables import Table

NOT_CONTENT = {*PERSONAL, SALT}


def lock_head() -> ChainHead:
    """The end of the chain, which nobody moves now. Raises HeadMissing."""
    head = ChainHead.objects.select_for_update().first()
    if head is None:
        raise HeadMissing("the head of the log's chain is missing: run manage.py verify_log")
    return head


def seal(
    head: ChainHead,
    rows: Sequence[dict[str, Any]],
    *,
    decisions: Table,
    entries: Table,
    sealed_at: datetime,
) -> None:
    """Add the entries of ``rows``, decisions that are stored, in the order of their ids; and
    move ``head``. What else waits to be sealed goes on waiting."""
    if not rows:
        return
    names = [column for column in decisions.columns if column.name not in NOT_CONTENT]
    for row in rows:
        values = {column.name: row.get(column.name, column.default) for column in names}
        content = {name: value for name, value in values.items() if value is not None}
        personal = digests.commitment(row[SALT], {name: row.get(name, "") for name in PERSONAL})
        entry = {
            "number": head.number + 1,
            "previous": head.digest,
            "kind": LogKind.DECISION,
            "row_id": row["id"],
            "personal": personal,
        }
        digest = digests.digest(**entry, content=content)
        entries.add(**entry, digest=digest, sealed_at=sealed_at)
        head.number, head.digest = head.number + 1, digest
    entries.write()
    ours = Q(row_id__gte=rows[0]["id"], row_id__lte=rows[-1]["id"])
    Unsealed.objects.filter(ours, kind=LogKind.DECISION).delete()
    ChainHead.objects.update(number=head.number, digest=head.digest)
