from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.models import ReviewItem
from moderation.rows import rows, shown
from moderation.tables import QueueTable
from tests.factories import make_item

pytestmark = pytest.mark.django_db


def table(moderator, items=None):
    items = shown(ReviewItem.objects.all()) if items is None else items
    return QueueTable(rows(items, moderator, timezone.now()), csrf_token="token", here="/here/")


def drawn(made):
    """Column -> cell of the first row, with every run of blanks as one."""
    return {column.name: " ".join(str(cell).split()) for column, cell in made.rows[0].items()}


def test_columns_of_the_queue(moderator):
    assert [str(column.header) for column in table(moderator).columns] == [
        "Rudeness",
        "Comment and why it is here",
        "Author",
        "Waiting, article",
        "Decide",
    ]


def test_cell_is_drawn_from_its_row_and_what_the_table_shares(moderator):
    item = make_item(rudeness=0.88)

    made = table(moderator)
    cells = drawn(made)

    assert '<b>.88</b> <span>very high</span> <meter min="0"' in cells["rudeness"]
    assert f'action="{item.get_absolute_url()}"' in cells["decide"]
    assert 'name="csrfmiddlewaretoken" value="token"' in cells["decide"]
    assert 'name="next" value="/here/"' in cells["decide"]
    assert made.reasons.count(' name="reject" value="') == 13
    assert "Choose a reason…" in cells["decide"]


def test_item_without_score_has_a_dash_and_words(moderator):
    item = make_item()
    ReviewItem.objects.update(score=None)

    cells = drawn(table(moderator))

    assert "no score" in cells["rudeness"]
    assert "<meter" not in cells["rudeness"]
    assert "<mark" not in cells["comment"]
    assert item.comment.body in cells["comment"]


def test_wait_of_an_escalated_item_counts_from_its_escalation(lead):
    now = timezone.now()
    make_item(opened_at=now - timedelta(hours=5), escalated_at=now - timedelta(minutes=7))

    row = table(lead).rows[0].record

    assert (row.age, row.is_late) == ("7 min", False)


@pytest.mark.parametrize("amount", [1, 3])
def test_cells_take_no_query(moderator, amount, django_assert_num_queries):
    for _ in range(amount):
        make_item()
    moderator.has_perm("moderation.review")
    made = table(moderator)

    with django_assert_num_queries(0):
        cells = [cell for row in made.rows for cell in row]

    assert len(cells) == 5 * amount
