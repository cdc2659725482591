"""What authors are told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.explanations import SENTENCES, explain, rude_words
from moderation.models import FlagKind
from moderation.policy import PHASES, Facts, Finding, Limits, Outcome, Verdict, judge
from moderation.wordlist import WordList

HOLD, REMOVE, SHOW = Outcome.HOLD, Outcome.REMOVE, Outcome.SHOW


def verdict(*findings, outcome=HOLD):
    return Verdict(outcome, tuple(Finding(kind, "", strict) for kind, strict in findings))


def test_a_shown_comment_needs_no_words():
    assert explain(Verdict(SHOW, ()), "Civil.", [(0, 5, 1.0)]) == ""


def test_rude_words_are_quoted_as_they_stand_in_the_order_of_the_text():
    body = "You m0r0n, you utter fool."
    spans = [(21, 25, 1.0), (4, 9, 0.4)]

    assert explain(verdict(("detected_rude", HOLD)), body, spans) == (
        "The words “m0r0n”, “fool” may read as an attack on people here."
    )


def test_only_the_three_heaviest_are_quoted():
    body = "one two three four"
    spans = [(0, 3, 0.9), (4, 7, 0.1), (8, 13, 1.0), (14, 18, 0.5)]

    assert rude_words(body, spans) == (
        "The words “one”, “three”, “four” may read as an attack on people here."
    )


def test_a_repeated_word_is_quoted_once():
    assert rude_words("fool fool", [(0, 4, 1.0), (5, 9, 0.9)]) == (
        "The words “fool” may read as an attack on people here."
    )


@pytest.mark.parametrize("spans", [[], [(0, 41, 1.0)]], ids=["no spans", "too long to quote"])
def test_rudeness_that_cannot_be_quoted_has_a_sentence_of_its_own(spans):
    assert explain(verdict(("detected_rude", HOLD)), "x" * 41, spans) == (
        "Its words may read as an attack."
    )


def test_a_quote_may_have_forty_characters():
    assert f"“{'x' * 40}”" in rude_words("x" * 41, [(0, 40, 1.0)])


def test_every_decisive_reason_is_told_once_the_rude_words_first():
    judged = verdict(
        ("detected_link", HOLD),
        ("detected_link", HOLD),
        ("detected_rude", HOLD),
        ("new_author", HOLD),
    )

    assert explain(judged, "fool", [(0, 4, 1.0)]) == (
        "The words “fool” may read as an attack on people here. "
        "It carries links, and a moderator looks at those first. "
        "First comments on this site are looked at by a moderator."
    )


def test_of_a_removed_comment_only_what_removed_it_is_told():
    judged = verdict(("detected_link", HOLD), ("detected_banned_word", REMOVE), outcome=REMOVE)

    assert explain(judged, "body", []) == "It uses words this site does not print."


def test_what_does_not_fit_is_left_out_as_a_whole_sentence():
    kinds = [kind for kind in SENTENCES if kind != "detected_rude"]

    told = explain(verdict(*((kind, HOLD) for kind in kinds)), "body", [])

    assert 200 < len(told) <= 300
    sentences = re.findall(r"[^.]+\.", told)
    assert "".join(sentences) == told
    assert {sentence.strip() for sentence in sentences} <= set(SENTENCES.values())


def test_every_finding_of_the_policy_has_a_sentence():
    """Facts and limits that make every phase find something; the longest evidence of each."""
    limits = Limits(
        new_author_hold_all=True,
        max_length=1,
        banned_words=WordList("ban"),
        suspect_words=WordList("sus"),
    )
    facts = Facts(
        body="ban sus",
        rudeness=1.0,
        links=("a",) * 9,
        closed_before_posting=True,
        premoderated_article=True,
        premoderated_author=True,
        author_rejections=9,
        same_text_by_author=9,
        same_text_by_anybody=9,
    )
    kinds = {finding.kind for finding in judge(facts, limits).findings}

    assert len(kinds) == len(PHASES)
    assert kinds <= set(SENTENCES)
    assert kinds <= set(FlagKind.values)


@st.composite
def bodies_with_spans(draw):
    body = draw(st.text(min_size=1, max_size=200))
    ends = st.integers(0, len(body))
    spans = [
        (min(pair), max(pair), draw(st.floats(0.01, 1)))
        for pair in draw(st.lists(st.tuples(ends, ends), max_size=8))
    ]
    return body, spans


findings = st.lists(
    st.tuples(st.sampled_from(sorted(SENTENCES)), st.sampled_from([HOLD, REMOVE])), min_size=1
)


@given(bodies_with_spans(), findings)
def test_an_explanation_fits_its_column_and_quotes_only_the_body(text, found):
    body, spans = text
    outcome = max(strict for _, strict in found)

    told = explain(verdict(*found, outcome=outcome), body, spans)

    assert 0 < len(told) <= 300
    quoted = rude_words(body, spans)
    own_words = quoted.removeprefix("The words ").removesuffix(
        " may read as an attack on people here."
    )
    for quote in own_words.split("”, “"):
        assert quote.removeprefix("“").removesuffix("”") in body


@given(bodies_with_spans(), findings)
def test_the_same_verdict_is_always_told_in_the_same_words(text, found):
    judged = verdict(*found, outcome=HOLD)

    assert explain(judged, *text) == explain(judged, *text)
