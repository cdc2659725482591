"""What two policies make of the same past comments, counted. Pure; a tally is stored as JSON."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from moderation.policy import Facts, Limits, Outcome, judge

EXAMPLES = 20  # comments shown of those that would change, each way
STRICTER, MILDER = "stricter", "milder"
# A random order of ids that is the same in every run, so that examples are drawn from the whole
# time and not from its end: Knuth's multiplier, 2^32 divided by the golden ratio.
SHUFFLE, RANGE = 2_654_435_761, 2**32


@dataclass(frozen=True, slots=True)
class Label:
    """What a moderator decided of the same words, and stands."""

    is_rejected: bool
    # 1 / the probability with which it was drawn, where it was looked at by lot; 0 where a flag, a
    # report or a colleague brought it before the desk.
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Past:
    """A comment as it was when the policy judged it."""

    comment: int
    revision: int
    section: int
    day: str  # YYYY-MM-DD where the site is
    hour: int  # 0 to 23, there
    live: Facts  # as the live policy's spans of time count
    draft: Facts  # as the draft's do
    is_recorded: bool  # the facts were written down then, not worked out now
    is_reported: bool  # a reader complained
    label: Label | None = None


@dataclass(slots=True)
class Tally:
    """Counts by key. Outcomes are digits, live first: "01" was shown and would be held."""

    judged: int = 0
    rebuilt: int = 0  # of them, those whose facts nobody wrote down at the time
    moves: Counter = field(default_factory=Counter)  # "01"
    sections: Counter = field(default_factory=Counter)  # "<section>:01"
    hours: Counter = field(default_factory=Counter)  # "<hour>:01"
    days: Counter = field(default_factory=Counter)  # "<day>:live", "<day>:draft": for moderators
    labels: Counter = field(default_factory=Counter)  # "<rejected 0 or 1>:01:<weight>"
    examples: dict[str, list] = field(default_factory=lambda: {STRICTER: [], MILDER: []})
    sweep: Counter[str] = field(default_factory=Counter)  # moderation/lab/sweep.py
    points: list = field(default_factory=list)  # the same, worked out

    @classmethod
    def of(cls, stored: dict) -> "Tally":
        tally = cls()
        for name, value in stored.items():
            setattr(tally, name, Counter(value) if name in COUNTERS else value)
        return tally

    def stored(self) -> dict:
        # Not asdict, which makes a Counter of a Counter's pairs.
        return {
            each.name: dict(value) if each.name in COUNTERS else value
            for each in fields(self)
            for value in [getattr(self, each.name)]
        }


COUNTERS = ("moves", "sections", "hours", "days", "labels", "sweep")


def add(tally: Tally, past: Past, *, live: Limits, draft: Limits) -> None:
    """Judge one comment by both policies and count it."""
    was, would = judge(past.live, live).outcome, judge(past.draft, draft).outcome
    move = f"{was:d}{would:d}"
    tally.judged += 1
    tally.rebuilt += not past.is_recorded
    tally.moves[move] += 1
    tally.sections[f"{past.section}:{move}"] += 1
    tally.hours[f"{past.hour}:{move}"] += 1
    tally.days[f"{past.day}:live"] += for_moderators(was, past)
    tally.days[f"{past.day}:draft"] += for_moderators(would, past)
    if past.label is not None:
        tally.labels[f"{past.label.is_rejected:d}:{move}:{past.label.weight!r}"] += 1
    if was != would:
        keep_example(tally.examples[STRICTER if would > was else MILDER], past, move)


def for_moderators(outcome: Outcome, past: Past) -> int:
    """Whether it comes into the queue: held, or shown and then reported. A removal does not."""
    return int(outcome == Outcome.HOLD or (outcome == Outcome.SHOW and past.is_reported))


def keep_example(kept: list, past: Past, move: str) -> None:
    """Keep those whose shuffled ids are the smallest: EXAMPLES drawn by lot, whatever the order."""
    kept.append([past.comment * SHUFFLE % RANGE, past.comment, past.revision, move])
    kept.sort()
    del kept[EXAMPLES:]


def split(counter: Counter) -> Iterator[tuple[str, str, int]]:
    """(group, move, amount) of a counter with keys "<group>:01"."""
    for key, amount in counter.items():
        group, _, move = key.partition(":")
        yield group, move, amount
