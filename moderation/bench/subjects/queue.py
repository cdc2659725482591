"""The queue's page, first, in the middle and last, in every order and narrowed in every way.

Without the log-in: the view as a moderator calls it. The limit is one keyset statement that reads
what 50 rows show, and strings as long as the page's that its values are put into.
"""

from collections.abc import Callable
from html import escape

from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from comments.models import User
from moderation import roles
from moderation.bench.subject import Goals, Subject
from moderation.models import ReviewItem
from moderation.orders import ORDERS, URGENT, Order
from moderation.paging import cursor_of
from moderation.views.queue import queue

NAME = "bench-queue"
GOALS = Goals(times_limit=1.5, growth=1.2, statements=6, bytes=150_000)
NARROWED = (
    "queue=reported",
    "queue=held",
    "fold=article",
    "fold=off",
    "flag=detected_rude",
    "language=en",
    "rude_from=0.9",
    "rude_to=0.8",
    "age=10",
    "claim=nobody",
    "article={article}",
    "section={section}",
)
SHOWN = """
SELECT i.id, i.rudeness, i.opened_at, c.body, c.status, u.username, u.date_joined, a.headline,
    s.spans, i.pile
FROM moderation_reviewitem i JOIN comments_comment c ON c.id = i.comment_id
    JOIN comments_user u ON u.id = c.author_id JOIN comments_article a ON a.id = c.article_id
    LEFT JOIN moderation_score s ON s.id = i.score_id
WHERE i.id IN (
    SELECT id FROM moderation_reviewitem WHERE closed_at IS NULL AND escalated_at IS NULL
    AND (priority < %s OR (priority = %s AND id > %s)) AND priority <= %s
    ORDER BY priority DESC, id LIMIT 50)
"""


def prepare(rows: int) -> None:
    """A moderator whose name nobody logs in with."""
    roles.give(User.objects.create_user(NAME), roles.MODERATOR)


def subjects(rows: int) -> list[Subject]:
    open_items = ReviewItem.objects.open().filter(escalated_at=None)
    some = open_items.select_related("article").order_by("-priority", "pk").first()
    if some is None:
        raise RuntimeError("nothing waits here")
    given = {"article": some.article_id, "section": some.article.section_id}
    first = page("")
    limit = raw(len(first().content), some)
    queries = {f"{name}, first page": f"order={name}" for name in ORDERS}
    queries |= {
        f"urgent, {where} page": f"after={place(URGENT, open_items, share)}"
        for where, share in (("middle", 0.5), ("last", 1.0))
    }
    queries |= {narrowed.partition("{")[0].strip("="): narrowed for narrowed in NARROWED}
    return [
        Subject(name, page(query.format(**given)), limit, GOALS) for name, query in queries.items()
    ]


def place(order: Order, items, share: float) -> str:
    """The cursor behind which the page at that share of the list begins."""
    listed = items.order_by("-priority", "pk")
    at = max(0, int(share * items.count()) - 50)
    return cursor_of(listed[at], order.keys)


def page(query: str) -> Callable[[], HttpResponse]:
    def show() -> HttpResponse:
        request = RequestFactory().get(f"/moderation/queue/?{query}")
        # Anew, as each request asks anew what the person may do.
        request.user = User.objects.get(username=NAME)
        request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]  # As its middleware does.
        return queue(request)

    return show


def raw(length: int, item: ReviewItem) -> Callable[[], str]:
    """``length``: of the whole page, in bytes."""
    row = "<td>%s</td>" * 10 + "." * (length // 50 - 1_000)
    bounds = [item.priority, item.priority, item.pk, item.priority]

    def show() -> str:
        with connection.cursor() as cursor:
            cursor.execute(SHOWN, bounds)
            return "".join([row % tuple([escape(str(v)) for v in each]) for each in cursor])

    return show
