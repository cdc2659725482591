"""Scores, ages, flags and records in the desk's words. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from moderation.policy import number

MINUTE = 60  # seconds
HOUR = 60 * MINUTE
DAY = 24 * HOUR
CAP = 10_000  # counting on is slow and tells nobody more

# From a value on, as moderators say it.
RUDENESS_WORDS = (
    (0.85, gettext_lazy("very high")),
    (0.60, gettext_lazy("high")),
    (0.30, gettext_lazy("medium")),
    (0.0, gettext_lazy("low")),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """One reason why a comment is in the queue, and its evidence."""

    name: str
    evidence: str
    by_reader: bool = False
    trust: str = ""  # of the most trusted of its readers
    trust_reason: str = ""


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
            return _("never reviewed")
        return _("%(rejected)s of %(reviewed)s rejected") % {
            "rejected": self.rejected,
            "reviewed": self.reviewed,
        }


def share(value: float | None) -> str:
    """A value in [0, 1] as the desk writes it: .88; a dash where there is none."""
    return "–" if value is None else number(value)


def rudeness_word(value: float | None) -> str:
    if value is None:
        return _("no score")
    return next(str(word) for start, word in RUDENESS_WORDS if value >= start)


def count(amount: int) -> str:
    """A count that stops at CAP: 1,204, or 10,000+."""
    shown = number_format(min(amount, CAP), use_l10n=True, force_grouping=True)
    return f"{shown}+" if amount > CAP else shown


def inside(label: str) -> str:
    """A label in the middle of a sentence: small in English, as it stands in other languages."""
    return label.lower() if (get_language() or "").startswith("en") else label


def days(amount: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", amount) % {"count": count(amount)}


def age(span: timedelta) -> str:
    """How long, in the largest unit that says enough: 40 s, 6 min, 2 h 10, 3 days."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < MINUTE:
        return _("%(seconds)s s") % {"seconds": seconds}
    if seconds < HOUR:
        return _("%(minutes)s min") % {"minutes": seconds // MINUTE}
    if seconds < DAY:
        hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
        return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"
    return days(seconds // DAY)


def membership(since: datetime, now: datetime) -> str:
    """How long somebody is here: 3 years, 14 months, 5 days, or joined 14:01."""
    whole = (now - since).days
    if whole >= 2 * 365:
        return _("%(count)s years") % {"count": whole // 365}
    if whole >= 60:
        return _("%(count)s months") % {"count": whole // 30}
    if whole >= 1:
        return days(whole)
    return _("joined %(age)s ago") % {"age": age(now - since)}


def chips(
    flags: Iterable, revision: int, *, trust: Callable[[Sequence], tuple[str, str]] | None = None
) -> list[Chip]:
    """The flags of one item. Reports of one kind stand together, with their readers counted, and
    with what ``trust`` says of those: a word and the reason for it.

    What was detected in words that the author has changed since is left out: it is no longer about
    what stands there. Reports stay, whatever words they saw.
    """
    detected: list[Chip] = []
    reported: dict[str, list] = {}
    for flag in flags:
        if flag.is_report:
            reported.setdefault(flag.kind, []).append(flag)
        elif flag.revision.number == revision:
            detected.append(Chip(flag.get_kind_display(), flag.in_words))
    return [report_chip(same, trust) for same in reported.values()] + detected


def report_chip(same: Sequence, trust=None) -> Chip:
    note = next((flag.evidence for flag in same if flag.evidence), "")
    name = ngettext("%(kind)s, %(count)s reader", "%(kind)s, %(count)s readers", len(same)) % {
        "kind": same[0].get_kind_display(),
        "count": len(same),
    }
    word, why = trust(same) if trust else ("", "")
    words = f"“{note}”" if note else _("no note")
    return Chip(name, words, by_reader=True, trust=word, trust_reason=why)
