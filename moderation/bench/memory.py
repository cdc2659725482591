"""How much memory the processes of a site hold. Linux only; elsewhere nothing is said."""

from contextlib import suppress
from pathlib import Path


def resident(pid: int) -> float:
    """MB of a process and all below it; what several share is counted once."""
    return sum(proportional(each) for each in [pid, *below(pid)])


def below(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold anything; the parent is the second field after it.
            parent = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, left = [], [pid]
    while left:
        fresh = children.get(left.pop(), [])
        found += fresh
        left += fresh
    return found


def proportional(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
