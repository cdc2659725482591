"""Reads the windows of a batch together: into chunks, their tokens, and what is said."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from moderation.scoring import shapes
from moderation.scoring.memory import Memory
from moderation.scoring.normalise import Normaliser, Token, places
from moderation.scoring.windows import Window


class Page(NamedTuple):
    """The windows of a batch as read. ``ids`` are those of all tokens in order.

    ``numbers`` are those of all chunks, ``firsts`` which token each begins with. ``chunk_ends``
    and ``token_ends`` say where each window's chunks and tokens begin, with the end behind.
    """

    windows: list[Window]
    chunks: list[list[str]]
    numbers: list[int]
    firsts: list[int]
    ids: np.ndarray
    chunk_ends: list[int]
    token_ends: list[int]

    @property
    def lengths(self) -> np.ndarray:
        """Of each window in tokens."""
        return np.diff(self.token_ends)

    def own(self, row: int) -> slice:
        """Return which tokens are those of window number ``row``."""
        return slice(self.token_ends[row], self.token_ends[row + 1])


class Pages:
    """Makes pages, with a memory of the chunks met so far. For one thread at a time."""

    def __init__(self, memory: Memory, normaliser: Normaliser):
        self._memory = memory
        self._normaliser = normaliser

    def read(self, windows: list[Window]) -> Page:
        chunks = [window.part.split() for window in windows]
        numbers = self._memory.numbers(list(chain.from_iterable(chunks)))
        ends = _ends(chunks)
        unusual = self._unusual(windows, numbers, ends)
        if unusual:
            for row in unusual:
                part, most = windows[row].part, windows[row].most
                chunks[row] = self._normaliser.chunks(part, most=most)
            numbers = self._numbered_anew(chunks, unusual, numbers, ends)
            ends = _ends(chunks)
        ids, counts = self._memory.read(numbers)
        firsts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=firsts[1:])
        return Page(
            windows=windows,
            chunks=chunks,
            numbers=numbers.tolist(),
            firsts=firsts.tolist(),
            ids=ids,
            chunk_ends=ends.tolist(),
            token_ends=firsts[ends].tolist(),
        )

    def line(self, page: Page, row: int) -> str:
        """Return the words of window number ``row`` as they are said, parted by blanks."""
        numbers = page.numbers[page.chunk_ends[row] : page.chunk_ends[row + 1]]
        return "".join(map(self._memory.said.__getitem__, numbers))[:-1]

    def tokens(self, page: Page, row: int, which: Iterable[int] | None = None) -> dict[int, Token]:
        """Return by number the tokens, all or some, of window number ``row``, placed in it."""
        first_chunk, first_token = page.chunk_ends[row], page.token_ends[row]
        chunks = page.chunks[row]
        starts = _places(page.windows[row].part, chunks)
        found = {}
        for number in range(page.token_ends[row + 1] - first_token) if which is None else which:
            at = bisect_right(page.firsts, first_token + number) - 1
            chunk = chunks[at - first_chunk]
            text, start, end, read_as = self._memory.tokens(chunk)[
                first_token + number - page.firsts[at]
            ]
            place = starts[at - first_chunk]
            found[number] = Token(text, place + start, place + end, read_as)
        return found

    def _numbered_anew(
        self, chunks: list[list[str]], rows: list[int], numbers: np.ndarray, ends: np.ndarray
    ) -> np.ndarray:
        """Return ``numbers`` with those of the windows ``rows``, whose chunks are others now."""
        parts, done = [], 0
        for row in rows:
            parts += [numbers[done : ends[row]], self._memory.numbers(chunks[row])]
            done = ends[row + 1]
        return np.concatenate([*parts, numbers[done:]])

    def _unusual(self, windows: list[Window], numbers: np.ndarray, ends: np.ndarray) -> list[int]:
        """Return which windows are not simply parted by their blanks, or have too much in them."""
        shape = self._memory.shapes(numbers)
        odd = (shape & (shapes.LONG | shapes.PIECE)) > 0
        single = (shape & shapes.SINGLE) > 0
        odd[2:] |= single[:-2] & single[1:-1] & ((shape[2:] & shapes.LAST_SINGLE) > 0)
        found = np.searchsorted(ends, np.flatnonzero(odd), "right") - 1
        close = np.append(0, np.cumsum((shape & shapes.CLOSE) > 0))[ends]
        crowded = np.diff(close) > [window.most for window in windows]
        return sorted({*found.tolist(), *np.flatnonzero(crowded).tolist()})


def _ends(chunks: list[list[str]]) -> np.ndarray:
    """Return where the chunks of each window begin, with the end behind."""
    return np.array([0, *accumulate(map(len, chunks))])


def _places(text: str, chunks: list[str]) -> list[int]:
    """Return where each of the ``chunks`` of ``text`` starts."""
    if " ".join(chunks) != text:
        return places(text, chunks)
    return [0, *accumulate([len(chunk) + 1 for chunk in chunks])]
