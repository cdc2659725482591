"""Finding words, phrases and patterns of a list in a text, in time linear in the text."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import ahocorasick

from moderation.disguises import SHORT, seen_through, with_letters_for_signs
from moderation.patterns import BadPattern, Pattern, is_pattern, parse


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


class WordList:
    """Words, phrases and /patterns/, one a line; blank lines are skipped. Case and width make no
    difference.

    A word or phrase is found only where no letter, digit or accent touches it, so that "class"
    never holds "ass"; also in disguise, see moderation/disguises.py. A pattern is found anywhere.
    """

    def __init__(self, lines: str = ""):
        self.entries, self.patterns = split(lines)
        self.automaton = ahocorasick.Automaton()
        for entry in self.entries:
            self.automaton.add_word(entry, entry)
        if self.entries:
            self.automaton.make_automaton()

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(pattern.source for pattern in self.patterns)

    def __eq__(self, other):
        return isinstance(other, WordList) and (self.entries, self.sources) == (
            other.entries,
            other.sources,
        )

    def __hash__(self):
        return hash((self.entries, self.sources))

    def find(self, text: str) -> list[str]:
        """The entries that occur, each once: words in the order of their ends, what is disguised
        after what is not, and patterns last, between slashes. Empty when none does."""
        if not self.entries and not self.patterns:
            return []
        folded = fold(text)
        found = dict.fromkeys(self.words_in(folded))
        signed = with_letters_for_signs(folded)
        if signed != folded:
            found |= dict.fromkeys(self.words_in(signed))
        seen = seen_through(folded)
        if seen not in (folded, signed):
            found |= dict.fromkeys(word for word in self.words_in(seen) if len(word) > SHORT)
        patterns = [f"/{p.source}/" for p in self.patterns if p.occurs_in(folded)]
        return [*found, *patterns]

    def words_in(self, folded: str) -> Iterable[str]:
        if not self.entries:
            return
        for end, entry in self.automaton.iter(folded):
            start = end - len(entry) + 1
            if not touches_word(folded, start, end):
                yield entry


# A list of 100,000 lines takes longer to make than to search. Two lists of the policy in force, of
# the draft in shadow and of the one that is simulated, and the two that replace them.
word_list = lru_cache(maxsize=8)(WordList)


def split(lines: str) -> tuple[tuple[str, ...], tuple[Pattern, ...]]:
    """The words and phrases, folded, and the patterns of a list. What stands between slashes and
    is no pattern after all is taken by the letter: a list is checked when it is saved, and judging
    goes on whatever it holds."""
    entries: dict[str, None] = {}
    patterns: dict[str, Pattern] = {}
    for line in lines.split("\n"):
        words = line.strip()
        if is_pattern(words):
            try:
                patterns[words] = parse(words[1:-1])
                continue
            except BadPattern:
                pass
        if words := fold(words).strip():
            entries[words] = None
    return tuple(entries), tuple(patterns.values())


def touches_word(text: str, start: int, end: int) -> bool:
    """Whether the match at ``text[start : end + 1]`` goes on as a longer word on either side."""
    before = start > 0 and in_word(text[start - 1]) and in_word(text[start])
    after = end + 1 < len(text) and in_word(text[end + 1]) and in_word(text[end])
    return before or after


def in_word(char: str) -> bool:
    """Letters and digits, and marks: the vowels of Indic scripts are marks on the letter before."""
    return char.isalnum() or unicodedata.category(char).startswith("M")
