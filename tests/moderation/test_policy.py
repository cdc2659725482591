"""The policy, phase by phase: at each limit and just below it."""

from dataclasses import asdict, replace
from math import nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.policy import (
    MOST_LISTED,
    PHASES,
    Facts,
    Finding,
    Limits,
    Outcome,
    Verdict,
    judge,
    number,
)
from moderation.wordlist import WordList

SHOW, HOLD, REMOVE = Outcome.SHOW, Outcome.HOLD, Outcome.REMOVE
# An author of long standing who says something civil: no phase finds anything.
CIVIL = Facts(body="A civil word.", rudeness=0.0, author_published=50)


def below(value):
    return nextafter(value, 0)


def found(limits=None, **facts):
    """What the policy finds in a civil comment with these facts: [(kind, evidence, outcome)]."""
    verdict = judge(replace(CIVIL, **facts), limits or Limits())
    return [(f.kind, f.evidence, f.outcome) for f in verdict.findings]


def test_a_civil_comment_of_a_known_author_is_shown():
    assert judge(CIVIL, Limits()) == Verdict(SHOW, ())


def test_the_phases_come_in_the_documented_order():
    assert [phase.__name__ for phase in PHASES] == [
        "closed",
        "length",
        "links",
        "repeat",
        "banned_words",
        "suspect_words",
        "rudeness",
        "new_author",
        "author_history",
        "premoderated",
    ]


def test_closed_holds_what_came_late():
    assert found(closed_before_posting=True) == [("detected_late", "commenting was closed", HOLD)]


def test_length_holds_from_one_character_over_the_limit():
    limits = Limits(max_length=1_200)

    assert found(limits, body="x" * 1_200) == []
    assert found(limits, body="x" * 1_201) == [
        ("detected_length", "1,201 characters, limit 1,200", HOLD)
    ]


def test_links_hold_from_one_over_the_limit():
    assert found(links=("a.example", "b.example")) == []
    assert found(links=("a.example", "b.example", "a.example")) == [
        ("detected_link", "links: 3, limit 2: a.example, b.example", HOLD)
    ]


def test_links_of_a_new_author_hold_from_the_first():
    assert found(links=("a.example",), author_published=3) == []
    assert found(links=("a.example",), author_published=2) == [
        ("detected_link", "a.example, by a new author", HOLD)
    ]


def test_links_of_a_new_author_pass_where_the_policy_says_so():
    limits = Limits(new_author_hold_links=False)

    assert found(limits, links=("a.example",), author_published=0) == []
    assert [kind for kind, _, _ in found(limits, links=("a",) * 3, author_published=0)] == [
        "detected_link"
    ]


def test_no_link_is_allowed_where_the_limit_is_zero():
    assert found(Limits(max_links=0), links=("a.example",)) == [
        ("detected_link", "links: 1, limit 0: a.example", HOLD)
    ]


def test_repeat_by_the_author_holds_at_the_limit():
    limits = Limits(repeats_same_author=2, repeat_hours=5)

    assert found(limits, same_text_by_author=1, same_text_by_anybody=1) == []
    assert found(limits, same_text_by_author=2, same_text_by_anybody=2) == [
        ("detected_repeat", "same text 2 × before in 5 h, by this author", HOLD)
    ]


def test_repeat_once_in_an_hour_is_written_so():
    assert found(Limits(repeat_hours=1), same_text_by_author=1) == [
        ("detected_repeat", "same text 1 × before in 1 h, by this author", HOLD)
    ]


def test_repeat_by_anybody_holds_at_the_limit():
    assert found(same_text_by_anybody=2) == []
    assert found(same_text_by_anybody=3) == [
        ("detected_repeat", "same text 3 × before in 24 h", HOLD)
    ]


def test_repeat_limits_of_zero_switch_the_phase_off():
    limits = Limits(repeats_same_author=0, repeats_any_author=0)

    assert found(limits, same_text_by_author=99, same_text_by_anybody=99) == []


def test_a_banned_word_removes_with_its_reason():
    limits = Limits(banned_words=WordList("blast\nfuck off"))

    verdict = judge(replace(CIVIL, body="FUCK OFF and blast it."), limits)

    assert verdict == Verdict(
        REMOVE,
        (
            Finding(
                "detected_banned_word",
                "%(words)s",
                REMOVE,
                "banned_word",
                {"words": "“fuck off”, “blast”"},
            ),
        ),
    )
    assert verdict.reason_code == "banned_word"
    assert found(limits, body="Blasting") == []


def test_a_suspect_word_holds():
    limits = Limits(suspect_words=WordList("casino"))

    assert found(limits, body="The Casino") == [("detected_suspect_word", "“casino”", HOLD)]
    assert found(limits, body="Casinos") == []


@pytest.mark.parametrize("hold_at", [0.70, 0.5, 0.29, 1.0, 0.0])
def test_rudeness_holds_at_the_limit_and_not_just_below(hold_at):
    limits = Limits(hold_at=hold_at)

    assert found(limits, rudeness=hold_at) == [
        ("detected_rude", f"{number(hold_at)}, limit {number(hold_at)}", HOLD)
    ]
    if hold_at > 0:
        assert found(limits, rudeness=below(hold_at)) == []


def test_rudeness_of_a_new_author_holds_at_the_lower_limit():
    assert found(rudeness=0.60, author_published=2) == [
        ("detected_rude", ".60, limit .60 for new authors", HOLD)
    ]
    assert found(rudeness=below(0.60), author_published=2) == []
    assert found(rudeness=0.69, author_published=3) == []


def test_rudeness_of_a_new_author_never_passes_the_limit_for_all():
    limits = Limits(hold_at=0.5, new_author_hold_at=0.9)

    assert found(limits, rudeness=0.5, author_published=0) == [
        ("detected_rude", ".50, limit .50", HOLD)
    ]


def test_rudeness_alone_never_removes_unless_an_administrator_says_so():
    assert judge(replace(CIVIL, rudeness=1.0), Limits()).outcome == HOLD


def test_rudeness_removes_at_the_administrators_limit_and_not_just_below():
    limits = Limits(remove_at=0.95)

    verdict = judge(replace(CIVIL, rudeness=0.95), limits)

    assert verdict == Verdict(
        REMOVE,
        (
            Finding(
                "detected_rude",
                "%(score)s, removed from %(limit)s",
                REMOVE,
                "offensive",
                {"score": ".95", "limit": ".95"},
            ),
        ),
    )
    assert verdict.reason_code == "offensive"
    assert found(limits, rudeness=below(0.95)) == [("detected_rude", ".94, limit .70", HOLD)]


def test_limits_may_remove_where_they_hold_but_not_below():
    assert Limits(hold_at=0.7, remove_at=0.7).remove_at == 0.7
    with pytest.raises(ValueError, match=r"^remove_at 0\.69 is below hold_at 0\.7$"):
        Limits(hold_at=0.7, remove_at=0.69)


def test_every_comment_of_a_new_author_is_held_where_the_policy_says_so():
    limits = Limits(new_author_hold_all=True, new_author_comments=5)

    assert found(limits, author_published=4) == [("new_author", "4 published, new below 5", HOLD)]
    assert found(limits, author_published=5) == []
    assert found(author_published=0) == []


def test_nobody_is_new_where_the_limit_is_zero():
    limits = Limits(new_author_comments=0, new_author_hold_all=True)

    assert found(limits, author_published=0, rudeness=0.65, links=("a.example",)) == []


def test_author_history_holds_at_the_limit():
    assert found(author_rejections=2) == []
    assert found(author_rejections=3) == [("author_history", "3 rejected in 7 d", HOLD)]
    assert found(Limits(history_rejections=0), author_rejections=99) == []


@pytest.mark.parametrize(
    ("facts", "evidence"),
    [
        ({"premoderated_article": True}, "this article's comments wait for review"),
        ({"premoderated_author": True}, "this author's comments wait for review"),
        (
            {"premoderated_article": True, "premoderated_author": True},
            "this author's and this article's comments wait for review",
        ),
    ],
)
def test_premoderated_holds(facts, evidence):
    assert found(**facts) == [("premoderated", evidence, HOLD)]


def test_all_findings_are_kept_and_the_strictest_decides():
    limits = Limits(banned_words=WordList("blast"), max_length=5)
    facts = replace(CIVIL, body="Blast it.", rudeness=0.8, links=("a", "b", "c"))

    verdict = judge(facts, limits)

    assert [(f.kind, f.outcome) for f in verdict.findings] == [
        ("detected_length", HOLD),
        ("detected_link", HOLD),
        ("detected_banned_word", REMOVE),
        ("detected_rude", HOLD),
    ]
    assert (verdict.outcome, verdict.reason_code) == (REMOVE, "banned_word")


def test_a_held_comment_has_no_reason_code():
    assert judge(replace(CIVIL, rudeness=0.8), Limits()).reason_code == ""


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.0, ".00"),
        (0.009, ".00"),
        (0.29, ".29"),
        (0.57, ".57"),
        (0.699999, ".69"),
        (below(0.7), ".69"),
        (0.7, ".70"),
        (below(1.0), ".99"),
        (1.0, "1.00"),
        (1, "1.00"),
        (1e-9, ".00"),
    ],
)
def test_number_is_written_in_hundredths(share, written):
    assert number(share) == written


@given(st.integers(0, 100))
def test_number_writes_every_hundredth_as_it_is(hundredths):
    assert float(number(hundredths / 100)) == hundredths / 100


@given(st.integers(1, 100), st.floats(0, 1))
def test_number_never_rounds_up_to_a_limit(hundredths, share):
    limit = hundredths / 100

    assert (float(number(share)) >= limit) == (share >= limit)
    assert float(number(below(limit))) < limit


def test_the_evidence_of_very_many_links_or_words_fits_its_column():
    words = "\n".join(f"word{place}" for place in range(600))
    limits = Limits(banned_words=WordList(words), suspect_words=WordList(words))
    facts = replace(CIVIL, body=words, links=tuple(f"host{n}.example" for n in range(300)))

    evidence = [finding.evidence for finding in judge(facts, limits).findings]

    assert len(evidence) == 3
    assert all(text.endswith("…") and MOST_LISTED <= len(text) <= 600 for text in evidence)


any_facts = st.builds(
    Facts,
    body=st.text(max_size=40) | st.sampled_from(["blast", "casino", "blast casino"]),
    rudeness=st.floats(0, 1),
    links=st.lists(st.sampled_from(["a.example", "b.example"]), max_size=4).map(tuple),
    closed_before_posting=st.booleans(),
    premoderated_article=st.booleans(),
    premoderated_author=st.booleans(),
    author_published=st.integers(0, 5),
    author_rejections=st.integers(0, 5),
    same_text_by_author=st.integers(0, 3),
    same_text_by_anybody=st.integers(0, 5),
)
any_limits = st.builds(
    Limits,
    hold_at=st.floats(0, 0.8),
    remove_at=st.none() | st.floats(0.8, 1),
    new_author_comments=st.integers(0, 5),
    new_author_hold_at=st.floats(0, 1),
    new_author_hold_all=st.booleans(),
    new_author_hold_links=st.booleans(),
    max_links=st.integers(0, 3),
    max_length=st.integers(0, 50),
    history_rejections=st.integers(0, 4),
    banned_words=st.just(WordList("blast")),
    suspect_words=st.just(WordList("casino")),
)


@given(any_facts, any_limits)
def test_the_same_facts_always_get_the_same_verdict(facts, limits):
    assert judge(facts, limits) == judge(Facts(**asdict(facts)), replace(limits))


@given(any_facts, any_limits)
def test_only_a_banned_word_or_an_administrators_limit_removes(facts, limits):
    verdict = judge(facts, limits)

    over = limits.remove_at is not None and facts.rudeness >= limits.remove_at
    banned = bool(limits.banned_words.find(facts.body))
    assert (verdict.outcome == REMOVE) == (over or banned)
    assert bool(verdict.reason_code) == (verdict.outcome == REMOVE)


@given(any_facts, any_limits)
def test_the_verdict_is_the_strictest_finding_and_each_kind_comes_once(facts, limits):
    verdict = judge(facts, limits)

    assert verdict.outcome == max((f.outcome for f in verdict.findings), default=SHOW)
    kinds = [finding.kind for finding in verdict.findings]
    assert len(kinds) == len(set(kinds))
    assert all(finding.evidence for finding in verdict.findings)


@given(any_facts, any_limits, st.floats(0, 1))
def test_a_ruder_comment_is_never_judged_milder(facts, limits, rudeness):
    ruder = replace(facts, rudeness=max(rudeness, facts.rudeness))

    assert judge(ruder, limits).outcome >= judge(facts, limits).outcome
