"""What to do with a scored comment. Pure Python: no database, no settings, no clock.

`judge` asks every phase, in the order of PHASES. A phase sees the facts and the site's limits and
returns findings: a flag with its evidence, and what that flag alone would ask for. All phases run,
so a moderator sees every reason and not only the first; the strictest finding is the verdict.
A limit is met from its value on: `rudeness >= hold_at` holds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

from moderation.wordlist import WordList

MOST_LISTED = 500  # characters of links or words; a flag's evidence holds 600


class Outcome(IntEnum):
    """From mild to strict: the largest of several is the strictest."""

    SHOW = 0
    HOLD = 1
    REMOVE = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers and lists of one policy version. Rudeness limits are in [0, 1]."""

    hold_at: float = 0.70
    remove_at: float | None = None
    new_author_comments: int = 3
    new_author_hold_at: float = 0.60
    new_author_hold_all: bool = False
    new_author_hold_links: bool = True
    max_links: int = 2
    max_length: int = 5_000  # characters
    repeat_hours: int = 24
    repeats_same_author: int = 1
    repeats_any_author: int = 3
    history_days: int = 7
    history_rejections: int = 3
    banned_words: WordList = field(default_factory=WordList)
    suspect_words: WordList = field(default_factory=WordList)

    def __post_init__(self):
        if self.remove_at is not None and not self.hold_at <= self.remove_at:
            raise ValueError(f"remove_at {self.remove_at} is below hold_at {self.hold_at}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the phases know of one comment. Counts concern other comments than this one."""

    body: str
    rudeness: float
    links: tuple[str, ...] = ()  # hosts, in order of appearance
    closed_before_posting: bool = False
    premoderated_article: bool = False
    premoderated_author: bool = False
    author_published: int = 0  # comments of the author that readers have seen
    author_rejections: int = 0  # in the last history_days
    same_text_by_author: int = 0  # in the last repeat_hours
    same_text_by_anybody: int = 0

    def is_new_author(self, limits: Limits) -> bool:
        return self.author_published < limits.new_author_comments


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str  # a FlagKind value
    evidence: str
    outcome: Outcome
    reason_code: str = ""  # for the author, should the comment be removed for this


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    findings: tuple[Finding, ...]

    @property
    def reason_code(self) -> str:
        """The reason of the finding that decided; "" when nothing was removed."""
        if self.outcome != Outcome.REMOVE:
            return ""
        return next(f.reason_code for f in self.findings if f.outcome == Outcome.REMOVE)


def closed(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if facts.closed_before_posting:
        yield Finding("detected_late", "commenting was closed", Outcome.HOLD)


def length(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if len(facts.body) > limits.max_length:
        evidence = f"{len(facts.body):,} characters, limit {limits.max_length:,}"
        yield Finding("detected_length", evidence, Outcome.HOLD)


def links(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if not facts.links:
        return
    hosts = in_short(dict.fromkeys(facts.links))
    if len(facts.links) > limits.max_links:
        evidence = f"{counted(len(facts.links), 'link')}, limit {limits.max_links}: {hosts}"
        yield Finding("detected_link", evidence, Outcome.HOLD)
    elif limits.new_author_hold_links and facts.is_new_author(limits):
        yield Finding("detected_link", f"{hosts}, by a new author", Outcome.HOLD)


def repeat(facts: Facts, limits: Limits) -> Iterable[Finding]:
    span = f"before in {counted(limits.repeat_hours, 'hour')}"
    if 0 < limits.repeats_same_author <= facts.same_text_by_author:
        times = counted(facts.same_text_by_author, "time")
        evidence = f"same text {times} {span}, by this author"
        yield Finding("detected_repeat", evidence, Outcome.HOLD)
    elif 0 < limits.repeats_any_author <= facts.same_text_by_anybody:
        evidence = f"same text {counted(facts.same_text_by_anybody, 'time')} {span}"
        yield Finding("detected_repeat", evidence, Outcome.HOLD)


def banned_words(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if found := limits.banned_words.find(facts.body):
        yield Finding("detected_banned_word", quote(found), Outcome.REMOVE, "banned_word")


def suspect_words(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if found := limits.suspect_words.find(facts.body):
        yield Finding("detected_suspect_word", quote(found), Outcome.HOLD)


def rudeness(facts: Facts, limits: Limits) -> Iterable[Finding]:
    score = number(facts.rudeness)
    if limits.remove_at is not None and facts.rudeness >= limits.remove_at:
        evidence = f"{score}, removed from {number(limits.remove_at)}"
        yield Finding("detected_rude", evidence, Outcome.REMOVE, "offensive")
    elif facts.rudeness >= limits.hold_at:
        yield Finding("detected_rude", f"{score}, limit {number(limits.hold_at)}", Outcome.HOLD)
    elif facts.is_new_author(limits) and facts.rudeness >= limits.new_author_hold_at:
        evidence = f"{score}, limit {number(limits.new_author_hold_at)} for new authors"
        yield Finding("detected_rude", evidence, Outcome.HOLD)


def new_author(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if facts.is_new_author(limits) and limits.new_author_hold_all:
        evidence = f"{facts.author_published} published, new below {limits.new_author_comments}"
        yield Finding("new_author", evidence, Outcome.HOLD)


def author_history(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if 0 < limits.history_rejections <= facts.author_rejections:
        evidence = f"{facts.author_rejections} rejected in {counted(limits.history_days, 'day')}"
        yield Finding("author_history", evidence, Outcome.HOLD)


def premoderated(facts: Facts, limits: Limits) -> Iterable[Finding]:
    who = ["this author's"] * facts.premoderated_author
    where = ["this article's"] * facts.premoderated_article
    if who or where:
        evidence = f"{' and '.join(who + where)} comments wait for review"
        yield Finding("premoderated", evidence, Outcome.HOLD)


PHASES: tuple[Callable[[Facts, Limits], Iterable[Finding]], ...] = (
    closed,
    length,
    links,
    repeat,
    banned_words,
    suspect_words,
    rudeness,
    new_author,
    author_history,
    premoderated,
)


def judge(facts: Facts, limits: Limits) -> Verdict:
    """The verdict on one comment. The same facts and limits always give the same verdict."""
    findings = tuple(finding for phase in PHASES for finding in phase(facts, limits))
    outcome = max((finding.outcome for finding in findings), default=Outcome.SHOW)
    return Verdict(outcome, findings)


def number(share: float) -> str:
    """A value in [0, 1] as the desk writes it: .88, .00 or 1.00. Rounded down, so that a value
    below a limit never reads as if it met it."""
    hundredths = int(Decimal(str(share)) * 100)  # Of floats, .29 * 100 is less than 29.
    return f"{hundredths / 100:.2f}" if hundredths >= 100 else f".{hundredths:02d}"


def counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def quote(words: Iterable[str]) -> str:
    return in_short(f"“{word}”" for word in words)


def in_short(words: Iterable[str]) -> str:
    """The words with commas between, cut at MOST_LISTED characters."""
    line = ", ".join(words)
    return line if len(line) <= MOST_LISTED else f"{line[: MOST_LISTED - 1]}…"
