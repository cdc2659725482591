"""Scores a stream of texts: JSON Lines in, JSON Lines out, one for one and in order."""

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from django.core.management.base import BaseCommand, CommandError

from moderation import scoring

BATCH = 64  # lines scored together when they are there; a lone line is never kept waiting


class Command(BaseCommand):
    help = 'Score texts: {"text": ...} lines on stdin to result lines on stdout, in order.'
    requires_system_checks = []  # Reads no database and no settings: start at once.

    def handle(self, **options):
        try:
            scoring.warm()
        except scoring.ModelFileError as error:
            raise CommandError(str(error)) from error
        for lines in _batches(sys.stdin.buffer):
            _answer(lines, sys.stdout)


def _batches(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Yield the lines of ``stream``, as many at once as have arrived, at most BATCH."""
    rest, reader = b"", getattr(stream, "read1", stream.read)
    while data := reader(1 << 20):
        *lines, rest = (rest + data).split(b"\n")
        for start in range(0, len(lines), BATCH):
            yield lines[start : start + BATCH]
    if rest:
        yield [rest]


def _answer(lines: list[bytes], out: TextIO) -> None:
    readings = [_read(line) for line in lines]
    results = iter(scoring.score([text for text, error in readings if error is None]))
    for _, error in readings:
        answer = {"error": error} if error is not None else _fields(next(results))
        out.write(json.dumps(answer) + "\n")
    out.flush()


def _read(line: bytes) -> tuple[str, str | None]:
    """Return (text, None), or ("", what is wrong with the line)."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return "", f"not JSON: {error}"
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return "", 'not an object with a string "text"'
    return record["text"], None


def _fields(result: scoring.ScoreResult) -> dict:
    return {
        "rudeness": result.rudeness,
        "attributes": result.attributes,
        "spans": [[span.start, span.end, span.weight] for span in result.spans],
        "scorer": result.scorer,
    }
