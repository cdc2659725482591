"""The one place that moves statuses: what may go where, races, and the articles' counts."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from comments.models import NEXT_STATUS, Article, Comment, Status
from comments.services import (
    Move,
    StatusChanged,
    change_each,
    change_status,
    change_statuses,
    mark_judged,
)
from tests.factories import ArticleFactory, UserFactory, make_comment
from tests.racing import race

STATUSES = list(Status)


def fresh(comment):
    return Comment.objects.select_related("article").get(pk=comment.pk)


def visible_count(article):
    return Comment.objects.filter(article=article, status=Status.VISIBLE).count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"), list(product(STATUSES, STATUSES)), ids=lambda status: status.value
)
def test_every_pair_of_statuses_moves_or_is_refused(before, after):
    comment = make_comment(status=before)
    row = Comment.objects.values().get(pk=comment.pk)

    if after in NEXT_STATUS[before]:
        change_status(comment, after)

        stored = fresh(comment)
        assert (stored.status, comment.status) == (after, after)
        assert (stored.unjudged_since is not None) == (after == Status.PENDING)
        assert stored.unjudged_since == comment.unjudged_since
        assert stored.article.comment_count == visible_count(stored.article)
    else:
        with pytest.raises(StatusChanged) as caught:
            change_status(comment, after)

        assert str(caught.value) == f"comment {comment.pk} cannot go from {before} to {after}"
        assert Comment.objects.values().get(pk=comment.pk) == row
        assert comment.status == before


@pytest.mark.django_db
def test_the_moves_are_the_documented_ones():
    moves = {
        (before.value, after.value)
        for before, following in NEXT_STATUS.items()
        for after in following
    }

    assert moves == {
        ("pending", "visible"),
        ("pending", "held"),
        ("pending", "removed"),
        ("pending", "withdrawn"),
        ("visible", "pending"),
        ("visible", "held"),
        ("visible", "removed"),
        ("visible", "withdrawn"),
        ("held", "pending"),
        ("held", "visible"),
        ("held", "removed"),
        ("held", "withdrawn"),
        ("removed", "pending"),
        ("removed", "visible"),
        ("removed", "held"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.HELD, Status.VISIBLE, Status.REMOVED, Status.WITHDRAWN])
def test_a_stale_caller_is_refused_and_writes_nothing(status):
    stale = make_comment(status=Status.PENDING)
    Comment.objects.filter(pk=stale.pk).update(status=status)
    row = Comment.objects.values().get(pk=stale.pk)

    with pytest.raises(StatusChanged) as caught:
        change_status(stale, Status.WITHDRAWN)

    assert str(caught.value) == f"comment {stale.pk} is no longer waiting for a score"
    assert Comment.objects.values().get(pk=stale.pk) == row
    assert fresh(stale).article.comment_count == 0


@pytest.mark.django_db
def test_of_many_all_move_or_none():
    article = ArticleFactory()
    good = make_comment(article=article)
    held = make_comment(article=article, status=Status.HELD)
    stale = make_comment(article=article)
    Comment.objects.filter(pk=stale.pk).update(status=Status.WITHDRAWN)

    with pytest.raises(StatusChanged):
        change_statuses([good, held, stale], Status.REMOVED)

    assert [fresh(c).status for c in (good, held)] == [Status.VISIBLE, Status.HELD]
    assert [good.status, held.status] == [Status.VISIBLE, Status.HELD]
    article.refresh_from_db()
    assert article.comment_count == 2  # As the two visible ones were counted.


@pytest.mark.django_db
def test_reason_and_each_ones_own_sentence_are_stored_and_cleared():
    article = ArticleFactory()
    one, two, three = (make_comment(article=article) for _ in range(3))

    change_statuses(
        [one, two, three],
        Status.REMOVED,
        reason_code="spam",
        explanations={one.pk: "It’s “one”.", two.pk: ""},
    )

    for comment, told in [(one, "It’s “one”."), (two, ""), (three, "")]:
        stored = fresh(comment)
        assert (stored.reason_code, stored.explanation) == ("spam", told)
        assert (comment.reason_code, comment.explanation) == ("spam", told)

    change_status(one, Status.VISIBLE)
    assert (fresh(one).reason_code, fresh(one).explanation) == ("", "")


@pytest.mark.django_db
def test_a_comment_keeps_the_time_when_readers_first_saw_it():
    comment = make_comment(status=Status.PENDING)
    assert comment.published_at is None

    change_status(comment, Status.VISIBLE)
    first = fresh(comment).published_at
    change_status(comment, Status.HELD)
    change_status(comment, Status.VISIBLE)

    assert first is not None
    assert fresh(comment).published_at == first


@pytest.mark.django_db
def test_many_from_every_status_take_two_statements(django_assert_num_queries):
    articles = [ArticleFactory() for _ in range(3)]
    comments = [
        make_comment(article=article, status=status)
        for article in articles
        for status in (Status.PENDING, Status.VISIBLE, Status.HELD, Status.REMOVED)
        for _ in range(2)
    ]
    comments = [c for c in comments if c.status != Status.REMOVED]

    with django_assert_num_queries(4):  # two of ours, and the savepoint of the test
        change_statuses(comments, Status.REMOVED)

    assert set(Comment.objects.values_list("status", flat=True)) == {Status.REMOVED}
    assert set(Article.objects.values_list("comment_count", flat=True)) == {0}


@pytest.mark.django_db
def test_each_to_a_status_of_its_own_with_its_own_reason_takes_one_statement(
    django_assert_num_queries,
):
    article = ArticleFactory()
    removed, held, seen = (
        make_comment(article=article, status=status)
        for status in (Status.REMOVED, Status.HELD, Status.VISIBLE)
    )
    moves = [
        Move(removed, Status.PENDING),
        Move(held, Status.VISIBLE),
        Move(seen, Status.HELD, "spam", "It’s “one”."),
    ]

    with django_assert_num_queries(1):  # The article keeps its count: no statement for it.
        change_each(moves)

    stored = [fresh(comment) for comment in (removed, held, seen)]
    assert [(c.status, c.reason_code, c.explanation) for c in stored] == [
        ("pending", "", ""),
        ("visible", "", ""),
        ("held", "spam", "It’s “one”."),
    ]
    assert [fresh(c).unjudged_since is None for c in (removed, held, seen)] == [False, True, True]
    assert [fresh(c).published_at is None for c in (removed, held, seen)] == [True, False, False]
    assert fresh(removed).unjudged_since == removed.unjudged_since
    assert article.comments.get(pk=held.pk).article.comment_count == 1


@pytest.mark.django_db
def test_moving_nothing_takes_no_statement(django_assert_num_queries):
    with django_assert_num_queries(2):  # the savepoint
        change_statuses([], Status.REMOVED)


@pytest.mark.django_db
def test_mark_judged_leaves_status_and_sentence():
    comment = make_comment(status=Status.HELD, judged=False, explanation="Told before.")

    mark_judged([comment.pk])

    after = fresh(comment)
    assert (after.status, after.unjudged_since, after.explanation) == (
        Status.HELD,
        None,
        "Told before.",
    )


@pytest.mark.django_db
def test_mark_judged_with_sentences_replaces_them_all():
    one, two = (
        make_comment(status=Status.HELD, judged=False, explanation="Told before.") for _ in range(2)
    )

    mark_judged([one.pk, two.pk], explanations={one.pk: "Told anew."})

    assert (fresh(one).explanation, fresh(two).explanation) == ("Told anew.", "")


@pytest.mark.django_db(transaction=True)
def test_of_callers_at_once_exactly_one_wins():
    comment = make_comment(status=Status.HELD)
    copies = [fresh(comment) for _ in range(4)]
    targets = [Status.VISIBLE, Status.REMOVED, Status.VISIBLE, Status.WITHDRAWN]

    outcomes = race(
        *(
            lambda copy=copy, target=target: change_status(copy, target)
            for copy, target in zip(copies, targets, strict=True)
        )
    )

    won = [target for target, outcome in zip(targets, outcomes, strict=True) if outcome is None]
    assert len(won) == 1
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [StatusChanged] * 3
    after = fresh(comment)
    assert after.status == won[0]
    assert after.article.comment_count == int(won[0] == Status.VISIBLE)


@pytest.mark.django_db(transaction=True)
def test_counts_hold_when_comments_of_one_article_move_at_once():
    article = ArticleFactory()
    author = UserFactory()
    comments = [make_comment(article=article, author=author, status=Status.HELD) for _ in range(6)]

    outcomes = race(*(lambda c=c: change_status(c, Status.VISIBLE) for c in comments))

    article.refresh_from_db()
    assert (outcomes, article.comment_count) == ([None] * 6, 6)


class CountsTest(HypothesisTestCase):
    """Its class and not a function, because each example needs an empty database."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sets(st.integers(0, 5), min_size=1), st.sampled_from(STATUSES)),
            max_size=12,
        )
    )
    def test_comment_count_is_the_number_of_visible_comments_whatever_happens(self, moves):
        articles = [ArticleFactory(), ArticleFactory()]
        author = UserFactory()
        comments = [
            make_comment(article=articles[n % 2], author=author, status=Status.PENDING)
            for n in range(6)
        ]

        for places, status in moves:
            before = [comment.status for comment in comments]
            chosen = [comments[place] for place in sorted(places)]
            legal = all(status in NEXT_STATUS[comment.status] for comment in chosen)
            try:
                change_statuses(chosen, status)
            except StatusChanged:
                assert not legal
                assert [comment.status for comment in comments] == before
            else:
                assert legal
            for article in articles:
                article.refresh_from_db()
                assert article.comment_count == visible_count(article)
        stored = Comment.objects.order_by("pk").values_list("status", flat=True)
        assert list(stored) == [c.status for c in sorted(comments, key=lambda c: c.pk)]
