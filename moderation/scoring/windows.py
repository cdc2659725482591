"""Cuts long texts into windows, so that one insult does not drown in the rest."""

from collections.abc import Iterator
from itertools import groupby
from math import log
from typing import NamedTuple

WHOLE = 1_500  # code points; texts up to this are read as one, as in training
WINDOW = 240  # code points; longer texts in such parts
WINDOW_PENALTY = 0.5  # logits per unit of log(windows): each window is one more chance to err
PENALISED = 8  # windows; from there on the penalty stays, or length would hide an insult
CLOSE = 4_000  # chunks of one text that are looked through for disguises, shared by its windows
LEAST_CLOSE = 8  # of one window, however long the text
BATCH = 256  # windows read together


class Window(NamedTuple):
    """A stretch of one text: the text's index, where in it this starts, and itself.

    ``penalty`` is taken from the logit of rudeness. ``most`` chunks get a close look.
    """

    text: int
    start: int
    penalty: float
    part: str
    most: int


def of_texts(texts: list[str]) -> Iterator[Window]:
    """Yield the windows of all ``texts`` in order."""
    for index, text in enumerate(texts):
        if len(text) <= WHOLE:
            yield Window(index, 0, 0.0, text, CLOSE)
            continue
        found = bounds(text)
        penalty = WINDOW_PENALTY * log(min(len(found), PENALISED))
        most = max(LEAST_CLOSE, CLOSE // len(found))
        for start, end in found:
            yield Window(index, start, penalty, text[start:end], most)


def bounds(text: str) -> list[tuple[int, int]]:
    """Return where a long ``text`` is cut: windows of equal length up to WINDOW, at a blank."""
    count = -(-len(text) // WINDOW)
    cuts = [0]
    for index in range(1, count):
        at = len(text) * index // count
        blank = text.rfind(" ", max(cuts[-1], at - 80), at)
        cuts.append(blank if blank > cuts[-1] else at)
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def batches(windows: Iterator[Window]) -> Iterator[list[Window]]:
    """Yield up to BATCH windows at once; those of one text are parted only if they are more.

    So where a text is parted, and with it the result, does not hang on the texts beside it.
    """
    batch: list[Window] = []
    for _, group in groupby(windows, key=lambda window: window.text):
        together = list(group)
        if batch and len(batch) + len(together) > BATCH:
            yield batch
            batch = []
        batch += together
        while len(batch) > BATCH:
            yield batch[:BATCH]
            batch = batch[BATCH:]
    if batch:
        yield batch
