"""Scores, ages, flags and records in the desk's words. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from moderation.policy import number

MINUTE = 60  # seconds
HOUR = 60 * MINUTE
DAY = 24 * HOUR
CAP = 10_000  # counting on is slow and tells nobody more

# From a value on, as moderators say it.
RUDENESS_WORDS = ((0.85, "very high"), (0.60, "high"), (0.30, "medium"), (0.0, "low"))


@dataclass(frozen=True, slots=True)
class Chip:
    """One reason why a comment is in the queue, and its evidence."""

    name: str
    evidence: str
    by_reader: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What moderators made of an author's last comments, oldest first.

    ``outcomes`` holds "r" for rejected, "a" for approved and "n" for never reviewed: three things.
    """

    outcomes: tuple[str, ...] = ()
    comments: int = 0  # all of the author's comments, at most CAP + 1
    here_since: datetime | None = None

    @property
    def rejected(self) -> int:
        return self.outcomes.count("r")

    @property
    def reviewed(self) -> int:
        return len(self.outcomes) - self.outcomes.count("n")

    @property
    def in_words(self) -> str:
        if not self.reviewed:
            return "never reviewed"
        return f"{self.rejected} of {self.reviewed} rejected"


def share(value: float | None) -> str:
    """A value in [0, 1] as the desk writes it: .88; a dash where there is none."""
    return "–" if value is None else number(value)


def rudeness_word(value: float | None) -> str:
    if value is None:
        return "no score"
    return next(word for start, word in RUDENESS_WORDS if value >= start)


def count(amount: int) -> str:
    """A count that stops at CAP: 1,204, or 10,000+."""
    return f"{CAP:,}+" if amount > CAP else f"{amount:,}"


def plural(amount: int, one: str, many: str = "") -> str:
    """1 comment, 3 comments."""
    return f"{count(amount)} {one if amount == 1 else many or one + 's'}"


def age(span: timedelta) -> str:
    """How long, in the largest unit that says enough: 40 s, 6 min, 2 h 10, 3 days."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
        return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"
    return plural(seconds // DAY, "day")


def membership(since: datetime, now: datetime) -> str:
    """How long somebody is here: 3 years, 14 months, 5 days, or joined 14:01."""
    days = (now - since).days
    if days >= 2 * 365:
        return f"{days // 365} years"
    if days >= 60:
        return f"{days // 30} months"
    if days >= 1:
        return plural(days, "day")
    return f"joined {age(now - since)} ago"


def chips(flags: Iterable, revision: int) -> list[Chip]:
    """The flags of one item. Reports of one kind stand together, with their readers counted.

    What was detected in words that the author has changed since is left out: it is no longer about
    what stands there. Reports stay, whatever words they saw.
    """
    detected: list[Chip] = []
    reported: dict[str, list] = {}
    for flag in flags:
        if flag.is_report:
            reported.setdefault(flag.kind, []).append(flag)
        elif flag.revision.number == revision:
            detected.append(Chip(flag.get_kind_display(), flag.evidence))
    return [report_chip(same) for same in reported.values()] + detected


def report_chip(same: Sequence) -> Chip:
    note = next((flag.evidence for flag in same if flag.evidence), "")
    name = f"{same[0].get_kind_display()}, {plural(len(same), 'reader')}"
    return Chip(name, f"“{note}”" if note else "no note", by_reader=True)
