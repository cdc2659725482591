"""The counters are caches: a recount finds them true, or makes them so."""

import pytest
from django.core.management import call_command

from comments.models import Article, Comment
from comments.ranking import rank
from comments.services import vote
from tests.factories import UserFactory, make_comment

pytestmark = pytest.mark.django_db


def recount(capsys):
    call_command("recount", verbosity=0)
    return capsys.readouterr().out


def test_recount_of_true_counters_repairs_nothing(capsys):
    vote(make_comment(), user=UserFactory(), value=1)

    assert recount(capsys) == "repaired 0 articles and 0 comments\n"


def test_recount_repairs_votes_rank_and_comment_counts(capsys):
    comment = make_comment()
    vote(comment, user=UserFactory(), value=1)
    vote(comment, user=UserFactory(), value=-1)
    Comment.objects.update(ups=7, downs=9, rank=0.5)
    Article.objects.update(comment_count=41)

    assert recount(capsys) == "repaired 1 articles and 1 comments\n"

    comment.refresh_from_db()
    assert (comment.ups, comment.downs, comment.rank) == (1, 1, rank(1, 1))
    assert Article.objects.get().comment_count == 1
