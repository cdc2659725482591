"""Words by kind, from lists/: rude ones in English, German and Portuguese, harmless ones, groups.

Hand-written, lower case, without diacritics ("arsch", "corno"). A rude word that is not listed is
not unknown to the scorer, which learns from rows; a listed one is also recognised in disguise.
"""

from pathlib import Path

_LISTS = Path(__file__).parent / "lists"


def read_list(name: str) -> list[str]:
    """Return the words of lists/``name``.txt in order."""
    return (_LISTS / f"{name}.txt").read_text(encoding="utf-8").split()


def read_lines(name: str) -> list[str]:
    """Return the lines of lists/``name``.txt in order."""
    return (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


# A hostile word is not rude by itself; disguised, it was meant to pass a filter.
_NAMES = ("insult", "profanity", "sexual", "slur", "threat", "hostile")
KINDS = {name: frozenset(read_list(name)) for name in _NAMES}
DISGUISED = frozenset().union(*KINDS.values())  # what the normaliser looks for

# Real words that a disguise of a rude word happens to spell: they are left as they are.
INNOCENT = frozenset(read_list("innocent"))

# Ordinary words of up to three letters, in several languages: no pieces of a rude word cut in two.
SHORT = frozenset(read_list("short"))

# Whole words that only contain a rude part ("niggardly", "Dikshit"): they say nothing to the model.
# A capital means: only when written so ("Butt" the footballer, not "butt"). Not used in training.
HARMLESS = frozenset(read_list("harmless"))

# Naming a group is not rudeness, yet in public rows it nearly always comes with rudeness, so a
# model left alone learns to flag "I am gay". Slurs are not among these.
IDENTITY = frozenset(read_list("identity"))
IDENTITY_MARK = "idterm"  # what stands in the model's input for a word of IDENTITY

# What "f***" stands for when only the first letter is left; the first of a length wins.
STARRED = (
    *("ass", "fuck", "shit", "cunt", "dick", "bitch", "nigga", "shitty", "nigger", "fucker"),
    *("fucked", "bitches", "asshole", "fucking", "assholes"),
)

NAMES = frozenset({"Dick"})  # Written like this it is somebody's name, and read as another word.
# Words whose capital says something; of all others it does not.
CASED = NAMES | {word for word in HARMLESS if word != word.lower()}
