"""Tables as CSV that no spreadsheet takes for formulas. Pure.

A cell that a spreadsheet might calculate gets an apostrophe in front, and so does one that begins
with an apostrophe: whoever reads the file back takes one away wherever there is one.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence

APOSTROPHE = "'"
# What begins a formula, also in full width, and the blanks that spreadsheets skip before it.
RISKY = (*"=+-@\t\r\n＝＋－＠", APOSTROPHE)


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Each row as a line of RFC 4180, every cell in quotes."""
    writer = csv.writer(Echo(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        yield writer.writerow([cell(value) for value in row])


def cell(value: object) -> str:
    """``value`` as text; None as nothing."""
    text = "" if value is None else str(value)
    return APOSTROPHE + text if text.startswith(RISKY) or text.lstrip().startswith(RISKY) else text


def value_of(written: str) -> str:
    """What `cell` was given."""
    return written.removeprefix(APOSTROPHE)
