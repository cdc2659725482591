"""Labels: what moderators decided of which words, and what can be said of many of them."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

MOST_WEIGHT = 20.0  # of one label, or a single odd sample would outweigh a week of decisions


@dataclass(frozen=True, slots=True)
class Label:
    """A person's word on one revision. ``probability``: how likely the comment was to come before
    a moderator, 1 unless it was drawn as a sample."""

    comment: int
    revision: int  # its row
    text: str
    rude: bool
    decided_at: datetime
    section: str  # its slug
    language: str  # as scoring.tongues tells, "" where nobody looked
    probability: float = 1.0

    @property
    def weight(self) -> float:
        """A sampled comment stands for all that were not drawn, up to MOST_WEIGHT."""
        return min(1.0 / self.probability, MOST_WEIGHT)


@dataclass(frozen=True, slots=True)
class Count:
    """``rude`` of ``total`` labels."""

    name: str
    total: int
    rude: int

    @property
    def civil(self) -> int:
        return self.total - self.rude


@dataclass(frozen=True, slots=True)
class Summary:
    """Times are None where there is no label. Parts are in order of size."""

    whole: Count
    sampled: int  # of these, drawn as a sample
    first: datetime | None
    last: datetime | None
    sections: list[Count]
    languages: list[Count]


def summary(labels: Sequence[Label]) -> Summary:
    times = [label.decided_at for label in labels]
    return Summary(
        whole=Count("", len(labels), sum(label.rude for label in labels)),
        sampled=sum(label.probability < 1 for label in labels),
        first=min(times, default=None),
        last=max(times, default=None),
        sections=_parts((label.section, label.rude) for label in labels),
        languages=_parts((label.language, label.rude) for label in labels),
    )


def _parts(rows: Iterable[tuple[str, bool]]) -> list[Count]:
    counts = Counter(rows)
    names = {name for name, _rude in counts}
    found = [Count(n, counts[n, True] + counts[n, False], counts[n, True]) for n in names]
    return sorted(found, key=lambda count: (-count.total, count.name))


def digest(labels: Iterable[Label]) -> str:
    """SHA-256 of what is learnt from, whatever the order. It tells nobody what the texts were."""
    lines = sorted(
        json.dumps([label.comment, label.revision, label.text, label.rude, label.weight])
        for label in labels
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
