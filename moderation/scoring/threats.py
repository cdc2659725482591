"""Recognises threats and wishes of harm by how they are built; single words cannot show them.

Looks at the words as the model reads them (lower case, disguises undone), joined by blanks.
"""

import re

from moderation.scoring.words import read_lines, read_list

FLOOR = 0.85  # rudeness of a text with a threat in it, at least
CERTAINTY = 0.9  # of the attribute

_HARM = (
    "kill|murder|shoot|stab|strangle|behead|hang|lynch|hurt|beat|smash|break|burn|slit|cut|rape"
    "|bomb|destroy|drown|poison|execute|punch|gut|skin|choke|crush|bash|bury|slap|hunt|gas"
    "|slaughter|whip"
)
_HARMED = (
    "killed|murdered|shot|stabbed|strangled|beheaded|hanged|hung|lynched|beaten|burned|burnt|raped"
    "|drowned|executed|gassed|exterminated|slaughtered|bombed|whipped|castrated|neutered|put down"
    "|put to sleep|strung up|wiped out|lined up"
)
_WORDS = {  # what the places in lists/threat_patterns.txt stand for
    "<harm>": _HARM,
    "<harmed>": _HARMED,
    "<whom>": "you|ya|u|him|her|them|your|ur|his|their|those|these|all of|every one of|idterm",
    "<who>": "you|u|he|she|they|them|these|those|people|scum|someone like|idterm",
    "<way>": (
        "will|am|going|gonna|to|swear|promise|shall|personally|gladly|just|come|find|and|coming"
        "|want|wanna|you|over|there|then|hunt|down|all|both|each"
    ),
}


def _compiled() -> re.Pattern[str]:
    patterns = "|".join(read_lines("threat_patterns"))
    for place, meant in _WORDS.items():
        patterns = patterns.replace(place, meant)
    return re.compile(rf"(?<![^ ])(?:{patterns})(?![^ ])")


_THREAT = _compiled()

# Without one of these words no pattern can match: most texts need no closer look.
TRIGGERS = frozenset(re.split(r"[| ]", f"{_HARM}|{_HARMED}")) - {"put", "up", "to", "down", "out"}
TRIGGERS |= frozenset(read_list("threat_triggers")) | {"lined", "strung", "wiped"}


def find(line: str) -> list[tuple[int, int]]:
    """Return (first, last + 1) of the words of ``line`` that make up each threat, in order."""
    found = []
    for match in _THREAT.finditer(line):
        first = match.string.count(" ", 0, match.start())
        last = match.string.count(" ", 0, match.end())
        found.append((first, last + 1))
    return found
