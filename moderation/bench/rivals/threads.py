"""The same threads for all: a text, and the number of the comment it answers, or None."""

import json
from pathlib import Path
from random import Random

DEPTH = 4  # answers below answers at most; all of them show so many
TOP_LEVEL = 0.3
NEAR = 12  # comments before it, one of which an answer is to

Threads = list[list[tuple[str, int | None]]]


def grow(texts: list[str], sizes: list[int], *, seed: int) -> Threads:
    """A thread of each size."""
    dice = Random(seed)  # noqa: S311  # For measuring.
    threads: Threads = []
    for size in sizes:
        depths: list[int] = []
        thread: list[tuple[str, int | None]] = []
        for number in range(size):
            near = [n for n in range(max(0, number - NEAR), number) if depths[n] < DEPTH]
            parent = dice.choice(near) if near and dice.random() > TOP_LEVEL else None
            depths.append(0 if parent is None else depths[parent] + 1)
            thread.append((dice.choice(texts), parent))
        threads.append(thread)
    return threads


def read(file: Path) -> Threads:
    return json.loads(file.read_text(encoding="utf-8"))


def write(threads: Threads, file: Path) -> None:
    file.write_text(json.dumps(threads), encoding="utf-8")
