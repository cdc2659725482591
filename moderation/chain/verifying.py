"""Comparing every row of the log with the chain. Reads only, in constant memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef

from moderation.chain import digests, rows
from moderation.models import ChainHead, LogEntry, LogKind, Unsealed

BATCH = 1_000  # entries
BEFORE_ALL = -(2**63)


class Wrong(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    NO_HEAD = "the head of the chain is missing"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the entries ``first`` to ``last``, or with a row that has none."""

    wrong: Wrong
    first: int | None = None
    last: int | None = None
    kind: str = ""
    row_id: int | None = None

    def __str__(self):
        if self.first is None:
            return f"{self.wrong}: {self.kind} {self.row_id}" if self.kind else str(self.wrong)
        if self.kind:
            return f"{self.wrong}: {self.kind} {self.row_id} (entry {self.first})"
        if self.first == self.last:
            return f"{self.wrong}: entry {self.first}"
        return f"{self.wrong}: entries {self.first} to {self.last}"


@dataclass(slots=True)
class Tally:
    """What was seen on the way. ``met`` says whether the head asked for was once the head."""

    entries: int = 0
    erased: int = 0
    met: bool = False


def verify(
    *,
    using: str = DEFAULT_DB_ALIAS,
    tally: Tally,
    wanted: str = "",
    step: Callable[[int], object] = lambda amount: None,
) -> Iterator[Fault]:
    """Every fault, in the order of the chain. ``wanted`` is the beginning of a digest to look for.

    Safe while others decide and seal: an entry and the head that covers it are committed at once,
    so whoever reads the entries first and the head after never sees the head behind them.
    """
    tally.met = bool(wanted) and digests.START.startswith(wanted)
    last: LogEntry | None = None
    is_blamed = False  # whether a fault was told of ``last``
    while True:
        batch = list(after(last, using))
        if not batch:
            head = ChainHead.objects.using(using).first()
            if head is None or not is_ahead(head, last) or not after(last, using):
                break
            continue
        found = rows.load([(each.kind, each.row_id) for each in batch], using=using)
        for entry in batch:
            faults = list(gap(last, entry))
            own = check(entry, found.get((entry.kind, entry.row_id)), tally)
            if own is None and not is_blamed and breaks(last, entry):
                faults.append(of(Wrong.CHANGED, last or entry))
            faults += [own] if own else []
            yield from faults
            is_blamed = own is not None
            last = entry
            tally.entries += 1
            tally.met |= bool(wanted) and entry.digest.startswith(wanted)
        step(len(batch))
    yield from check_head(head, last, is_blamed=is_blamed, using=using)
    yield from rows_without_entry(using)


def after(last: LogEntry | None, using: str):
    number = last.number if last else BEFORE_ALL
    return LogEntry.objects.using(using).filter(number__gt=number).order_by("number")[:BATCH]


def is_ahead(head: ChainHead, last: LogEntry | None) -> bool:
    return head.number > (last.number if last else 0)


def of(wrong: Wrong, entry: LogEntry) -> Fault:
    return Fault(wrong, entry.number, entry.number, entry.kind, entry.row_id)


def gap(last: LogEntry | None, entry: LogEntry) -> Iterator[Fault]:
    """The entries between the two that are missing."""
    expected = (last.number if last else 0) + 1
    if entry.number > expected:
        yield Fault(Wrong.REMOVED, expected, entry.number - 1)


def breaks(last: LogEntry | None, entry: LogEntry) -> bool:
    """Whether ``entry``, sound in itself, was made to follow something else than ``last``, which
    must then have been written anew."""
    if last is None:
        return entry.number == 1 and entry.previous != digests.START
    return entry.number == last.number + 1 and entry.previous != last.digest


def check(entry: LogEntry, row: rows.Row | None, tally: Tally) -> Fault | None:
    """What is wrong with an entry and its row, taken by themselves."""
    if entry.number < 1:
        return of(Wrong.INSERTED, entry)
    if row is None:
        return of(Wrong.REMOVED, entry)
    if isinstance(row, rows.Unreadable):
        return of(Wrong.CHANGED, entry)
    try:
        is_erased = rows.is_erased(row)
        personal = entry.personal if is_erased else rows.commitment(row)
        digest = digests.digest(
            number=entry.number,
            previous=entry.previous,
            kind=entry.kind,
            row_id=entry.row_id,
            content=rows.content(row),
            personal=personal,
        )
    except (TypeError, ValueError):  # Values that the application would never have written.
        return of(Wrong.CHANGED, entry)
    if digest != entry.digest or personal != entry.personal:
        return of(Wrong.CHANGED, entry)
    tally.erased += is_erased
    return None


def check_head(
    head: ChainHead | None, last: LogEntry | None, *, is_blamed: bool, using: str
) -> Iterator[Fault]:
    """The end of the chain against the head, which is kept apart."""
    if head is None:
        yield Fault(Wrong.NO_HEAD)
        return
    number = last.number if last else 0
    if head.number > number:
        yield Fault(Wrong.REMOVED, number + 1, head.number)
    elif head.number < number:
        beyond = LogEntry.objects.using(using).filter(number__gt=head.number).order_by("number")
        for entry in beyond.iterator(BATCH):
            yield of(Wrong.INSERTED, entry)
    elif last is not None and head.digest != last.digest and not is_blamed:
        yield of(Wrong.CHANGED, last)
    elif last is None and head.digest != digests.START:
        yield Fault(Wrong.NO_HEAD)


def rows_without_entry(using: str) -> Iterator[Fault]:
    """Rows that nobody sealed and that do not wait for it: written past the triggers."""
    for kind, model in rows.MODELS.items():
        entry = LogEntry.objects.filter(kind=kind, row_id=OuterRef("pk"))
        waits = Unsealed.objects.filter(kind=kind, row_id=OuterRef("pk"))
        alone = model._default_manager.using(using).filter(~Exists(entry), ~Exists(waits))
        for row_id in alone.order_by("pk").values_list("pk", flat=True).iterator(BATCH):
            yield Fault(Wrong.INSERTED, kind=LogKind(kind), row_id=row_id)
