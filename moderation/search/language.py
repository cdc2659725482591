"""What is typed into the search field, read. Pure.

    train strike        comments with both words
    "night train"       these words side by side, in this order
    -strike             without this word, or without this "phrase"
    strik*              any word that begins so

Everything else is separators. No text is wrong: what cannot be looked for is left out.
"""

import re
from dataclasses import dataclass

MOST_TERMS = 16  # a longer question is cut: each costs a look into the index
SHORTEST_PREFIX = 2  # letters; shorter ones would be half the dictionary
# A minus that may leave out, then a quoted phrase, or a run without blanks.
TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
QUOTES = str.maketrans("“”„‟«»", '""""""')  # as keyboards and word processors set them
# A run of letters and digits, with the accents that stand as signs of their own.
WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side; at least one. ``is_prefix``: the last one only begins so.

    They are letters and digits alone, so that in no query language they are more than words.
    """

    words: tuple[str, ...]
    is_prefix: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of ``terms``, or any of them if ``is_any``, and none of ``without``."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    is_any: bool = False

    def __bool__(self) -> bool:
        """``without`` alone asks for nothing: there is no word then to begin from."""
        return bool(self.terms)


def read(typed: str) -> Wanted:
    terms: list[Term] = []
    without: list[Term] = []
    for found in TERM.finditer(typed.translate(QUOTES)):
        raw = found["phrase"] if found["phrase"] is not None else found["word"]
        words = tuple(WORD.findall(raw))
        if not words:
            continue
        is_prefix = (
            found["word"] is not None and raw.endswith("*") and len(words[-1]) >= SHORTEST_PREFIX
        )
        into = without if found["minus"] else terms
        into.append(Term(words, is_prefix))
    return Wanted(
        tuple(dict.fromkeys(terms))[:MOST_TERMS], tuple(dict.fromkeys(without))[:MOST_TERMS]
    )
