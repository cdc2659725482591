from datetime import UTC, datetime, timedelta

import pytest

from moderation.models import ReviewItem
from moderation.orders import OLDEST, ORDERS, RUDEST, URGENT
from moderation.paging import BadCursor, page
from tests.factories import make_comment, make_item

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 10, tzinfo=UTC)


def make_plain(**fields) -> ReviewItem:
    """An item without score and flag."""
    comment = make_comment()
    return ReviewItem.objects.create(
        comment=comment, author=comment.author, article=comment.article, **fields
    )


@pytest.fixture
def items():
    """Seven items with ties in every order, one of them without a score."""
    made = [
        make_item(priority=priority, opened_at=START + timedelta(minutes=minute), rudeness=rudeness)
        for priority, minute, rudeness in [
            (0.5, 3, 0.9),
            (1.5, 1, 0.8),
            (0.5, 1, 0.1),
            (0.1 + 0.2, 0, 0.8),
            (2.0, 3, 0.8),
            (0.5, 2, 0.0),
        ]
    ]
    made.append(make_plain(priority=0.5, opened_at=START))
    return made


def walk(order, size):
    """Ids of all pages, forwards, and the cursor of the last."""
    rows, after, pages = ReviewItem.objects.all(), "", []
    while True:
        found = page(rows, order.keys, after=after, size=size)
        pages.append(found)
        if not found.after:
            return pages
        after = found.after


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_pages_hold_every_row_once_in_order(items, order, size):
    fields = [f"-{key.field}" if key.descending else key.field for key in order.keys]
    expected = list(ReviewItem.objects.all().order_by(*fields))

    pages = walk(order, size)

    assert [row for found in pages for row in found.rows] == expected
    assert [len(found.rows) for found in pages[:-1]] == [size] * (len(pages) - 1)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_way_back_leads_through_the_same_pages(items, order):
    rows = ReviewItem.objects.all()
    pages = walk(order, 2)

    before, back = pages[-1].before, [pages[-1].rows]
    while before:
        found = page(rows, order.keys, before=before, size=2)
        back.append(found.rows)
        before = found.before

    assert back[::-1][-3:] == [found.rows for found in pages][-3:]
    assert [row for rows_ in back[::-1] for row in rows_] == [r for f in pages for r in f.rows]


def test_first_page_has_no_way_back_and_the_last_none_on(items):
    rows = ReviewItem.objects.all()

    assert page(rows, URGENT.keys, size=7).after == ""
    assert page(rows, URGENT.keys, size=7).before == ""


def test_row_that_vanished_does_not_lose_the_place(items):
    rows = ReviewItem.objects.all()
    first = page(rows, URGENT.keys, size=3)
    rest = page(rows, URGENT.keys, after=first.after, size=9).rows

    found = page(rows.exclude(pk=first.rows[-1].pk), URGENT.keys, after=first.after, size=9)

    assert found.rows == rest


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "1.0",
        "1.0~",
        "~1",
        "1.0~1~1",
        "nan~1",
        "inf~1",
        "1.0~-1",
        "1.0~1.5",
        "1.0~9223372036854775808",
        "1e999~1",
        "1.0~" + "9" * 5000,
        "\x00~1",
    ],
)
def test_garbage_is_no_cursor_of_urgency(cursor):
    with pytest.raises(BadCursor):
        page(ReviewItem.objects.all(), URGENT.keys, after=cursor)


@pytest.mark.parametrize(
    "cursor", ["2026-11-24~1", "2026-11-24T10:00:00~1", "9999-12-31T23:59:59-12:00~1", "0.5~1"]
)
def test_garbage_is_no_cursor_of_time(cursor):
    with pytest.raises(BadCursor):
        page(ReviewItem.objects.all(), OLDEST.keys, after=cursor)


def test_unscored_item_comes_last_among_the_rudest(items):
    rows = ReviewItem.objects.all()

    assert page(rows, RUDEST.keys).rows[-1] == items[-1]
