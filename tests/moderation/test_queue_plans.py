"""The queue follows its order's index, however it is narrowed: nothing is sorted."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import QueryDict

from moderation import piles
from moderation.filters import QueueFilter
from moderation.orders import ORDERS
from moderation.paging import order
from moderation.waiting import GOAL_BY_NAME, items_of
from tests.factories import make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db

INDEXES = {
    "urgent": "moderation_queue_urgent",
    "oldest": "moderation_queue_oldest",
    "rudest": "moderation_queue_rudest",
}
SEEN = {name: f"moderation_queue_seen_{name}" for name in INDEXES}
# Not "author": this begins with the few people of that name and sorts what is theirs.
NARROWED = (
    "",
    "queue=reported",
    "queue=held",
    "section={section}",
    "flag=reported_spam",
    "rude_from=0.9",
    "rude_to=0.3",
    "claim=nobody",
    "fold=off",
    "fold=article",
    "age=10",
    "claim=colleagues",
    "language=en",
)


@pytest.fixture
def section():
    for n in range(12):
        item = make_item(make_comment(f"Words {n}.", status="held"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # So few rows are read whole otherwise; asked is what the indexes can serve.
            for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    return item.comment.article.section_id


@pytest.mark.parametrize("query", NARROWED)
@pytest.mark.parametrize("name", INDEXES)
def test_a_page_is_read_along_the_index_of_its_order(section, name, query):
    asked = QueryDict(query.format(section=section))
    viewer = make_staff()
    request = SimpleNamespace(GET=asked, user=viewer)
    found = QueueFilter(asked, items_of(asked.get("queue", ""), viewer), request=request)
    rows = piles.folded(found.qs, asked.get("fold", ""))
    if goal := GOAL_BY_NAME.get(asked.get("queue", "")):
        rows = goal.by_index(rows)

    plan = rows.order_by(*(order(key, False) for key in ORDERS[name].keys))[:51].explain()

    served_by = [INDEXES[name]]
    if query.startswith("queue="):
        # All of these few are held: then the order's own index serves PostgreSQL as well.
        served_by = [SEEN[name]] if connection.vendor == "sqlite" else [SEEN[name], INDEXES[name]]
    assert any(index in plan for index in served_by)
    if connection.vendor == "sqlite":
        # What is asked of each row reads its own few: else a page takes seconds.
        asked_of_each = [line for line in plan.split("\n") if " U0 " in line or " V0 " in line]
        few = (
            "(pile=?",
            "(author_id=?",
            "(article_id=?",
            "PRIMARY KEY",
            "(item_id=?",
            "(id=?",
            "(rowid=?",
        )
        assert [line for line in asked_of_each if not any(key in line for key in few)] == []
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_every_order_that_is_offered_has_its_index():
    assert INDEXES.keys() == ORDERS.keys()
