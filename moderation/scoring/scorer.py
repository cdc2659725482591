"""Scores texts with a model: cuts long ones into windows, reads these, gathers the results."""

from collections.abc import Iterator
from itertools import groupby
from math import log
from threading import Lock
from typing import NamedTuple

import numpy as np

from moderation.scoring import context, threats
from moderation.scoring.attributes import sexual
from moderation.scoring.explain import Mark, spans, to_marks
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.linear import Linear, sigmoid
from moderation.scoring.model import Model
from moderation.scoring.normalise import Normaliser, Token, places
from moderation.scoring.results import ScoreResult

WHOLE = 1_500  # code points; texts up to this are read as one, as in training
WINDOW = 300  # code points; longer texts in such parts, or one insult would drown in the rest
WINDOW_PENALTY = 0.5  # logits per unit of log(windows): each window is one more chance to err
PENALISED = 8  # windows; from there on the penalty stays, or length would hide an insult
BATCH = 256  # windows read together
EXPLAIN_FROM = 0.3  # rudeness; what is milder than this gets no spans
MARKS = 100  # words of one text; once so many are marked, only a ruder window is looked into


class Window(NamedTuple):
    """A stretch of one text: the text's index, where in it this starts, itself and its chunks.

    ``penalty`` is taken from the logit of rudeness.
    """

    text: int
    start: int
    penalty: float
    part: str
    chunks: list[str]


class Scorer:
    """A loaded model, ready to score. Safe to share between threads."""

    def __init__(self, model: Model):
        self.name = model.scorer
        self._attributes = model.heads[1:]
        self._threat = model.heads.index("threat")
        rude, known = model.words("rude_words"), frozenset(model.words("known_words"))
        self._normaliser = Normaliser(Lexicon(rude, known))
        self._linear = Linear(model, self._normaliser)
        self._lock = Lock()

    def score(self, texts: list[str]) -> list[ScoreResult]:
        """Return one result per text in the same order. Any str will do; empty in, empty out."""
        probability = np.zeros((len(texts), len(self._attributes) + 2))
        marks: list[list[Mark]] = [[] for _ in texts]
        with self._lock:
            for windows in _batches(self._windows(texts)):
                self._score_windows(windows, probability, marks)
        return [
            self._result(row, found)
            for row, found in zip(probability.clip(0, 1).round(6).tolist(), marks, strict=True)
        ]

    def _windows(self, texts: list[str]) -> Iterator[Window]:
        for index, text in enumerate(texts):
            bounds = window_bounds(text)
            penalty = WINDOW_PENALTY * log(min(len(bounds), PENALISED))
            for start, end in bounds:
                part = text[start:end]
                yield Window(index, start, penalty, part, self._normaliser.chunks(part))

    def _score_windows(
        self, windows: list[Window], probability: np.ndarray, marks: list[list[Mark]]
    ) -> None:
        """Raise each text's row of ``probability`` to its windows' and add the windows' marks."""
        self._linear.memory.begin()
        ids: list[int] = []
        ends = [0]
        for window in windows:
            ids += self._linear.memory.ids(window.chunks)
            ends.append(len(ids))
        reading = self._linear.read(ids, np.diff(ends).tolist())
        reading.logit[:, 0] -= [window.penalty for window in windows]
        rows = np.column_stack([sigmoid(reading.logit), sexual(reading.sexual)])
        # The rudest first: those decide, and then most others of a long text need no closer look.
        for row in np.argsort(-rows[:, 0], kind="stable").tolist():
            window, trigger = windows[row], bool(reading.trigger[row])
            best, found = probability[window.text], marks[window.text]
            if not trigger and (
                rows[row, 0] < EXPLAIN_FROM or (len(found) >= MARKS and rows[row, 0] <= best[0])
            ):
                continue
            shares = reading.share[ends[row] : ends[row + 1]]
            found += self._look_closer(window, shares, reading.logit[row], rows[row], trigger)
            best[0] = max(best[0], rows[row, 0])
        np.maximum.at(probability, [window.text for window in windows], rows)

    def _look_closer(
        self, window: Window, shares: np.ndarray, logit: np.ndarray, row: np.ndarray, trigger: bool
    ) -> list[Mark]:
        """Correct ``row`` of probabilities by what the words around say; return what to mark."""
        memory = self._linear.memory
        said = [word for chunk in window.chunks for word in memory.spoken(chunk)]
        tokens = self._located(window)
        excused = context.excused(tokens, said, window.part)
        row[0] = sigmoid(logit[0] - context.discount(tokens, shares, excused))
        threatening = _threats(said, excused) if trigger else []
        if threatening:
            row[0] = max(row[0], threats.FLOOR)
            row[self._threat] = max(row[self._threat], threats.CERTAINTY)
        if row[0] < EXPLAIN_FROM:
            return []
        return [mark.moved(window.start) for mark in to_marks(tokens, shares, threatening)]

    def _located(self, window: Window) -> list[Token]:
        """Return the tokens of ``window`` with places in its part of the text."""
        tokens = self._linear.memory.tokens
        starts = places(window.part, window.chunks)
        return [
            Token(token.text, start + token.start, start + token.end, token.read_as)
            for chunk, start in zip(window.chunks, starts, strict=True)
            for token in tokens(chunk)
        ]

    def _result(self, row: list[float], marks: list[Mark]) -> ScoreResult:
        attributes = dict(zip((*self._attributes, "sexual"), row[1:], strict=True))
        return ScoreResult(row[0], attributes, spans(marks), self.name)


def _threats(said: list[str], excused: set[int]) -> list[tuple[int, int]]:
    """Return where somebody is threatened; a threat that is only quoted is none."""
    found = threats.find(said)
    return [(first, stop) for first, stop in found if not excused.issuperset(range(first, stop))]


def window_bounds(text: str) -> list[tuple[int, int]]:
    """Return where ``text`` is cut: windows of equal length up to WINDOW, moved to a blank."""
    count = -(-len(text) // WINDOW) if len(text) > WHOLE else 1
    cuts = [0]
    for index in range(1, count):
        at = len(text) * index // count
        blank = text.rfind(" ", max(cuts[-1], at - 80), at)
        cuts.append(blank if blank > cuts[-1] else at)
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def _batches(windows: Iterator[Window]) -> Iterator[list[Window]]:
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
