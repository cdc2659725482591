"""Which texts say nearly the same: the numbers are the same on every machine, for ever."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.likeness import BANDS, ENOUGH, FEWEST_LETTERS, bands, likeness, shingles

SHELVES = (
    "Save our shelves! They sold the council car park for less than a library costs. "
    "Sign here before Friday."
)


def share(one, other):
    return likeness(shingles(one), shingles(other))


def is_found(one, other):
    """Whether the two share a band."""
    return bool(set(bands(shingles(one))) & set(bands(shingles(other))))


@pytest.mark.parametrize(
    "other",
    [
        SHELVES.upper(),
        SHELVES.replace(" ", "  ").replace("!", ""),
        SHELVES.replace("Friday", "Sunday"),
        "PLEASE READ: " + SHELVES,
        SHELVES + " Bob",
    ],
)
def test_small_changes_leave_a_text_nearly_the_same(other):
    assert share(SHELVES, other) >= ENOUGH
    assert is_found(SHELVES, other)


@pytest.mark.parametrize(
    "other",
    [
        "They sold the council car park, and I for one am glad of it: fewer cars in the old town.",
        "The library should have been repaired years ago, whoever is to blame for the money.",
        "Спасите наши полки! Они продали стоянку дешевле библиотеки. Подпишите до пятницы.",
    ],
)
def test_texts_on_the_same_subject_are_not_the_same(other):
    assert share(SHELVES, other) < ENOUGH / 2
    assert not is_found(SHELVES, other)


def test_a_text_in_any_script_is_like_itself_and_like_a_small_change_of_it():
    text = "Спасите наши полки! Они продали стоянку дешевле библиотеки. Подпишите до пятницы."

    assert share(text, text.lower()) == 1.0
    assert share(text, text.replace("пятницы", "среды")) >= ENOUGH


@pytest.mark.parametrize("text", ["", "You fool.", "I agree with you.", "a" * (FEWEST_LETTERS - 1)])
def test_short_words_are_like_nothing(text):
    assert list(shingles(text)) == []
    assert bands(shingles(text)) == []
    assert share(text, text) == 0.0


def test_the_shortest_text_that_is_compared():
    assert share("a" * FEWEST_LETTERS, "A" * FEWEST_LETTERS) == 1.0


def test_bands_are_those_that_stored_items_have():
    """Other numbers would find none of the piles that are in a database already."""
    assert bands(shingles(SHELVES))[:3] == [
        1481715773900290945,
        8257268164996551276,
        -6904785255882892930,
    ]


@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0.0 <= share(one, other) <= 1.0
    assert share(one, other) == share(other, one)


@given(st.text(min_size=FEWEST_LETTERS, max_size=300))
def test_every_comparable_text_has_all_its_bands_as_signed_numbers(text):
    found = bands(shingles(text))

    assert len(found) in (0, BANDS)
    assert all(-(2**63) <= band < 2**63 for band in found)


def test_of_texts_just_alike_enough_most_are_found():
    """What the bands promise, over many pairs of random words: nine of ten at the limit."""
    rng = random.Random(1)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(2_000)]
    found = alike = 0
    for _ in range(200):
        text = rng.sample(words, 40)
        changed = [rng.choice(words) if rng.random() < 0.16 else word for word in text]
        if ENOUGH <= share(" ".join(text), " ".join(changed)) < ENOUGH + 0.15:
            alike += 1
            found += is_found(" ".join(text), " ".join(changed))

    assert alike > 40
    assert found / alike > 0.85
