"""Which earlier decisions stand beside a comment that has to be decided."""

import pytest

from comments.models import Status
from moderation import services
from moderation.models import Action
from moderation.similar import (
    LEAST,
    likeness,
    most_alike,
    read_words,
    similar_decisions,
    words_of,
)
from tests.factories import ANYWHERE, make_comment, make_item


def test_words_are_small_without_accents_and_once():
    assert words_of("Träge Idioten, TRAGE idioten!") == {"trage", "idioten"}


def test_likeness_is_the_share_of_common_words():
    assert likeness({"a", "b", "c"}, {"b", "c", "d"}) == 0.5
    assert likeness({"a"}, {"a"}) == 1
    assert likeness({"a"}, {"b"}) == 0
    assert likeness(set(), set()) == 0


def test_marked_words_come_heaviest_first_and_as_they_are_read():
    spans = [[0, 4, 0.3, None], [5, 10, 0.9, "moron"], ["x"], [90, 99, 1, None]]

    assert read_words("Lazy m0r0n", spans) == ["moron", "lazy"]


def test_most_alike_ranks_by_share_and_leaves_out_strangers():
    texts = [
        (1, "you lazy moron"),
        (2, "you lazy moron, go home"),
        (3, "entirely different words without anything in common but you"),
        (4, "You, lazy: MORON"),
    ]

    found = most_alike(words_of("You lazy moron!"), texts, most=3)

    assert [(pk, shared) for pk, shared, _ in found] == [(4, 3), (1, 3), (2, 3)]
    assert [share for _, _, share in found] == [1, 1, 0.6]
    assert all(share >= LEAST for _, _, share in found)


def decided(body, moderator, action=Action.REJECT, status=Status.HELD):
    item = make_item(make_comment(body, status=status))
    reason = "abusive" if action == Action.REJECT else None
    return services.decide(item, moderator=moderator, action=action, reason_code=reason)


@pytest.fixture
def comment(db):
    return make_comment("Only a lazy moron would vote for this bridge.", status=Status.HELD)


def test_decided_comments_with_telling_words_are_found(comment, moderator):
    near = decided("A lazy moron would say this of every bridge.", moderator)
    far = decided("What a moron you are.", moderator, Action.APPROVE)
    decided("Nothing like it at all.", moderator)
    make_comment("A lazy moron would vote for a bridge, undecided though.")

    found = similar_decisions(comment, [[12, 17, 0.9, None]], ANYWHERE)

    assert [each.decision for each in found] == [near, far]
    assert [each.shared for each in found] == [6, 2]


def test_disguised_word_finds_what_it_stands_for(moderator):
    comment = make_comment("Only a m0r0n would.", status=Status.HELD)
    before = decided("Only a moron would.", moderator)

    found = similar_decisions(comment, [[7, 12, 0.9, "moron"]], ANYWHERE)

    assert [each.decision for each in found] == [before]


def test_what_was_taken_back_or_escalated_decided_nothing(comment, moderator):
    services.undo(decided("A lazy moron on a bridge.", moderator), moderator=moderator)
    decided("Another lazy moron on a bridge.", moderator, Action.ESCALATE)

    assert similar_decisions(comment, [], ANYWHERE) == []


def test_the_comments_own_decision_is_not_shown(comment, moderator):
    services.decide(make_item(comment), moderator=moderator, action=Action.APPROVE)

    assert similar_decisions(comment, [], ANYWHERE) == []


def test_same_text_is_found_without_any_telling_word(moderator, db):
    before = decided("So it is.", moderator)
    comment = make_comment("So it is!", status=Status.HELD)

    found = similar_decisions(comment, [], ANYWHERE)

    assert [(each.decision, each.is_same) for each in found] == [(before, True)]


def test_three_at_most_in_three_queries(comment, moderator, django_assert_num_queries):
    for number in range(6):
        decided(f"A lazy moron would vote for bridge {number}.", moderator)

    with django_assert_num_queries(3):
        found = similar_decisions(comment, [[12, 17, 0.9, None]], ANYWHERE)

    assert len(found) == 3


def test_comment_without_words_has_none(db):
    assert similar_decisions(make_comment("!!! ???", status=Status.HELD), [], ANYWHERE) == []
