"""The measuring process of one database. It is told over its standard input whose turn it is."""

from functools import partial
from importlib import import_module

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from moderation.bench.subject import Subject
from moderation.bench.turns import Turn, answer, times

FRAMES = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")  # of transactions; not counted


def serve(part: str, rows: int) -> None:
    """Let a part's subjects take turns on this process's database."""
    subjects = import_module(f"moderation.bench.subjects.{part}").subjects(rows)
    answer(
        [describe(subject) for subject in subjects],
        [partial(turn, subject) for subject in subjects],
    )


def prepare(part: str, rows: int) -> None:
    """What a part wants to find in the database, besides what the seed wrote."""
    deed = getattr(import_module(f"moderation.bench.subjects.{part}"), "prepare", None)
    if deed:
        deed(rows)


def analyze() -> None:
    """What autovacuum does on a site that runs for a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


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


def turn(subject: Subject) -> Turn:
    found = {"run": times(subject.run)}
    if subject.limit:
        found["limit"] = times(subject.limit)
    return found
