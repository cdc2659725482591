"""Marks: learnt from posts with marked spans, never at odds with the score."""

import numpy as np
import pytest

from moderation.scoring import WEIGHTS, corpus, load, model, train_spans
from moderation.scoring.explain import Mark, Marker, spans, to_marks, traits
from moderation.scoring.normalise import Token
from moderation.scoring.scorer import Scorer

SHARES = np.array([0.5, -0.2, 2.0, 0.0, 1.0, -1.0])


@pytest.fixture(scope="module")
def shipped():
    return model.load(WEIGHTS)


def with_arrays(shipped, arrays):
    return model.Model("x", "1", shipped.heads, shipped.arrays | arrays)


def posts(text, marked):
    start = text.index(marked)
    at = frozenset(range(start, start + len(marked)))
    return [corpus.Row(text, True, "", "", "en", {}, at)] * 40


def test_traits_of_a_document_do_not_hang_on_those_beside_it():
    rng = np.random.default_rng(0)
    documents = [rng.normal(size=length) for length in (3, 0, 1, 40, 0, 7)]
    lengths = [len(document) for document in documents]

    together = traits(np.concatenate(documents), lengths)

    alone = [traits(document, [len(document)]) for document in documents if len(document)]
    assert together.tobytes() == np.concatenate(alone, axis=1).tobytes()


def test_traits_see_the_neighbours_within_a_document_only():
    found = traits(SHARES, [2, 4])

    assert found[3].tolist() == [0.0, 0.5, 0.0, 2.0, 0.0, 1.0]
    assert found[4].tolist() == [-0.2, 0.0, 0.0, 1.0, -1.0, 0.0]


@pytest.mark.parametrize("liking", [-50.0, 0.0, 50.0])
def test_word_that_does_not_raise_the_score_is_never_marked(shipped, liking):
    marker = Marker(shipped)

    chosen = marker.chosen(SHARES, np.full(6, liking), [6])

    assert not chosen[SHARES <= 0].any()
    assert chosen.any()


def test_nothing_is_marked_where_no_word_raises_the_score(shipped):
    assert not Marker(shipped).chosen(-np.ones(3), np.full(3, 50.0), [3]).any()
    assert Marker(shipped).chosen(np.zeros(0), np.zeros(0), [0, 0]).tolist() == []


def test_word_that_adds_little_beside_the_strongest_is_not_marked(shipped):
    chosen = Marker(shipped).chosen(np.array([3.0, 0.2]), np.full(2, 50.0), [2])

    assert chosen.tolist() == [True, False]


def test_threat_is_one_mark_and_takes_in_the_words_it_is_made_of():
    tokens = {at: Token(word, at * 5, at * 5 + 4, None) for at, word in enumerate("abcd")}

    marks = to_marks(tokens, np.array([0.5, 0.0, 2.0, 1.0]), np.ones(4, bool), [(1, 3)])

    assert marks == [Mark(0, 4, 0.5, None), Mark(15, 19, 1.0, None), Mark(5, 14, 2.0, None)]


def test_spans_are_in_order_and_weigh_against_the_strongest():
    found = spans([Mark(9, 12, 2.0, None), Mark(0, 3, 1.0, "ass"), Mark(4, 6, 0.1, None)])

    assert [tuple(span) for span in found] == [(0, 3, 0.5, "ass"), (9, 12, 1.0, None)]


def test_training_learns_the_word_that_people_mark(shipped):
    rows = posts("you stupid idiot", "idiot") + posts("that stupid plan", "plan")
    untrained = with_arrays(shipped, train_spans.untrained())

    learnt = train_spans.arrays(untrained, rows, quiet=True)

    stupid, idiot, plan = Marker(with_arrays(shipped, learnt)).liking(["stupid", "idiot", "plan"])
    assert stupid < min(idiot, plan)
    text = "you stupid idiot"
    [before], [after] = (Scorer(with_arrays(untrained, a)).score([text]) for a in ({}, learnt))
    assert before.rudeness == after.rudeness
    assert {text[s.start : s.end] for s in before.spans} == {"stupid", "idiot"}
    assert {text[s.start : s.end] for s in after.spans} == {"idiot"}


def test_training_twice_gives_the_same_arrays(shipped):
    rows = posts("you stupid idiot", "idiot")

    one, two = (train_spans.arrays(shipped, rows, quiet=True) for _ in range(2))

    assert {n: a.tobytes() for n, a in one.items()} == {n: a.tobytes() for n, a in two.items()}


def test_training_without_marked_posts_leaves_the_arrays_untrained(shipped):
    row = corpus.Row("you stupid idiot", True, "", "", "en", {}, frozenset())

    found = train_spans.arrays(shipped, [row], quiet=True)

    assert {n: a.tobytes() for n, a in found.items()} == {
        n: a.tobytes() for n, a in train_spans.untrained().items()
    }


def test_shares_of_a_text_explain_its_score():
    tokens, shares = load().shares("you are a m0ron")

    assert [token.text for token in tokens] == ["you", "are", "a", "moron"]
    assert shares.argmax() == 3
    assert load().shares("")[0] == []
