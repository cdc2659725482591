"""Posting: what is stored, who may not, and two submits of one form."""

import logging
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from comments import signals
from comments.models import (
    Article,
    Comment,
    Commenting,
    CommentRevision,
    ModerationMode,
    Standing,
    Status,
)
from comments.paths import encode
from comments.services import (
    CommentingClosed,
    InvalidReply,
    NotAllowed,
    change_status,
    post_comment,
    posting,
)
from comments.text import BadText, fingerprint
from tests.factories import ArticleFactory, UserFactory, make_comment
from tests.racing import race

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def announced():
    """Ids that were announced as waiting."""
    heard = []

    def listen(sender, comment_id, **kwargs):
        heard.append(comment_id)

    signals.comment_waiting.connect(listen)
    yield heard
    signals.comment_waiting.disconnect(listen)


@pytest.fixture
def article(db):
    return ArticleFactory()


def rows():
    return Comment.objects.count(), CommentRevision.objects.count()


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_a_posted_comment_is_stored_whole_and_waits_for_a_score(article):
    author = UserFactory()

    comment = post_comment(article=article, author=author, body="  A civil\r\nword. ")

    comment = Comment.objects.get(pk=comment.pk)
    assert (comment.article, comment.author, comment.parent, comment.root) == (
        article,
        author,
        None,
        None,
    )
    assert (comment.body, comment.revision, comment.status) == ("A civil\nword.", 1, Status.PENDING)
    assert (comment.depth, comment.number) == (0, 1)
    assert comment.path == encode(comment.pk)
    assert (comment.ups, comment.downs, comment.rank) == (0, 0, 0)
    assert (comment.posted_at, comment.edited_at, comment.published_at) == (NOON, None, None)
    assert (comment.unjudged_since, comment.not_before) == (NOON, NOON)
    assert (comment.tries, comment.lease_token, comment.reason_code) == (0, None, "")
    assert comment.fingerprint == fingerprint("A civil word")
    revision = CommentRevision.objects.get()
    assert (revision.comment, revision.number, revision.body, revision.written_at) == (
        comment,
        1,
        "A civil\nword.",
        NOON,
    )
    article.refresh_from_db()
    assert article.comment_count == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mode", "standing", "status"),
    [
        (ModerationMode.AFTER_SCORING, Standing.GOOD, Status.PENDING),
        (ModerationMode.AT_ONCE, Standing.GOOD, Status.VISIBLE),
        (ModerationMode.HOLD_ALL, Standing.GOOD, Status.PENDING),
        (ModerationMode.AFTER_SCORING, Standing.PREMODERATED, Status.PENDING),
        (ModerationMode.AT_ONCE, Standing.PREMODERATED, Status.PENDING),
        (ModerationMode.HOLD_ALL, Standing.PREMODERATED, Status.PENDING),
    ],
)
def test_status_follows_the_articles_mode_and_the_authors_standing(mode, standing, status):
    article = ArticleFactory(moderation_mode=mode)

    comment = post_comment(
        article=article, author=UserFactory(standing=standing), body="A civil word."
    )

    comment.refresh_from_db()
    article.refresh_from_db()
    assert comment.status == status
    # Judged it must be in every mode.
    assert comment.unjudged_since is not None
    visible = status == Status.VISIBLE
    assert (comment.published_at is not None, article.comment_count) == (visible, int(visible))


@pytest.mark.django_db
def test_answers_know_their_place_in_the_thread(article):
    author = UserFactory()

    def post(body, parent=None):
        comment = post_comment(article=article, author=author, body=body, parent=parent)
        change_status(comment, Status.VISIBLE)
        return comment

    one = post("1")
    one_one = post("1.1", one)
    two = post("2")
    one_two = post("1.2", one)
    one_one_one = post("1.1.1", one_one)
    two_one = post("2.1", two)

    places = [
        (c.body, c.number, c.depth, c.parent_id, c.root_id)
        for c in Comment.objects.filter(article=article).order_by("path")
    ]
    assert places == [
        ("1", 1, 0, None, None),
        ("1.1", 1, 1, one.pk, one.pk),
        ("1.1.1", 1, 2, one_one.pk, one.pk),
        ("1.2", 2, 1, one.pk, one.pk),
        ("2", 2, 0, None, None),
        ("2.1", 1, 1, two.pk, two.pk),
    ]
    assert one_one_one.path == one.path + one_one.path[11:] + one_one_one.path[22:]
    assert (one_two.path[:11], two_one.path[:11]) == (one.path, two.path)


@pytest.mark.django_db
def test_numbers_begin_anew_under_every_article():
    for _ in range(2):
        article, author = ArticleFactory(), UserFactory()
        numbers = [
            post_comment(article=article, author=author, body=f"Word {n}.").number for n in range(3)
        ]
        assert numbers == [1, 2, 3]


@pytest.mark.django_db
def test_numbers_are_not_given_again_after_a_withdrawal(article):
    make_comment(article=article, status=Status.WITHDRAWN)

    assert post_comment(article=article, author=UserFactory(), body="Word.").number == 2


@pytest.mark.django_db
def test_the_signal_comes_after_the_commit_and_carries_the_id(
    article, announced, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        comment = post_comment(article=article, author=UserFactory(), body="Word.")
        assert announced == []

    assert len(callbacks) == 1
    callbacks[0]()
    assert announced == [comment.pk]


@pytest.mark.django_db(transaction=True)
def test_the_signal_finds_the_row_committed(article):
    seen = []

    def look(sender, comment_id, **kwargs):
        seen.extend(race(lambda: Comment.objects.get(pk=comment_id).body))

    signals.comment_waiting.connect(look)
    try:
        post_comment(article=article, author=UserFactory(), body="Word.")
    finally:
        signals.comment_waiting.disconnect(look)

    assert seen == ["Word."]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_announced_when_the_transaction_is_undone(article, announced):
    with transaction.atomic():
        post_comment(article=article, author=UserFactory(), body="Word.")
        transaction.set_rollback(True)

    assert announced == []
    assert rows() == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_does_not_reach_the_poster(article, caplog):
    def fail(sender, comment_id, **kwargs):
        raise ConnectionError("the broker is down")

    signals.comment_waiting.connect(fail)
    try:
        with caplog.at_level(logging.ERROR):
            comment = post_comment(article=article, author=UserFactory(), body="Word.")
    finally:
        signals.comment_waiting.disconnect(fail)

    assert Comment.objects.get() == comment
    assert "the broker is down" in caplog.text


@pytest.mark.django_db
def test_a_double_submit_makes_one_comment_and_announces_it_once(
    article, announced, django_capture_on_commit_callbacks
):
    author, key = UserFactory(), uuid.uuid4()

    with django_capture_on_commit_callbacks(execute=True):
        first = post_comment(article=article, author=author, body="Word.", idempotency_key=key)
        second = post_comment(article=article, author=author, body="Word.", idempotency_key=key)

    assert second == first
    assert rows() == (1, 1)
    assert announced == [first.pk]


@pytest.mark.django_db
def test_another_authors_key_and_no_key_at_all_are_comments_of_their_own(article):
    author, key = UserFactory(), uuid.uuid4()

    for who, with_key in [(author, key), (UserFactory(), key), (author, None), (author, None)]:
        post_comment(article=article, author=who, body="Word.", idempotency_key=with_key)

    assert rows() == (4, 4)


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_make_one_comment(article):
    author, key = UserFactory(), uuid.uuid4()

    def submit():
        return post_comment(article=article, author=author, body="Word.", idempotency_key=key).pk

    outcomes = race(*[submit] * 4)

    assert outcomes == [Comment.objects.get().pk] * 4
    assert rows() == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_answers_at_once_get_a_number_each(article):
    parent = make_comment(article=article)
    authors = [UserFactory() for _ in range(8)]

    def answer(author):
        return post_comment(article=article, author=author, body="Me too.", parent=parent).number

    outcomes = race(*(lambda author=author: answer(author) for author in authors))

    assert sorted(outcomes, key=str) == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.django_db
def test_a_taken_id_is_drawn_again(article, monkeypatch):
    taken = make_comment(article=article)
    draws = iter([taken.pk, taken.pk, taken.pk + 1])
    monkeypatch.setattr(posting, "new_id", lambda now: next(draws))

    comment = post_comment(article=article, author=UserFactory(), body="Word.")

    assert comment.pk == taken.pk + 1
    assert comment.path.endswith(encode(taken.pk + 1))


@pytest.mark.django_db
def test_who_never_gets_a_number_is_told_to_try_again(article, monkeypatch):
    taken = make_comment(article=article)
    monkeypatch.setattr(posting, "new_id", lambda now: taken.pk)

    with pytest.raises(NotAllowed, match=r"^Too many answers arrive here at the same moment"):
        post_comment(article=article, author=UserFactory(), body="Word.")

    assert rows() == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [s for s in Status if s != Status.VISIBLE])
def test_a_comment_that_readers_do_not_see_cannot_be_answered(article, status):
    parent = make_comment(article=article, status=status)

    with pytest.raises(InvalidReply) as caught:
        post_comment(article=article, author=UserFactory(), body="Word.", parent=parent)

    assert str(caught.value) == (
        "The comment you answer is no longer there. You can post yours without it."
    )
    assert rows() == (1, 1)


@pytest.mark.django_db
def test_a_comment_under_another_article_cannot_be_answered(article):
    parent = make_comment()

    with pytest.raises(InvalidReply) as caught:
        post_comment(article=article, author=UserFactory(), body="Word.", parent=parent)

    assert str(caught.value) == ("That comment belongs to another article. Nothing was posted.")
    assert rows() == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"commenting": Commenting.CLOSED},
        {"closes_at": NOON},
        {"closes_at": NOON - timedelta(days=3)},
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_closed_article_takes_no_comment(fields):
    article = ArticleFactory(**fields)

    with pytest.raises(CommentingClosed) as caught:
        post_comment(article=article, author=UserFactory(), body="Word.")

    assert str(caught.value) == "Comments on this article are closed. Nothing was posted."
    assert rows() == (0, 0)


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_an_article_takes_comments_up_to_its_closing_time():
    article = ArticleFactory(closes_at=NOON + timedelta(microseconds=1))

    post_comment(article=article, author=UserFactory(), body="Word.")

    assert rows() == (1, 1)


@pytest.mark.django_db
def test_a_banned_author_cannot_post(article):
    with pytest.raises(NotAllowed) as caught:
        post_comment(article=article, author=UserFactory(standing=Standing.BANNED), body="Word.")

    assert str(caught.value) == (
        "A moderator has closed this account for commenting. Nothing was posted."
    )
    assert rows() == (0, 0)


@pytest.mark.django_db
def test_a_suspended_author_is_told_until_when(article):
    author = UserFactory(standing=Standing.SUSPENDED, standing_until=NOON + timedelta(days=4))

    with (
        time_machine.travel(NOON + timedelta(days=4, seconds=-1), tick=False),
        pytest.raises(NotAllowed) as caught,
    ):
        post_comment(article=article, author=author, body="Word.")

    assert str(caught.value) == (
        "You can comment again from 5 March 2026, 12:00 UTC. Nothing was posted."
    )
    assert rows() == (0, 0)


@pytest.mark.django_db
def test_a_suspension_that_is_over_is_over(article):
    author = UserFactory(standing=Standing.SUSPENDED, standing_until=NOON)

    with time_machine.travel(NOON, tick=False):
        post_comment(article=article, author=author, body="Word.")

    assert rows() == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", ["", " \n ", "x" * 5_001, "a\x00b", "a\u202eb", "a\ud800b", "\u200b"]
)
def test_a_bad_text_is_refused_and_nothing_written(article, body):
    with pytest.raises(BadText):
        post_comment(article=article, author=UserFactory(), body=body)

    assert rows() == (0, 0)


@pytest.mark.django_db
def test_a_long_text_in_any_script_is_kept_whole(article):
    body = "Ж漢👩‍🚀é" * 714

    comment = post_comment(article=article, author=UserFactory(), body=body)

    assert Comment.objects.get(pk=comment.pk).body == body


@pytest.mark.django_db
def test_posting_takes_the_same_statements_in_a_long_thread(
    article, django_assert_num_queries, django_assert_max_num_queries
):
    author = UserFactory()
    with django_assert_max_num_queries(6) as first:
        post_comment(article=article, author=author, body="Word 0.")
    for number in range(1, 12):
        post_comment(article=article, author=author, body=f"Word {number}.")

    with django_assert_num_queries(len(first)):
        post_comment(article=article, author=author, body="Word 12.")


@pytest.mark.django_db
def test_posting_at_once_counts_under_its_own_article_alone():
    here, there = (ArticleFactory(moderation_mode=ModerationMode.AT_ONCE) for _ in range(2))

    for _ in range(3):
        post_comment(article=here, author=UserFactory(), body="Word.")

    assert list(
        Article.objects.filter(pk__in=[here.pk, there.pk])
        .order_by("pk")
        .values_list("comment_count", flat=True)
    ) == [3, 0]
