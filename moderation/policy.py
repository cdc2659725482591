"""What to do with a scored comment. Pure Python: no database, no settings, no clock.

`judge` asks every phase, in the order of PHASES. A phase sees the facts and the site's limits and
returns findings: a flag with its evidence, and what that flag alone would ask for. All phases run,
so a moderator sees every reason and not only the first; the strictest finding is the verdict.
A limit is met from its value on: `rudeness >= hold_at` holds.
"""

from collections.abc import Callable, Iterable, Mapping
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


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for translators. The policy itself knows no language: the desk fills in the
    translation, see Flag.in_words."""
    return sentence


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str  # a FlagKind value
    sentence: str  # the evidence, with named places for the values
    outcome: Outcome
    reason_code: str = ""  # for the author, should the comment be removed for this
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def evidence(self) -> str:
        return self.sentence % self.values


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


def held(kind: str, sentence: str, **values: str | int) -> Finding:
    return Finding(kind, sentence, Outcome.HOLD, values=values)


def removed(kind: str, reason_code: str, sentence: str, **values: str | int) -> Finding:
    return Finding(kind, sentence, Outcome.REMOVE, reason_code, values)


def closed(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if facts.closed_before_posting:
        yield held("detected_late", gettext_noop("commenting was closed"))


def length(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if len(facts.body) > limits.max_length:
        sentence = gettext_noop("%(length)s characters, limit %(limit)s")
        sizes = {"length": f"{len(facts.body):,}", "limit": f"{limits.max_length:,}"}
        yield held("detected_length", sentence, **sizes)


def links(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if not facts.links:
        return
    hosts = in_short(dict.fromkeys(facts.links))
    if len(facts.links) > limits.max_links:
        sentence = gettext_noop("links: %(links)s, limit %(limit)s: %(hosts)s")
        numbers = {"links": len(facts.links), "limit": limits.max_links}
        yield held("detected_link", sentence, **numbers, hosts=hosts)
    elif limits.new_author_hold_links and facts.is_new_author(limits):
        yield held("detected_link", gettext_noop("%(hosts)s, by a new author"), hosts=hosts)


def repeat(facts: Facts, limits: Limits) -> Iterable[Finding]:
    hours = limits.repeat_hours
    if 0 < limits.repeats_same_author <= facts.same_text_by_author:
        sentence = gettext_noop("same text %(times)s × before in %(hours)s h, by this author")
        yield held("detected_repeat", sentence, times=facts.same_text_by_author, hours=hours)
    elif 0 < limits.repeats_any_author <= facts.same_text_by_anybody:
        sentence = gettext_noop("same text %(times)s × before in %(hours)s h")
        yield held("detected_repeat", sentence, times=facts.same_text_by_anybody, hours=hours)


def banned_words(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if found := limits.banned_words.find(facts.body):
        yield removed("detected_banned_word", "banned_word", "%(words)s", words=quote(found))


def suspect_words(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if found := limits.suspect_words.find(facts.body):
        yield held("detected_suspect_word", "%(words)s", words=quote(found))


def rudeness(facts: Facts, limits: Limits) -> Iterable[Finding]:
    score = number(facts.rudeness)
    if limits.remove_at is not None and facts.rudeness >= limits.remove_at:
        sentence, limit = gettext_noop("%(score)s, removed from %(limit)s"), limits.remove_at
        yield removed("detected_rude", "offensive", sentence, score=score, limit=number(limit))
    elif facts.rudeness >= limits.hold_at:
        sentence, limit = gettext_noop("%(score)s, limit %(limit)s"), limits.hold_at
        yield held("detected_rude", sentence, score=score, limit=number(limit))
    elif facts.is_new_author(limits) and facts.rudeness >= limits.new_author_hold_at:
        sentence = gettext_noop("%(score)s, limit %(limit)s for new authors")
        limit = limits.new_author_hold_at
        yield held("detected_rude", sentence, score=score, limit=number(limit))


def new_author(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if facts.is_new_author(limits) and limits.new_author_hold_all:
        sentence = gettext_noop("%(published)s published, new below %(limit)s")
        counts = {"published": facts.author_published, "limit": limits.new_author_comments}
        yield held("new_author", sentence, **counts)


def author_history(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if 0 < limits.history_rejections <= facts.author_rejections:
        sentence = gettext_noop("%(rejections)s rejected in %(days)s d")
        counts = {"rejections": facts.author_rejections, "days": limits.history_days}
        yield held("author_history", sentence, **counts)


def premoderated(facts: Facts, limits: Limits) -> Iterable[Finding]:
    if facts.premoderated_author and facts.premoderated_article:
        sentence = gettext_noop("this author's and this article's comments wait for review")
    elif facts.premoderated_author:
        sentence = gettext_noop("this author's comments wait for review")
    elif facts.premoderated_article:
        sentence = gettext_noop("this article's comments wait for review")
    else:
        return
    yield held("premoderated", sentence)


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


def enough_to_hide(
    *, trusted: int, weight: float, approved: bool, reports_needed: int, weight_needed: float
) -> bool:
    """Whether readers' reports hide a comment before a moderator has looked: ``trusted``
    independent ones, and ``weight`` of all of them. ``approved`` words need twice of both; with
    ``reports_needed`` 0 reports hide nothing."""
    times = 2 if approved else 1
    return 0 < times * reports_needed <= trusted and weight >= times * weight_needed


def number(share: float) -> str:
    """A value in [0, 1] as the desk writes it: .88, .00 or 1.00. Rounded down, so that a value
    below a limit never reads as if it met it."""
    hundredths = int(Decimal(str(share)) * 100)  # Of floats, .29 * 100 is less than 29.
    return f"{hundredths / 100:.2f}" if hundredths >= 100 else f".{hundredths:02d}"


def quote(words: Iterable[str]) -> str:
    return in_short(f"“{word}”" for word in words)


def in_short(words: Iterable[str]) -> str:
    """The words with commas between, cut at MOST_LISTED characters."""
    line = ", ".join(words)
    return line if len(line) <= MOST_LISTED else f"{line[: MOST_LISTED - 1]}…"
