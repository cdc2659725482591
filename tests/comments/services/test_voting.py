"""Voting: every change of mind, and counts that belong to the votes."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from comments.models import Comment, Status, Vote
from comments.ranking import rank
from comments.services import CannotVote, vote
from tests.factories import UserFactory, make_comment
from tests.racing import race


def stored(comment):
    return Comment.objects.values_list("ups", "downs", "rank").get(pk=comment.pk)


def expected(values):
    ups, downs = values.count(1), values.count(-1)
    return ups, downs, rank(ups, downs)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product((-1, 0, 1), repeat=2)))
def test_every_change_of_mind_counts_once(before, after):
    comment, reader, other = make_comment(), UserFactory(), UserFactory()
    vote(comment, user=other, value=1)
    vote(comment, user=reader, value=before)

    returned = vote(comment, user=reader, value=after)

    assert (returned.ups, returned.downs, returned.rank) == expected([1, after])
    assert stored(comment) == expected([1, after])
    assert list(Vote.objects.filter(user=reader).values_list("value", flat=True)) == (
        [after] if after else []
    )


@pytest.mark.django_db
@pytest.mark.parametrize("value", [2, -2, 10])
def test_a_forged_value_is_refused(value):
    comment = make_comment()

    with pytest.raises(CannotVote) as caught:
        vote(comment, user=UserFactory(), value=value)

    assert str(caught.value) == "A vote is up, down or taken back."
    assert Vote.objects.count() == 0


@pytest.mark.django_db
def test_ones_own_comment_gets_no_vote():
    comment = make_comment()

    with pytest.raises(CannotVote) as caught:
        vote(comment, user=comment.author, value=1)

    assert str(caught.value) == "You cannot vote on your own comment."
    assert (Vote.objects.count(), stored(comment)) == (0, (0, 0, 0))


@pytest.mark.django_db
@pytest.mark.parametrize("status", [s for s in Status if s != Status.VISIBLE])
def test_what_readers_do_not_see_gets_no_vote_whatever_the_page_showed(status):
    comment = make_comment()
    Comment.objects.filter(pk=comment.pk).update(status=status, unjudged_since=comment.posted_at)

    with pytest.raises(CannotVote) as caught:
        vote(comment, user=UserFactory(), value=1)

    assert str(caught.value) == "This comment is no longer there, so the vote was not counted."
    assert (Vote.objects.count(), stored(comment)) == (0, (0, 0, 0))


@pytest.mark.django_db
def test_a_vote_touches_nothing_but_the_counts():
    comment = make_comment()
    before = Comment.objects.values().get(pk=comment.pk)

    vote(comment, user=UserFactory(), value=-1)

    after = Comment.objects.values().get(pk=comment.pk)
    assert {name for name in before if before[name] != after[name]} == {"downs"}


@pytest.mark.django_db(transaction=True)
def test_votes_at_once_all_count():
    comment = make_comment()
    readers = [UserFactory() for _ in range(6)]
    values = [1, 1, 1, 1, -1, -1]

    outcomes = race(
        *(
            lambda reader=reader, value=value: vote(comment, user=reader, value=value).pk
            for reader, value in zip(readers, values, strict=True)
        )
    )

    assert outcomes == [comment.pk] * 6
    assert stored(comment) == expected(values)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_counts_once():
    comment, reader = make_comment(), UserFactory()

    outcomes = race(*[lambda: vote(comment, user=reader, value=1).pk] * 4)

    assert outcomes == [comment.pk] * 4
    assert stored(comment) == expected([1])
    assert Vote.objects.count() == 1


class SequencesTest(HypothesisTestCase):
    """A class and not a function, because each example needs an empty database."""

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([-1, 0, 1])), max_size=25))
    def test_counts_and_rank_belong_to_the_votes_after_any_sequence(self, deeds):
        comment = make_comment()
        readers = [UserFactory() for _ in range(4)]
        last = dict.fromkeys(range(4), 0)

        for place, value in deeds:
            vote(comment, user=readers[place], value=value)
            last[place] = value
            assert stored(comment) == expected(list(last.values()))

        assert sorted(Vote.objects.values_list("value", flat=True)) == sorted(
            value for value in last.values() if value
        )
