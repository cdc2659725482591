from hypothesis import given
from hypothesis import strategies as st

from moderation import diffs
from moderation.diffs import Change, diff

words = st.lists(st.sampled_from(["a", "b", "cap", " ", "\n", "é"]), max_size=30).map("".join)


@given(words, words)
def test_diff_holds_both_versions(old, new):
    changes = diff(old, new)

    assert "".join(change.text for change in changes if change.kind != "ins") == old
    assert "".join(change.text for change in changes if change.kind != "del") == new


def test_changed_words_in_a_row_stand_together():
    assert diff("Only an id1ot would", "Only a m0r0n would") == [
        Change("same", "Only "),
        Change("del", "an id1ot"),
        Change("ins", "a m0r0n"),
        Change("same", " would"),
    ]


def test_same_words_are_one_piece():
    assert diff("not a word", "not a word") == [Change("same", "not a word")]


def test_texts_too_long_to_compare_count_as_rewritten(monkeypatch):
    monkeypatch.setattr(diffs, "MOST_PAIRS", 3)

    assert diff("x a b y", "x b a y") == [
        Change("same", "x "),
        Change("del", "a b"),
        Change("ins", "b a"),
        Change("same", " y"),
    ]
