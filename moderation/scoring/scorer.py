"""Scores texts with a model: reads their windows, looks closer where need be, adds it all up."""

from collections.abc import Iterator
from threading import Lock
from typing import NamedTuple

import numpy as np

from moderation.scoring import context, threats, windows, words
from moderation.scoring.attributes import sexual
from moderation.scoring.explain import Mark, Marker, spans, to_marks
from moderation.scoring.lexicon import Lexicon
from moderation.scoring.linear import Linear, Reading, Study, sigmoid
from moderation.scoring.model import Model
from moderation.scoring.normalise import Normaliser, Token
from moderation.scoring.pages import Page, Pages
from moderation.scoring.results import ScoreResult
from moderation.scoring.site import SiteWeights
from moderation.scoring.windows import Window

EXPLAIN_FROM = 0.15  # rudeness; what is milder than this gets no spans
MARKS = 100  # words of one text; once so many are marked, only a ruder window is looked into


class Look(NamedTuple):
    """What a closer look at one window found: what the logit loses by excuses, and threats.

    These are given as (first, stop), numbers of words.
    """

    lost: float
    threatening: list[tuple[int, int]]


class Scorer:
    """A loaded model, ready to score. Safe to share between threads.

    With ``site`` it scores as that site's moderators decide. Another ``identity`` than the one of
    training is for measuring only.
    """

    def __init__(
        self,
        model: Model,
        identity: frozenset[str] = words.IDENTITY,
        *,
        site: SiteWeights | None = None,
    ):
        self.name = site.scorer if site else model.scorer
        self._attributes = model.heads[1:]
        self._threat = model.heads.index("threat")
        rude, known = model.words("rude_words"), frozenset(model.words("known_words"))
        self._normaliser = Normaliser(Lexicon(rude, known), identity)
        self._linear = Linear(model, self._normaliser, site)
        self.idf = self._linear.idf
        self._pages = Pages(self._linear.memory, self._normaliser)
        self._marker = Marker(model)
        self._lock = Lock()

    def score(self, texts: list[str]) -> list[ScoreResult]:
        """Return one result per text in the same order. Any str will do; empty in, empty out."""
        probability = np.zeros((len(texts), len(self._attributes) + 2))
        marks: list[list[Mark]] = [[] for _ in texts]
        with self._lock:
            for batch in windows.batches(windows.of_texts(texts)):
                self._score_windows(batch, probability, marks)
        return [
            self._result(row, found)
            for row, found in zip(probability.clip(0, 1).round(6).tolist(), marks, strict=True)
        ]

    def shares(self, text: str) -> tuple[list[Token], np.ndarray]:
        """Return the tokens of ``text``, read as one, and what each adds to the logit."""
        with self._lock:
            self._linear.memory.begin()
            page = self._pages.read([Window(0, 0, 0.0, text, len(text))])
            shares = self._linear.read(page.ids, page.lengths).share
            self._discount(page, 0, self._pages.line(page, 0), shares)
            return list(self._pages.tokens(page, 0).values()), shares

    def study(self, texts: list[str]) -> Iterator[tuple[list[str], Study]]:
        """Yield (the tokens by id, what there is to learn) of batches of ``texts`` in order.

        Of a text in windows only the rudest, as it is the one that counts.
        """
        for start in range(0, len(texts), windows.BATCH):
            batch = texts[start : start + windows.BATCH]
            with self._lock:
                self._linear.memory.begin()
                page = self._pages.read(self._rudest_windows(batch))
                study = self._linear.study(page.ids, page.lengths)
                yield self._linear.memory.words, study

    def _rudest_windows(self, texts: list[str]) -> list[Window]:
        """Return one window for each of the ``texts``."""
        found = list(windows.of_texts(texts))
        if len(found) == len(texts):
            return found
        page = self._pages.read(found)
        logit = self._linear.read(page.ids, page.lengths).logit[:, 0]
        logit -= [window.penalty for window in found]
        best: dict[int, int] = {}
        for row, window in enumerate(found):
            if window.text not in best or logit[row] > logit[best[window.text]]:
                best[window.text] = row
        return [found[row] for row in best.values()]

    def warm(self) -> None:
        """Learn all ordinary words now, so that the first long text costs no more than the next."""
        with self._lock:
            self._linear.memory.meet(sorted(self._normaliser.lexicon.known))

    def _score_windows(
        self, batch: list[Window], probability: np.ndarray, marks: list[list[Mark]]
    ) -> None:
        """Raise each text's row of ``probability`` to its windows' and add the windows' marks."""
        self._linear.memory.begin()
        page = self._pages.read(batch)
        reading = self._linear.read(page.ids, page.lengths)
        reading.logit[:, 0] -= [window.penalty for window in batch]
        rows = np.column_stack([sigmoid(reading.logit), sexual(reading.sexual)])
        closer = np.flatnonzero((rows[:, 0] >= EXPLAIN_FROM) | (reading.trigger > 0))
        if len(closer):
            self._look_into(page, closer, reading, rows, marks, probability)
        np.maximum.at(probability, [window.text for window in batch], rows)

    def _look_into(
        self,
        page: Page,
        closer: np.ndarray,
        reading: Reading,
        rows: np.ndarray,
        marks: list[list[Mark]],
        probability: np.ndarray,
    ) -> None:
        """Correct those ``rows``, raise each text's ``probability`` of rudeness, add marks."""
        looks = {row: self._look_closer(page, row, reading) for row in closer.tolist()}
        corrected = self._corrected(rows, reading, looks)
        chosen = self._chosen(page, reading.share, closer)
        # The rudest first: those decide, and then most others of a long text need no marks.
        for at in np.argsort(-rows[closer, 0], kind="stable").tolist():
            row = int(closer[at])
            text = page.windows[row].text
            best, found = probability[text], marks[text]
            if reading.trigger[row] or len(found) < MARKS or rows[row, 0] > best[0]:
                rows[row] = corrected[row]
                best[0] = max(best[0], rows[row, 0])
                if rows[row, 0] >= EXPLAIN_FROM:
                    found += self._marks(page, row, reading.share, chosen[row], looks[row])

    def _look_closer(self, page: Page, row: int, reading: Reading) -> Look:
        """Return what the words around say. Lowers the shares of excused words in place."""
        line = self._pages.line(page, row)
        lost, excused = self._discount(page, row, line, reading.share)
        return Look(lost, _threats(line, excused) if reading.trigger[row] else [])

    def _corrected(self, rows: np.ndarray, reading: Reading, looks: dict[int, Look]) -> np.ndarray:
        """Return ``rows`` of probabilities with those corrected that were looked into."""
        found, at = rows.copy(), list(looks)
        found[at, 0] = sigmoid(reading.logit[at, 0] - [look.lost for look in looks.values()])
        threats_at = [row for row, look in looks.items() if look.threatening]
        for column, least in ((0, threats.FLOOR), (self._threat, threats.CERTAINTY)):
            found[threats_at, column] = np.maximum(found[threats_at, column], least)
        return found

    def _discount(
        self, page: Page, row: int, line: str, share: np.ndarray
    ) -> tuple[float, set[int]]:
        """Return what the logit loses by excused words, and their numbers; lower their shares."""
        excused = context.excused(line)
        quotes = context.quoted(page.windows[row].part)
        if quotes:
            placed = self._pages.tokens(page, row).items()
            for start, end in quotes:
                excused.update(n for n, t in placed if start <= t.start and t.end <= end)
        if not excused:
            return 0.0, excused
        own = page.own(row)
        return context.discount(page.ids[own].tolist(), share[own], excused), excused

    def _chosen(self, page: Page, share: np.ndarray, rows: np.ndarray) -> dict[int, np.ndarray]:
        """Return, for each window looked into, which of its words to mark."""
        lengths = page.lengths
        looked = np.zeros(len(lengths), bool)
        looked[rows] = True
        words, lengths = np.repeat(looked, lengths), lengths[rows]
        liking = self._linear.memory.liking[page.ids[words]]
        chosen = self._marker.chosen(share[words], liking, lengths.tolist())
        ends = np.cumsum(lengths).tolist()
        return {
            row: chosen[start:end]
            for row, start, end in zip(rows.tolist(), [0, *ends], ends, strict=False)
        }

    def _marks(
        self, page: Page, row: int, share: np.ndarray, chosen: np.ndarray, look: Look
    ) -> list[Mark]:
        which = set(chosen.nonzero()[0].tolist())
        which.update(at for first, stop in look.threatening for at in (first, stop - 1))
        tokens = self._pages.tokens(page, row, which)
        marks = to_marks(tokens, share[page.own(row)], chosen, look.threatening)
        return [mark.moved(page.windows[row].start) for mark in marks]

    def _result(self, row: list[float], marks: list[Mark]) -> ScoreResult:
        attributes = dict(zip((*self._attributes, "sexual"), row[1:], strict=True))
        return ScoreResult(row[0], attributes, spans(marks), self.name)


def _threats(line: str, excused: set[int]) -> list[tuple[int, int]]:
    """Return where somebody is threatened; a threat that is only quoted is none."""
    found = threats.find(line)
    return [(first, stop) for first, stop in found if not excused.issuperset(range(first, stop))]
