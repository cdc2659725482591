"""Any str at all gets a score in [0, 1] and spans that lie inside it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.scoring import score

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
DISGUISED = st.text(
    st.sampled_from("fuckidotsm $@!*.-_01345\u200b\u0301ѕаIİßﬁ\ud800\n'"), max_size=80
)

AWKWARD = [
    *("", " ", "\n\n", "\x00", "a\x00b", "\ud800", "\udfff stupid", "🖕🏿", "👨‍👩‍👧‍👦", "ﷺ" * 50),
    *("שלום אידיוט", "\u202estupid\u202c", "<b>stupid</b>", "12345", "İstanbul ß ﬁ idiot", "''''"),
    *("a" * 100_000, "é" * 5_000, "f " * 50_000, "*" * 10_000, "!" * 10_000, "s\u200b" * 10_000),
    *(
        "u\u0301" * 5_000,
        "1!1!" * 5_000,
        "www.",
        "@",
        "@@@",
        "#",
        "http://",
        "-" * 61,
        "\u200b",
        "½6",
    ),
]


def check(text):
    [result] = score([text])

    assert 0 <= result.rudeness <= 1
    assert all(0 <= value <= 1 for value in result.attributes.values())
    ends = [0]
    for span in result.spans:
        assert ends[-1] <= span.start < span.end <= len(text)
        assert 0 < span.weight <= 1
        ends.append(span.end)


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_text_gets_a_score(text):
    check(text)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_any_text_gets_a_score(text):
    check(text)


@settings(max_examples=300, deadline=None)
@given(DISGUISED)
def test_text_made_of_disguises_gets_a_score(text):
    check(f"you {text} idiot")


@settings(max_examples=50, deadline=None)
@given(st.lists(ANY_TEXT, max_size=5))
def test_batch_gives_what_each_text_gives_alone(texts):
    assert score(texts) == [score([text])[0] for text in texts]
