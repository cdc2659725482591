"""Where a page mentions a name that must by law carry a note."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

from comments.models import NoticeName, SiteNotice


class Name(NamedTuple):
    """A name as the administrator wrote it, with its inflected endings separated by commas."""

    notice_id: int
    name: str
    endings: str


def fold(text: str) -> str:
    """``text`` without differences of case, of composition and of blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@lru_cache(maxsize=4)
def automaton(names: tuple[Name, ...]) -> ahocorasick.Automaton | None:
    """All forms of all names in one machine, so that a text is read once however many there are."""
    forms: dict[str, set[int]] = {}
    for name in names:
        for ending in ("", *name.endings.split(",")):
            form = fold(name.name.strip() + ending.strip().lstrip("-"))
            if form:
                forms.setdefault(form, set()).add(name.notice_id)
    if not forms:
        return None
    machine = ahocorasick.Automaton()
    for form, notice_ids in forms.items():
        machine.add_word(form, (len(form), notice_ids))
    machine.make_automaton()
    return machine


def mentioned(names: Sequence[Name], texts: Iterable[str]) -> set[int]:
    """Ids of the notices with a name in ``texts``: whole words, in any case, with any ending."""
    machine = automaton(tuple(names))
    if machine is None:
        return set()
    found: set[int] = set()
    for text in texts:
        folded = fold(text)
        for last, (length, notice_ids) in machine.iter(folded):
            if not notice_ids <= found and is_whole(folded, last - length + 1, last + 1):
                found |= notice_ids
    return found


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter, digit or accent carries on at either end of the match."""
    return not (continues(text[start - 1 : start]) or continues(text[end : end + 1]))


def continues(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char or " ").startswith("M")


def notices_for(texts: Iterable[str], *, noted: Iterable[int] = ()) -> list[SiteNotice]:
    """The notices that a page of ``texts`` carries, and those already on it (``noted``)."""
    active = SiteNotice.objects.filter(is_active=True)
    rows = NoticeName.objects.filter(notice__in=active).order_by("pk")
    names = [Name(*row) for row in rows.values_list("notice_id", "name", "endings")]
    wanted = mentioned(names, texts) | ({name.notice_id for name in names} & set(noted))
    return list(active.filter(pk__in=wanted)) if wanted else []
