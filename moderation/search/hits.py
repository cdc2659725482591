"""Where in a text the words stand that were looked for. Pure."""

import unicodedata
from collections.abc import Iterable, Sequence

from moderation.search.language import WORD, Term

Span = tuple[int, int]


def hits(body: str, terms: Iterable[Term]) -> list[Span]:
    """Start and end of each hit in code points, in order, none over another."""
    folded, places = fold(body)
    words = [(found[0], found.start(), found.end()) for found in WORD.finditer(folded)]
    spans = sorted({span for term in terms for span in of_term(words, term)})
    found: list[Span] = []
    for start, end in ((places[start], places[end - 1] + 1) for start, end in spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def of_term(words: Sequence[tuple[str, int, int]], term: Term) -> Iterable[Span]:
    wanted = [fold(word)[0] for word in term.words]
    for at in range(len(words) - len(wanted) + 1):
        there = [word for word, _, _ in words[at : at + len(wanted)]]
        last_fits = there[-1].startswith(wanted[-1]) if term.is_prefix else there[-1] == wanted[-1]
        if last_fits and there[:-1] == wanted[:-1]:
            yield words[at][1], words[at + len(wanted) - 1][2]


def fold(text: str) -> tuple[str, Sequence[int]]:
    """``text`` in small letters without accents, and for each of its characters the place in
    ``text`` that it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for part in unicodedata.normalize("NFD", char).lower():
            if not "\u0300" <= part <= "\u036f":
                letters.append(part)
                places.append(place)
    return "".join(letters), places
