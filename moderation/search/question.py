"""What is asked of the full-text index, in the language of each database."""

from collections.abc import Sequence
from dataclasses import dataclass

from comments.models import Status
from moderation.search.language import Term, Wanted

# The statuses that the index knows; see moderation/search/index.py.
MARKED = (Status.HELD, Status.REMOVED, Status.WITHDRAWN)
PHRASE = "phraseto_tsquery('pg_catalog.simple', moderation_fold(%s))"
# A term's words are letters and digits alone: they can hold no quote.
PREFIX = "('''' || moderation_fold(%s) || ''':*')::tsquery"


@dataclass(frozen=True, slots=True)
class Asked:
    """Words, and what to look among; empty for everything."""

    wanted: Wanted
    authors: tuple[int, ...] = ()
    articles: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()  # of MARKED
    without_statuses: tuple[str, ...] = ()  # of MARKED

    def __bool__(self) -> bool:
        """Whether there is anything that the index can be asked for."""
        return bool(self.wanted or any(some for _, some in self.among))

    @property
    def among(self) -> tuple[tuple[str, tuple], ...]:
        """What the index calls each, and which are wanted."""
        return (
            ("a", self.authors),
            ("t", self.articles),
            ("s", self.statuses),
        )

    def for_sqlite(self) -> tuple[str, list]:
        parts = []
        if self.wanted:
            parts.append(in_body(self.wanted.terms, "OR" if self.wanted.is_any else "AND"))
        parts += [about(letter, some) for letter, some in self.among if some]
        query = " AND ".join(parts)
        if self.wanted.without:
            query = f"({query}) NOT {in_body(self.wanted.without, 'OR')}"
        if self.without_statuses:
            query = f"({query}) NOT {about('s', self.without_statuses)}"
        return "%s", [query]

    def for_postgres(self) -> tuple[str, list]:
        parts: list[str] = []
        values: list[str] = []
        if self.wanted:
            words, values = self.words_for_postgres()
            parts.append(words)
        for letter, some in self.among:
            if some:
                parts.append("%s::tsquery")
                values.append(" | ".join(f"'{letter}:{each}'" for each in some))
        if self.wanted.without:
            excluded, more = joined(self.wanted.without, " || ")
            parts.append(f"!!({excluded})")
            values += more
        for status in self.without_statuses:
            parts.append("%s::tsquery")
            values.append(f"!'s:{status}'")
        return " && ".join(parts), values

    def words_for_postgres(self) -> tuple[str, list]:
        """The words alone, by which is ranked."""
        query, values = joined(self.wanted.terms, " || " if self.wanted.is_any else " && ")
        return f"({query})", values


def about(letter: str, some: Sequence) -> str:
    """Ids and names of statuses: nothing that anybody typed."""
    strings = " OR ".join(f'"{letter}{each}"' for each in some)
    return f"({{about}} : ({strings}))"


def in_body(terms: Sequence[Term], operator: str) -> str:
    """Each term is a string of FTS5's, in quotes: no word in it is an operator."""
    strings = (f'"{term.text}"{" *" if term.is_prefix else ""}' for term in terms)
    return f"({{body}} : ({f' {operator} '.join(strings)}))"


def joined(terms: Sequence[Term], operator: str) -> tuple[str, list]:
    parts: list[str] = []
    values: list[str] = []
    for term in terms:
        before, last = " ".join(term.words[:-1]), term.words[-1]
        if not term.is_prefix:
            parts.append(PHRASE)
            values.append(term.text)
        elif before:  # "e-mai*": what stands before the last word is whole.
            parts.append(f"({PHRASE} <-> {PREFIX})")
            values += [before, last]
        else:
            parts.append(PREFIX)
            values.append(last)
    return operator.join(parts), values
