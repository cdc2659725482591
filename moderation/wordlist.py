"""Finding words and phrases of a list in a text: whole words only, in time linear in the text."""

import unicodedata

import ahocorasick


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


class WordList:
    """Words and phrases, one a line; blank lines are skipped. Case and width make no difference.

    An entry is found only where no letter, digit or accent touches it, so that "class" never holds
    "ass".
    """

    def __init__(self, lines: str = ""):
        self.entries = tuple(
            dict.fromkeys(filter(None, (fold(x).strip() for x in lines.split("\n"))))
        )
        self.automaton = ahocorasick.Automaton()
        for entry in self.entries:
            self.automaton.add_word(entry, entry)
        if self.entries:
            self.automaton.make_automaton()

    def __eq__(self, other):
        return isinstance(other, WordList) and self.entries == other.entries

    def __hash__(self):
        return hash(self.entries)

    def find(self, text: str) -> list[str]:
        """The entries that occur, each once, in the order of their ends. Empty when none does."""
        if not self.entries:
            return []
        folded = fold(text)
        found: dict[str, None] = {}
        for end, entry in self.automaton.iter(folded):
            start = end - len(entry) + 1
            if not touches_word(folded, start, end):
                found[entry] = None
        return list(found)


def touches_word(text: str, start: int, end: int) -> bool:
    """Whether the match at ``text[start : end + 1]`` goes on as a longer word on either side."""
    before = start > 0 and in_word(text[start - 1]) and in_word(text[start])
    after = end + 1 < len(text) and in_word(text[end + 1]) and in_word(text[end])
    return before or after


def in_word(char: str) -> bool:
    """Letters and digits, and marks: the vowels of Indic scripts are marks on the letter before."""
    return char.isalnum() or unicodedata.category(char).startswith("M")
