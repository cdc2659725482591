"""Rude words that are denied, quoted or said of oneself: they weigh less than when thrown."""

import re

import numpy as np

from moderation.scoring.normalise import Token

KEPT = 0.25  # of what an excused word adds to the logit; not 0, for quoting is also a way to insult

_SAY = "say|said|call|called|calling|think|thought|mean|meant"
_DENIED = re.compile(
    r"(?<![^ ])"
    r"(?:(?:am|is|are|was|were|be|they're|you're|he's|she's|it's|we're|i'm|that's) not"
    r"|(?:is|are|was|were|am|be|there's|he's|she's) no|isn't|aren't|wasn't|weren't|isnt|arent|wasnt"
    r"|nobody here is|not"
    rf"|(?:never|don't|didn't|not|would not|wouldn't) (?:{_SAY})"
    r"(?: (?:\w+|you're|he's|she's|they're)){0,3}) "
    r"(?:(?:a|an|the|that|really|such|all|any|some|so|very|as|at) ){0,3}"
)
_ONESELF = re.compile(
    r"(?<![^ ])"
    r"(?:i am|i'm|im|i was|i felt|i feel|i look|i must be|i have been|i can be|i made|my own)"
    r" (?:(?:a|an|the|such|so|too|very|really|just|like|being|complete|total|of|myself"
    r"|terrible|real|bit) ){0,4}"
)
_ME = re.compile(r"(?<![^ ])(?=(?:silly|stupid|dumb|foolish|clumsy) me(?![^ ]))")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{1,60})[\"”“»]")


def excused(tokens: list[Token], spoken: list[str], text: str) -> set[int]:
    """Return the numbers of the ``tokens`` of ``text`` (as ``spoken``) in such a context.

    That is the word after a denial or after "I am", the one in "silly me", and every word in
    double quotes.
    """
    line = " ".join(spoken)
    found = {
        line.count(" ", 0, match.end())
        for pattern in (_DENIED, _ONESELF, _ME)
        for match in pattern.finditer(line)
    }
    for quote in _QUOTED.finditer(text):
        start, end = quote.span()
        found.update(i for i, t in enumerate(tokens) if start <= t.start and t.end <= end)
    return found


def discount(tokens: list[Token], shares: np.ndarray, numbers: set[int]) -> float:
    """Lower the ``shares`` of the excused tokens in place; return what the logit loses.

    A word that also stands elsewhere without excuse keeps its share: it counted only once.
    """
    plain = {token.text for number, token in enumerate(tokens) if number not in numbers}
    lost: dict[str, float] = {}
    for number in numbers:
        if number < len(tokens) and shares[number] > 0 and tokens[number].text not in plain:
            lost[tokens[number].text] = float(shares[number]) * (1 - KEPT)
            shares[number] *= KEPT
    return sum(lost.values())
