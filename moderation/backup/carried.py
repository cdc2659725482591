"""What a restore must not bring back.

A backup is older than what was erased since. Whoever keeps a list of erasures adds a `CarriedOver`
to `CARRIED` (in the `ready` of its app): before a database is replaced its list is collected, and
it is applied to the restored one before that takes its place. If that fails, nothing is replaced.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """``collect(using)`` reads the list from a database, ``apply(using, list)`` returns how many
    of its lines had something to do. Both name the database they work on and touch no other."""

    name: str
    collect: Callable[[str], list[Any]]
    apply: Callable[[str, list[Any]], int]


CARRIED: list[CarriedOver] = []


def collect(using: str) -> list[tuple[CarriedOver, list[Any]]]:
    return [(each, each.collect(using)) for each in CARRIED]


def apply(using: str, collected: list[tuple[CarriedOver, list[Any]]]) -> list[str]:
    """One line for each list that had something to do."""
    lines = []
    for each, entries in collected:
        if entries and (amount := each.apply(using, entries)):
            lines.append(f"{each.name}: {amount} applied again")
    return lines
