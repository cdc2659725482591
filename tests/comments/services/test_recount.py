"""The counters are caches: a recount finds them true, or says where not and makes them so."""

import pytest
from django.core.management import call_command

from comments.models import Article, Comment, Status
from comments.ranking import rank
from comments.services import post_comment, vote, withdraw_comment
from comments.services import recount as counting
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db


def recount(capsys, *options):
    """(exit code, lines)"""
    try:
        call_command("recount", *options, verbosity=0)
        code = 0
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out.splitlines()


@pytest.fixture
def drifted():
    """An article and a comment whose counters are wrong, and another whose are true."""
    comment = make_comment()
    vote(comment, user=UserFactory(), value=1)
    vote(comment, user=UserFactory(), value=-1)
    Comment.objects.update(ups=7, downs=9)
    Article.objects.update(comment_count=41)
    make_comment()
    return comment


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_counters_that_the_services_kept_have_no_drift(capsys, options):
    article = ArticleFactory()
    author, voter = UserFactory(), UserFactory()
    comment = make_comment(article=article, author=author)
    vote(comment, user=voter, value=1)
    vote(comment, user=voter, value=-1)
    vote(make_comment(article=article), user=voter, value=1)
    withdraw_comment(comment, author=author)
    post_comment(article=article, author=author, body="Waits for its verdict.")

    code, lines = recount(capsys, *options)

    assert (code, len(lines)) == (0, 1)
    assert lines[0].endswith(" 0 articles and 0 comments")


def test_check_says_where_and_changes_nothing(capsys, drifted):
    lines = [
        f"article {drifted.article_id}: comment_count 41, should be 1",
        f"comment {drifted.pk}: ups 7, should be 1; downs 9, should be 1",
        "found 1 articles and 1 comments",
    ]

    assert recount(capsys, "--check") == (1, lines)
    assert recount(capsys, "--check") == (1, lines)


def test_recount_repairs_and_then_finds_nothing(capsys, drifted):
    code, lines = recount(capsys)

    drifted.refresh_from_db()
    assert (drifted.ups, drifted.downs, drifted.rank) == (1, 1, rank(1, 1))
    assert drifted.article.comment_count == 1
    assert (code, lines[-1]) == (0, "repaired 1 articles and 1 comments")
    assert recount(capsys, "--check") == (0, ["found 0 articles and 0 comments"])


def test_rank_that_does_not_follow_from_the_votes_is_drift(capsys):
    comment = make_comment()
    vote(comment, user=UserFactory(), value=1)
    Comment.objects.update(rank=0.5)

    assert recount(capsys, "--check")[1] == [
        f"comment {comment.pk}: rank 0.5, should be {rank(1, 0):g}",
        "found 0 articles and 1 comments",
    ]


def test_counter_that_moves_before_it_is_mended_is_left_alone(drifted):
    [[drift]] = counting.articles()
    drifted.article.refresh_from_db()
    Article.objects.filter(pk=drifted.article_id).update(comment_count=42)

    assert drift.mend() is False
    assert Article.objects.get(pk=drifted.article_id).comment_count == 42


def test_every_batch_is_looked_at(monkeypatch):
    monkeypatch.setattr(counting, "BATCH", 2)
    article = ArticleFactory()
    for _ in range(5):
        make_comment(article=article, status=Status.VISIBLE)
    Comment.objects.update(ups=1)

    assert [len(batch) for batch in counting.comments()] == [2, 2, 1]
