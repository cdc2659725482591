"""A scorer whose answers are known, and files of labelled rows, to measure with."""

import csv
import gzip

from moderation.scoring.results import ScoreResult


class FixedScorer:
    """Scores by a table of texts; anything else is civil."""

    def __init__(self, rude=(), spans=()):
        self.rude, self.spans = set(rude), list(spans)

    def score(self, texts):
        return [
            ScoreResult(0.9, {}, self.spans, "x") if text in self.rude else civil()
            for text in texts
        ]


def civil():
    return ScoreResult(0.1, {}, [], "x")


def write_rows(path, rows):
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("text", "label"), *rows])
    return path
