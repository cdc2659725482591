"""The measuring process of one database. It is told over its standard input whose turn it is."""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from time import perf_counter

from django.db import close_old_connections, connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from moderation.bench.subject import Subject

TURN = 0.05  # seconds a turn takes about, unless one run alone is longer
MOST = 40  # runs a turn
FRAMES = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")  # of transactions; not counted


def serve(part: str, rows: int) -> None:
    """Answer each line with one: a number is the subject whose turn it is. JSON both ways."""
    subjects = import_module(f"moderation.bench.subjects.{part}").subjects(rows)
    # What the site prints or logs while it is measured must not be taken for an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    tell(answers, [describe(subject) for subject in subjects])
    for line in sys.stdin:
        tell(answers, turn(subjects[int(line)]))
        close_old_connections()


def prepare(part: str, rows: int) -> None:
    """What a part wants to find in the database, besides what the seed wrote."""
    deed = getattr(import_module(f"moderation.bench.subjects.{part}"), "prepare", None)
    if deed:
        deed(rows)


def analyze() -> None:
    """What autovacuum does on a site that runs for a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def tell(answers, words: object) -> None:
    answers.write(json.dumps(words) + "\n")
    answers.flush()


def describe(subject: Subject) -> dict:
    """What is counted and not timed. Whatever is done only the first time is over then."""
    subject.run()
    with CaptureQueriesContext(connection) as queries:
        result = subject.run()
    if subject.limit:
        subject.limit()
    return {
        "name": subject.name,
        "statements": sum(not query["sql"].startswith(FRAMES) for query in queries),
        "bytes": size(result),
        "goals": subject.goals.given(),
    }


def size(result: object) -> int | None:
    if isinstance(result, HttpResponse):
        return len(result.content)
    if isinstance(result, str):
        return len(result.encode())
    return len(result) if isinstance(result, bytes) else None


def turn(subject: Subject) -> dict[str, list[float]]:
    """Seconds of each run, and of each of its limit."""
    found = {"run": times(subject.run)}
    if subject.limit:
        found["limit"] = times(subject.limit)
    return found


def times(deed: Callable[[], object]) -> list[float]:
    found: list[float] = []
    while len(found) < MOST and sum(found) < TURN:
        start = perf_counter()
        deed()
        found.append(perf_counter() - start)
    return found
