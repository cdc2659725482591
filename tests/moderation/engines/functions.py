"""Functions that a site might name as its engine, good and bad."""

import threading

from moderation.scoring import ScoreResult, Span

release = threading.Event()
calls: list[list[str]] = []


def numbers(texts):
    return [0.75 if "moron" in text else 0 for text in texts]


def results(texts):
    return [ScoreResult(0.5, {"sarcasm": 0.25}, [Span(0, 3, 1.0, None)], "own@2") for _ in texts]


def too_few(texts):
    return [0.5]


def out_of_range(texts):
    return [7.0] * len(texts)


def nothing(texts):
    return None


def raises(texts):
    raise ValueError(f"cannot read {texts}")


def marks_beyond_the_end(texts):
    return [ScoreResult(0.5, {}, [Span(0, 999, 1.0, None)], "own@2") for _ in texts]


def marks_that_overlap(texts):
    spans = [Span(0, 3, 1.0, None), Span(2, 5, 1.0, None)]
    return [ScoreResult(0.5, {}, spans, "own@2") for _ in texts]


def without_a_name(texts):
    return [ScoreResult(0.5, {}, [], "") for _ in texts]


def hangs(texts):
    calls.append(texts)
    release.wait(10)
    return numbers(texts)


def spoils_its_argument(texts):
    answer = numbers(texts)
    texts.clear()
    return answer


not_a_function = 7
