"""Patterns that administrators write, run by RE2: linear in the text, whatever they say.

Pure. No backtracking engine ever sees one of them. See docs/decisions/0014-words.md.
"""

from dataclasses import dataclass

import re2

LONGEST = 500  # characters of one pattern
MOST = 200  # patterns of one list
MEMORY = 1 << 20  # bytes that one compiled pattern may take


class BadPattern(ValueError):
    """RE2 cannot run it. ``why`` is RE2's own word; ``at`` the place of what it stumbled over,
    counted from 1."""

    def __init__(self, why: str, at: int):
        super().__init__(f"character {at}: {why}")
        self.why = why
        self.at = at


@dataclass(frozen=True, slots=True)
class Pattern:
    source: str
    compiled: object

    def occurs_in(self, text: str) -> bool:
        return self.compiled.search(text) is not None  # type: ignore[attr-defined]


def options() -> re2.Options:
    """Case makes no difference, nothing is captured (which is where RE2 is slow), and what went
    wrong is raised and not printed."""
    found = re2.Options()
    found.case_sensitive = False
    found.never_capture = True
    found.log_errors = False
    found.max_mem = MEMORY
    return found


def parse(source: str) -> Pattern:
    """Raises BadPattern for what is no pattern, is longer than LONGEST or takes too much memory."""
    if len(source) > LONGEST:
        raise BadPattern(f"longer than {LONGEST} characters", LONGEST + 1)
    try:
        return Pattern(source, re2.compile(source, options()))
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        _why, _colon, piece = said.partition(": ")
        raise BadPattern(said, source.find(piece) + 1 if piece in source else 1) from error


def is_pattern(line: str) -> bool:
    """Whether a line of a list is one: it stands between slashes."""
    return len(line) > 2 and line.startswith("/") and line.endswith("/")
