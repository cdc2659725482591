"""Scores texts with a model: cuts long ones into windows, reads these, gathers the results."""

from collections.abc import Iterator
from itertools import groupby
from math import log
from threading import Lock
from typing import NamedTuple

import numpy as np

from moderation.scoring import context, threats, words
from moderation.scoring.attributes import sexual
from moderation.scoring.explain import Mark, Marker, spans, to_marks
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.linear import Linear, sigmoid
from moderation.scoring.model import Model
from moderation.scoring.normalise import Normaliser, Token, places
from moderation.scoring.results import ScoreResult

WHOLE = 1_500  # code points; texts up to this are read as one, as in training
WINDOW = 240  # code points; longer texts in such parts, or one insult would drown in the rest
WINDOW_PENALTY = 0.5  # logits per unit of log(windows): each window is one more chance to err
PENALISED = 8  # windows; from there on the penalty stays, or length would hide an insult
CLOSE = 4_000  # chunks of one text that are looked through for disguises, shared by its windows
LEAST_CLOSE = 8  # of one window, however long the text
BATCH = 256  # windows read together
EXPLAIN_FROM = 0.15  # rudeness; what is milder than this gets no spans
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


class Said(NamedTuple):
    """The words of one window: what each adds to the logit, how much it speaks for a mark by
    itself, and whether it gets one. ``trigger``: one of them may be part of a threat.
    """

    share: np.ndarray
    liking: np.ndarray
    chosen: np.ndarray
    trigger: bool


class Scorer:
    """A loaded model, ready to score. Safe to share between threads.

    Another ``identity`` than the one of training is for measuring only.
    """

    def __init__(self, model: Model, identity: frozenset[str] = words.IDENTITY):
        self.name = model.scorer
        self._attributes = model.heads[1:]
        self._threat = model.heads.index("threat")
        rude, known = model.words("rude_words"), frozenset(model.words("known_words"))
        self._normaliser = Normaliser(Lexicon(rude, known), identity)
        self._linear = Linear(model, self._normaliser)
        self._marker = Marker(model)
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

    def shares(self, text: str) -> tuple[list[Token], np.ndarray]:
        """Return the tokens of ``text``, read as one, and what each adds to the logit."""
        with self._lock:
            window = Window(0, 0, 0.0, text, self._normaliser.chunks(text))
            self._linear.memory.begin()
            ids = self._linear.memory.ids(window.chunks)
            shares = self._linear.read(ids, [len(ids)]).share
            tokens = self._located(window)
            excused = context.excused(tokens, self._spoken(window), text)
        context.discount(tokens, shares, excused)
        return tokens, shares

    def warm(self) -> None:
        """Learn all ordinary words now, so that the first long text costs no more than the next."""
        with self._lock:
            self._linear.memory.meet(sorted(self._normaliser.lexicon.known))

    def _windows(self, texts: list[str]) -> Iterator[Window]:
        for index, text in enumerate(texts):
            bounds = window_bounds(text)
            penalty = WINDOW_PENALTY * log(min(len(bounds), PENALISED))
            most = max(LEAST_CLOSE, CLOSE // len(bounds))
            for start, end in bounds:
                part = text[start:end]
                chunks = self._normaliser.chunks(part, most=most)
                yield Window(index, start, penalty, part, chunks)

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
        liking = self._linear.memory.liking[ids]
        chosen = self._marker.chosen(reading.share, liking, np.diff(ends).tolist())
        # The rudest first: those decide, and then most others of a long text need no closer look.
        for row in np.argsort(-rows[:, 0], kind="stable").tolist():
            window, trigger = windows[row], bool(reading.trigger[row])
            best, found = probability[window.text], marks[window.text]
            if not trigger and (
                rows[row, 0] < EXPLAIN_FROM or (len(found) >= MARKS and rows[row, 0] <= best[0])
            ):
                continue
            own = slice(ends[row], ends[row + 1])
            said = Said(reading.share[own], liking[own], chosen[own], trigger)
            found += self._look_closer(window, said, reading.logit[row], rows[row])
            best[0] = max(best[0], rows[row, 0])
        np.maximum.at(probability, [window.text for window in windows], rows)

    def _look_closer(
        self, window: Window, said: Said, logit: np.ndarray, row: np.ndarray
    ) -> list[Mark]:
        """Correct ``row`` of probabilities by what the words around say; return what to mark."""
        tokens, spoken = self._located(window), self._spoken(window)
        excused = context.excused(tokens, spoken, window.part)
        lost = context.discount(tokens, said.share, excused)
        row[0] = sigmoid(logit[0] - lost)
        threatening = _threats(spoken, excused) if said.trigger else []
        if threatening:
            row[0] = max(row[0], threats.FLOOR)
            row[self._threat] = max(row[self._threat], threats.CERTAINTY)
        if row[0] < EXPLAIN_FROM:
            return []
        chosen = said.chosen
        if lost:
            chosen = self._marker.chosen(said.share, said.liking, [len(tokens)])
        marks = to_marks(tokens, said.share, chosen, threatening)
        return [mark.moved(window.start) for mark in marks]

    def _spoken(self, window: Window) -> list[str]:
        return [word for chunk in window.chunks for word in self._linear.memory.spoken(chunk)]

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
