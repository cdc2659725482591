"""Reads training and test rows from gzipped CSV files (UTF-8, a header, ``text`` and ``label``)."""

import csv
import gzip
from dataclasses import dataclass, replace
from pathlib import Path

csv.field_size_limit(10_000_000)  # characters

ATTRIBUTES = {"insult": "insult", "profanity": "obscene", "threat": "threat"} | {
    "identity_attack": "identity_hate"
}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text. ``attributes`` is empty where the source has no such labels."""

    text: str
    rude: bool
    source: str
    subset: str
    language: str
    attributes: dict[str, bool]
    spans: frozenset[int]


class CorpusError(Exception):
    """A data file is missing or not as described; says which and why."""


def read(path: Path) -> list[Row]:
    """Return the rows of ``path`` in file order. Raises CorpusError."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = [_row(record) for record in csv.DictReader(file)]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{path}: cannot be read ({error})") from error
    except (KeyError, ValueError) as error:
        raise CorpusError(f"{path}: not a file of labelled texts ({error!r})") from error
    if not rows:
        raise CorpusError(f"{path}: holds no rows")
    return rows


def without_spans(rows: list[Row]) -> list[Row]:
    """Return the posts with marked spans twice: whole, and civil once these are blanked out."""
    made = []
    for row in rows:
        if row.spans:
            rest = "".join(" " if at in row.spans else char for at, char in enumerate(row.text))
            made.append(replace(row, source="spans_toxic"))
            made.append(replace(row, source="spans_civil", text=rest, rude=False))
    return made


def _row(record: dict[str, str]) -> Row:
    labelled = bool(record.get("insult"))
    return Row(
        text=record["text"],
        rude=float(record["label"]) >= 0.5,
        source=record.get("src") or record.get("subset") or "",
        subset=record.get("subset") or "",
        language=record.get("lang") or "en",
        attributes={
            name: float(record[column]) >= 0.5 for name, column in ATTRIBUTES.items() if labelled
        },
        spans=_positions(record.get("spans") or "[]"),
    )


def _positions(text: str) -> frozenset[int]:
    """Return the code points marked in a text, from "[3, 4, 5]"."""
    return frozenset(int(part) for part in text.strip("[] ").split(",") if part.strip())
