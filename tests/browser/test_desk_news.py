"""A page of the queue that stands open: told of what is new, never changed under the cursor."""

import pytest
from playwright.sync_api import expect

from moderation import services
from moderation.models import Action, Decision
from tests.browser.desk import at_desk, held, moderator, row, tops
from tests.factories import make_staff

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup, style and script.
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LOOK = "htmx.trigger('#news', 'look')"  # what happens by itself every ten seconds


def test_page_asks_by_itself(visitor):
    moderator()
    held(1)
    page = at_desk(visitor)

    with page.expect_request("**/moderation/queue/news?*", timeout=15_000) as asked:
        pass

    assert "rows=" in asked.value.url


def test_new_comments_wait_behind_a_bar_until_asked_for(visitor):
    """Without it moderators either lose their place or forget to look again."""
    moderator()
    items = held(2)
    page = at_desk(visitor)
    page.keyboard.press("j")
    before = tops(page)

    newer = held(2, rudeness=0.99)
    page.evaluate(LOOK)

    bar = page.locator("#news .newer")
    expect(bar).to_contain_text("2 new since")
    expect(page.locator("#queues [aria-current] b")).to_have_text("4")
    expect(row(page, items[0])).to_be_focused()
    assert tops(page) == before
    expect(row(page, newer[0])).to_have_count(0)

    page.keyboard.press("r")
    expect(row(page, newer[0])).to_have_count(1)
    expect(bar).to_have_count(0)


def test_rows_that_colleagues_claim_or_decide_change_in_place(visitor):
    """A card that is out of date lets two act on one comment."""
    moderator()
    sanna = make_staff(username="sanna", display_name="Sanna Okoye")
    first, second, third = held(3)
    page = at_desk(visitor)
    page.keyboard.press("j")
    before = tops(page)

    services.decide(first, moderator=sanna, action=Action.APPROVE)
    services.claim(second, moderator=sanna)
    page.evaluate(LOOK)

    expect(row(page, first)).to_contain_text("Approved by Sanna Okoye")
    expect(row(page, second)).to_contain_text("Sanna Okoye is on this")
    expect(row(page, first)).to_be_focused()
    assert tops(page) == before

    page.keyboard.press("f")
    page.keyboard.press("d")
    assert Decision.objects.count() == 1
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(row(page, third)).to_be_focused()


def test_row_in_which_somebody_writes_is_left_alone(visitor):
    moderator()
    first, _ = held(2)
    page = at_desk(visitor)
    page.keyboard.press("j")
    page.keyboard.press("d")
    page.keyboard.press("0")
    page.keyboard.type("half a sent")

    services.claim(first, moderator=make_staff())
    with page.expect_response("**/moderation/queue/news?*"):
        page.evaluate(LOOK)

    expect(row(page, first).get_by_label("Note for colleagues")).to_have_value("half a sent")
