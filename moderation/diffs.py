"""What an author changed between two versions of a comment. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\S+")
# Comparing costs about words times words; beyond this the whole middle counts as rewritten.
MOST_PAIRS = 400_000


@dataclass(frozen=True, slots=True)
class Change:
    kind: str  # "same", "del" or "ins"
    text: str


def diff(old: str, new: str) -> list[Change]:
    """Word by word: the "same" and "del" texts joined give ``old``, "same" and "ins" ``new``."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    head = common(a, b)
    tail = common(a[head:][::-1], b[head:][::-1])
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    changes = [Change("same", "".join(a[:head]))]
    changes += compare(middle_a, middle_b)
    changes.append(Change("same", "".join(a[len(a) - tail :])))
    return [change for change in changes if change.text]


def common(a: list[str], b: list[str]) -> int:
    """How many words are the same from the beginning."""
    count = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        count += 1
    return count


def compare(a: list[str], b: list[str]) -> list[Change]:
    if len(a) * len(b) > MOST_PAIRS:
        return [Change("del", "".join(a)), Change("ins", "".join(b))]
    changes, removed, added = [], "", ""
    steps = SequenceMatcher(None, a, b, False).get_opcodes()
    for place, (deed, a_from, a_to, b_from, b_to) in enumerate(steps):
        old, new = "".join(a[a_from:a_to]), "".join(b[b_from:b_to])
        is_edge = place in (0, len(steps) - 1)
        # A blank that two changes have in common is no place where they part.
        if deed != "equal" or (old.isspace() and not is_edge):
            removed, added = removed + old, added + new
            continue
        changes += [Change("del", removed), Change("ins", added), Change("same", old)]
        removed = added = ""
    return [*changes, Change("del", removed), Change("ins", added)]
