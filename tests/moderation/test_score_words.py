"""Why a score is what it is, in words."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from moderation.score_words import Limit, limits, scale_x, why

pytestmark = pytest.mark.any_database
BODY = "You st*pid m0r0n, leave."


def test_the_heaviest_words_are_quoted_in_the_order_of_the_text():
    spans = [[11, 16, 0.9, "moron"], [4, 10, 0.7, "stupid"], [18, 23, 0.1, None], [0, 3, 0.2, None]]

    said = why(0.97, BODY, spans, {"insult": 0.9, "threat": 0.1, "profanity": 0.6})

    assert said == [
        "“You”, “st*pid”, read as “stupid”, “m0r0n”, read as “moron” weigh most in this score.",
        "It reads like: insult, swearing.",
    ]


def test_one_word_stands_in_the_singular():
    assert why(0.9, BODY, [[0, 3, 0.5, None]], {}) == ["“You” weighs most in this score."]


def test_a_high_score_without_marks_says_that_no_word_stands_out():
    assert why(0.6, BODY, [], {}) == [
        "No single word stands out: the score comes from how the words stand together."
    ]


def test_a_low_score_without_marks_needs_no_reason():
    assert why(0.29, BODY, [], {"insult": 0.6}) == []


def test_limits_stand_from_low_to_high_with_their_places():
    assert limits(0.7, 0.5, 0.95) == [
        Limit(0.5, "holds new authors from .50", 200.0),
        Limit(0.7, "holds from .70", 280.0),
        Limit(0.95, "removes from .95", 380.0),
    ]
    assert [limit.value for limit in limits(0.7, 0.5, None)] == [0.5, 0.7]


@given(
    st.floats(0, 1),
    st.text(max_size=60),
    st.lists(
        st.tuples(
            st.integers(0, 60),
            st.integers(0, 60),
            st.floats(0, 1),
            st.none() | st.text(max_size=9),
        ),
        max_size=9,
    ),
    st.dictionaries(st.text(max_size=9), st.floats(0, 1), max_size=5),
)
def test_any_score_is_explained_in_any_language(rudeness, body, spans, attributes):
    for language in ("en-gb", "de"):
        with translation.override(language):
            assert all(isinstance(words, str) for words in why(rudeness, body, spans, attributes))
    assert 0 <= scale_x(rudeness) <= 400
