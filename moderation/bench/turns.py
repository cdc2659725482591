"""A process whose deeds are timed when it is told so, line by line. Needs nothing but Python."""

import json
import sys
from collections.abc import Callable, Sequence
from time import perf_counter

TURN = 0.05  # seconds a turn takes about, unless one run alone is longer
MOST = 40  # runs a turn

Turn = dict[str, list[float]]  # "run" and perhaps "limit" -> seconds of each


def answer(introduction: object, turns: Sequence[Callable[[], Turn]]) -> None:
    """Say the introduction, then answer each line, the number of a turn, with what it took."""
    # What is printed or logged while something is timed must not be taken for an answer.
    answers, sys.stdout = sys.stdout, sys.stderr

    def tell(words: object) -> None:
        answers.write(json.dumps(words) + "\n")
        answers.flush()

    tell(introduction)
    for line in sys.stdin:
        tell(turns[int(line)]())


def timed(deed: Callable[[], object]) -> Callable[[], Turn]:
    """The turn of a deed that has no limit."""
    return lambda: {"run": times(deed)}


def times(deed: Callable[[], object]) -> list[float]:
    """Seconds of each run of a turn."""
    found: list[float] = []
    while len(found) < MOST and sum(found) < TURN:
        start = perf_counter()
        deed()
        found.append(perf_counter() - start)
    return found
