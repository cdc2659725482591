"""A window is read along the index of its order: nothing is sorted, however long the thread."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import thread
from comments.thread import Order
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = pytest.mark.django_db

INDEXES = {
    Order.BEST: {"comments_best", "comments_thread"},
    Order.NEWEST: {"comments_newest", "comments_thread"},
    Order.OLDEST: {"comments_thread"},
}


@pytest.fixture
def article():
    """Twelve top-level comments with an answer each."""
    article, author = ArticleFactory(), UserFactory()
    for _ in range(12):
        parent = make_comment(article=article, author=author)
        make_comment(parent=parent, author=author)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # So few rows are read whole otherwise; asked is what the indexes can serve.
            for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return article


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "later"])
@pytest.mark.parametrize("is_reader", [True, False], ids=["reader", "stranger"])
@pytest.mark.parametrize("order", Order)
def test_a_window_is_read_along_the_index_of_its_order(
    article, order, is_reader, is_first, monkeypatch
):
    viewer = UserFactory() if is_reader else AnonymousUser()
    monkeypatch.setattr(thread, "WINDOW", 5)
    after = "" if is_first else thread.of_article(article, viewer, order=order).after

    with CaptureQueriesContext(connection) as queries:
        window = thread.of_article(article, viewer, order=order, after=after)
    plan = plan_of(queries[0]["sql"])

    assert (len(window.rows), window.lost) == (5, False)
    assert INDEXES[order] <= set(re.findall(r"comments_[a-z]+", plan))
    assert "TEMP B-TREE" not in plan
    # The answers below one top-level comment may be put in order, and no more than these.
    assert all("Incremental" in line for line in plan.splitlines() if "Sort  (cost" in line)
    assert "Seq Scan on comments_comment" not in plan
    assert not re.search(r"SCAN comments_comment|SCAN T\d", plan)


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        words = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(words + sql.replace("%", "%%"))
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
