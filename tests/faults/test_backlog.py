"""However much waits, and however much was judged before: a claim reads the index of what waits."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, Status
from moderation.pipeline import drain
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db

INDEX = "comments_unjudged"


def planned(statement: str) -> str:
    prefix = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {statement}")
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.fixture
def many():
    """Judged comments, and some that wait: fresh, and for another try."""
    article, author = ArticleFactory(), UserFactory()
    for number in range(40):
        make_comment(article=article, author=author)
        if number < 20:
            make_comment(article=article, author=author, status=Status.PENDING)
    retried = Comment.objects.unjudged()[:5].values("pk")
    Comment.objects.filter(pk__in=list(retried.values_list("pk", flat=True))).update(
        tries=1, not_before=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE comments_comment")
        if connection.vendor == "postgresql":
            # So few rows are quicker read whole; what matters is that the index can serve.
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


@pytest.mark.parametrize("retry_turn", [False, True])
def test_every_look_of_a_claim_is_served_by_the_index_of_what_waits(many, retry_turn):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        _token, claimed = drain.claim(drain.BATCH, retry_turn=retry_turn)

    looks = [
        query["sql"]
        for query in seen.captured_queries
        if re.match(r'SELECT .* FROM "comments_comment"', query["sql"])
    ]
    plans = [planned(look) for look in looks]
    assert len(claimed) == (5 if retry_turn else 15)
    assert len(looks) >= 2
    assert [plan for plan in plans if INDEX not in plan] == []
