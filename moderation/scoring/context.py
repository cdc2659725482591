"""Rude words that are denied, quoted, said of oneself or of things: they weigh less than thrown."""

import re

import numpy as np

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
# Switching off is no violence.
_KILLS = ("kill", "kills", "killed", "killing")
_A_THING = re.compile(
    rf"(?<![^ ])(?=(?:{'|'.join(_KILLS)}) (?:(?:the|all|all the|some|your|my|our) )?"
    r"(?:lights?|engines?|motors?|power|music|sound|volume|switch|mood|vibe|buzz|weeds|bugs|germs"
    r"|batter(?:y|ies)|apps?|process|processes|servers?|tabs?|noise|taste)(?![^ ]))"
)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{1,60})[\"”“»]")


# Each of these patterns but the last needs one of these, with blanks around it.
_CUES = frozenset(
    [
        *("not", "no", "nobody", "never", "don't", "didn't", "wouldn't", "isn't", "aren't"),
        *("wasn't", "weren't", "isnt", "arent", "wasnt", "i", "i'm", "im", "my", "me"),
        *_KILLS,
    ]
)


def excused(line: str) -> set[int]:
    """Return the numbers of the words in ``line``, parted by blanks, that are in such a context.

    That is the word after a denial or after "I am", and the one in "silly me" or "kill the lights".
    """
    if _CUES.isdisjoint(line.split(" ")):
        return set()
    return {
        line.count(" ", 0, match.end())
        for pattern in (_DENIED, _ONESELF, _ME, _A_THING)
        for match in pattern.finditer(line)
    }


def quoted(text: str) -> list[tuple[int, int]]:
    """Return where parts of ``text`` stand in double quotes: (start, end), the quotes included."""
    if '"' not in text and "“" not in text and "„" not in text and "«" not in text:
        return []  # Most texts: no need to search at every place.
    return [quote.span() for quote in _QUOTED.finditer(text)]


def discount(tokens: list[int], shares: np.ndarray, numbers: set[int]) -> float:
    """Lower the ``shares`` of the excused ``tokens`` in place; return what the logit loses.

    A word that also stands elsewhere without excuse keeps its share: it counted only once.
    """
    plain = {token for number, token in enumerate(tokens) if number not in numbers}
    lost: dict[int, float] = {}
    for number in numbers:
        if number < len(tokens) and shares[number] > 0 and tokens[number] not in plain:
            lost[tokens[number]] = float(shares[number]) * (1 - KEPT)
            shares[number] *= KEPT
    return sum(lost.values())
