"""What the database itself refuses, and what the models work out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import (
    NEXT_STATUS,
    Article,
    Comment,
    Commenting,
    CommentRevision,
    Follow,
    NoticeName,
    Report,
    ReportOutcome,
    SiteNotice,
    Standing,
    Status,
    User,
    Vote,
)
from comments.reasons import READER_WORDS, ReasonCode
from tests.factories import ArticleFactory, SectionFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def refuses(constraint):
    """The database refuses what the block writes, naming the rule. SQLite names unique ones by
    their columns, so that there only the kind is checked."""
    return pytest.raises(IntegrityError, match=f"{constraint}|UNIQUE constraint failed")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"status": "deleted"}, "comments_comment_status_known"),
        ({"reason_code": "because"}, "comments_comment_reason_known"),
        ({"depth": 1}, "comments_comment_reply_has_root"),
        ({"status": Status.PENDING, "unjudged_since": None}, "comments_comment_pending_is_work"),
    ],
)
def test_database_refuses_a_senseless_comment(changes, constraint):
    comment = make_comment()

    with refuses(constraint), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**changes)


def test_database_refuses_a_comment_that_answers_itself():
    reply = make_comment(parent=make_comment())

    with refuses("comments_comment_not_own_parent"), transaction.atomic():
        Comment.objects.filter(pk=reply.pk).update(parent=reply.pk)


def test_database_refuses_a_reply_without_root():
    reply = make_comment(parent=make_comment())

    with refuses("comments_comment_reply_has_root"), transaction.atomic():
        Comment.objects.filter(pk=reply.pk).update(root=None)


def test_database_refuses_two_siblings_of_one_number():
    article = ArticleFactory()
    top, other = make_comment(article=article), make_comment(article=article)
    reply, second = make_comment(parent=top), make_comment(parent=top)
    elsewhere = make_comment(parent=other)

    with refuses("comments_comment_root_number"), transaction.atomic():
        Comment.objects.filter(pk=other.pk).update(number=top.number)
    with refuses("comments_comment_reply_number"), transaction.atomic():
        Comment.objects.filter(pk=second.pk).update(number=reply.number)
    assert [c.number for c in (top, other, reply, second, elsewhere)] == [1, 2, 1, 2, 1]


def test_database_refuses_a_second_comment_with_the_key_of_the_same_author():
    key = "5b0f5f4e-9f5c-4a55-8d9d-0d9c5a4f7d11"
    author = UserFactory()
    make_comment(author=author, idempotency_key=key)
    make_comment(idempotency_key=key)  # Somebody else's key is their own affair.

    with refuses("comments_comment_posted_once"), transaction.atomic():
        make_comment(author=author, idempotency_key=key)


def test_database_refuses_two_revisions_of_one_number():
    comment = make_comment()

    with refuses("comments_commentrevision_number"), transaction.atomic():
        CommentRevision.objects.create(comment=comment, number=1, body="Again.")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"commenting": "maybe"}, "comments_article_commenting_known"),
        ({"moderation_mode": "never"}, "comments_article_mode_known"),
        ({"comment_count": -1}, "comments_article_comment_count_check|CHECK constraint"),
    ],
)
def test_database_refuses_a_senseless_article(changes, constraint):
    article = ArticleFactory()

    with refuses(constraint), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"standing": "shaky"}, "comments_user_standing_known"),
        ({"standing": Standing.SUSPENDED}, "comments_user_suspended_has_end"),
    ],
)
def test_database_refuses_a_senseless_standing(changes, constraint):
    user = UserFactory()

    with refuses(constraint), transaction.atomic():
        User.objects.filter(pk=user.pk).update(**changes)


def test_database_refuses_a_name_that_differs_only_in_case():
    UserFactory(username="Anna")

    with refuses("comments_user_username_nocase"), transaction.atomic():
        UserFactory(username="anna")


@pytest.mark.parametrize("value", [0, 2, -2])
def test_database_refuses_a_vote_that_is_neither_up_nor_down(value):
    with refuses("comments_vote_up_or_down"), transaction.atomic():
        Vote.objects.create(user=UserFactory(), comment=make_comment(), value=value)


def test_database_refuses_a_second_vote():
    user, comment = UserFactory(), make_comment()
    Vote.objects.create(user=user, comment=comment, value=1)

    with refuses("comments_vote_once"), transaction.atomic():
        Vote.objects.create(user=user, comment=comment, value=-1)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"category": "boring"}, "comments_report_category_known"),
        ({"category": "other", "note": ""}, "comments_report_other_has_note"),
        ({"outcome": ReportOutcome.UPHELD}, "comments_report_resolved_has_time"),
        ({"resolved_at": NOON}, "comments_report_resolved_has_time"),
    ],
)
def test_database_refuses_a_senseless_report(fields, constraint):
    comment = make_comment()
    plain = {"category": "spam", "revision": comment.revisions.get()}

    with refuses(constraint), transaction.atomic():
        Report.objects.create(comment=comment, reporter=UserFactory(), **plain | fields)


def test_database_refuses_following_twice_and_naming_twice():
    user, article = UserFactory(), ArticleFactory()
    Follow.objects.create(user=user, article=article)
    notice = SiteNotice.objects.create(text="A note.")
    NoticeName.objects.create(notice=notice, name="Example Corp")

    with refuses("comments_follow_once"), transaction.atomic():
        Follow.objects.create(user=user, article=article)
    with refuses("comments_noticename_once"), transaction.atomic():
        NoticeName.objects.create(notice=notice, name="Example Corp")


def test_every_status_says_where_it_may_go():
    assert set(NEXT_STATUS) == set(Status)
    assert all(status not in following for status, following in NEXT_STATUS.items())
    assert NEXT_STATUS[Status.WITHDRAWN] == set()


def test_every_reason_has_words_for_readers():
    assert set(READER_WORDS) == set(ReasonCode)


def test_visible_to_a_reader_are_visible_comments_and_their_own():
    me = UserFactory()
    mine = [make_comment(author=me, status=status) for status in Status]
    others = {status: make_comment(status=status) for status in Status}

    assert set(Comment.objects.visible_to(me)) == {*mine, others[Status.VISIBLE]}
    assert set(Comment.objects.visible_to(AnonymousUser())) == {
        mine[list(Status).index(Status.VISIBLE)],
        others[Status.VISIBLE],
    }


def test_unjudged_is_the_work_list():
    make_comment(judged=True)
    waiting = [make_comment(status=Status.PENDING), make_comment(judged=False)]

    assert set(Comment.objects.unjudged()) == set(waiting)


def test_votes_are_ups_less_downs():
    assert Comment(ups=3, downs=5).votes == -2


@pytest.mark.parametrize(
    ("commenting", "closes_at", "is_open"),
    [
        (Commenting.OPEN, None, True),
        (Commenting.OPEN, NOON + timedelta(microseconds=1), True),
        (Commenting.OPEN, NOON, False),
        (Commenting.OPEN, NOON - timedelta(days=1), False),
        (Commenting.CLOSED, None, False),
        (Commenting.CLOSED, NOON + timedelta(days=1), False),
    ],
)
def test_article_is_open_until_it_closes(commenting, closes_at, is_open):
    article = Article(commenting=commenting, closes_at=closes_at)

    assert article.is_open_at(NOON) is is_open


def test_published_articles_newest_first_without_what_comes_later(django_assert_num_queries):
    now = timezone.now()
    section = SectionFactory()
    old, new, _ = (
        ArticleFactory(published_at=now + timedelta(days=days), section=section)
        for days in (-2, -1, 1)
    )

    with django_assert_num_queries(1):
        articles = list(Article.objects.published().for_list())
        assert [article.section.name for article in articles] == ["Politics", "Politics"]

    assert articles == [new, old]


def test_article_paragraphs_are_parted_by_empty_lines():
    article = Article(body="One\nstill one.\n\n\n\n  Two. \n\n")

    assert article.paragraphs == ["One\nstill one.", "Two."]


@pytest.mark.parametrize("standing", [Standing.PREMODERATED, Standing.SUSPENDED, Standing.BANNED])
def test_a_timed_standing_ends_by_itself(standing):
    user = User(standing=standing, standing_until=NOON)

    assert user.standing_at(NOON - timedelta(microseconds=1)) == standing
    assert user.standing_at(NOON) == Standing.GOOD


def test_a_standing_without_end_stays():
    assert User(standing=Standing.BANNED).standing_at(NOON) == Standing.BANNED


@pytest.mark.parametrize(
    ("fields", "name", "initials"),
    [
        ({"username": "robin"}, "robin", "R"),
        ({"username": "robin", "display_name": "Robin Dale Hood"}, "Robin Dale Hood", "RD"),
        ({"username": "sig_dahl.x"}, "sig_dahl.x", "SD"),
        ({"username": "_"}, "_", "?"),
    ],
)
def test_person_has_a_name_and_initials(fields, name, initials):
    user = User(**fields)

    assert (user.name, str(user), user.initials) == (name, name, initials)


def test_unsubscribe_tokens_cannot_be_guessed():
    follows = [
        Follow.objects.create(user=UserFactory(), article=ArticleFactory()) for _ in range(3)
    ]

    assert len({follow.token for follow in follows}) == 3
    assert min(len(follow.token) for follow in follows) >= 32
