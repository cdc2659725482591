"""Nothing moves under the cursor: a swap changes ink, never height."""

import pytest
from playwright.sync_api import Page, expect

from moderation import services
from moderation.models import Action
from tests.browser.desk import at_desk, held, moderator, row, tops
from tests.factories import make_staff

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup, style and script.
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
# Shifts within half a second of a key count as wanted by whoever pressed it; here none is wanted.
WATCH_SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver(list => window.shifts.push(
        ...list.getEntries().flatMap(one => one.sources.map(
            source => source.node && (source.node.id || source.node.className))))
    ).observe({type: 'layout-shift', buffered: false});
}"""


def heights(page: Page) -> list[float]:
    return page.locator("table.queue tbody tr").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().height)"
    )


def test_a_row_is_as_tall_plain_focused_claimed_and_decided(visitor):
    moderator()
    first, second, third, _ = held(4)
    page = at_desk(visitor)
    plain, places = heights(page), tops(page)
    page.evaluate(WATCH_SHIFTS)

    page.keyboard.press("j")
    expect(row(page, first)).to_be_focused()
    assert heights(page) == plain

    page.keyboard.press("c")
    expect(row(page, first).get_by_role("button", name="Release")).to_be_visible()
    assert heights(page) == plain

    page.keyboard.press("f")
    expect(row(page, first)).to_contain_class("is-done")
    page.keyboard.press("d")
    page.keyboard.press("7")
    expect(row(page, second)).to_contain_class("is-done")
    page.keyboard.press("e")
    expect(row(page, third)).to_contain_class("is-done")
    assert heights(page) == plain

    page.keyboard.press("u")
    expect(row(page, third)).not_to_contain_class("is-done")
    assert heights(page) == plain
    assert tops(page) == places
    assert page.evaluate("window.shifts") == []


def test_a_row_that_a_colleague_claims_or_decides_keeps_its_height(visitor):
    moderator()
    first, second, _ = held(3)
    page = at_desk(visitor)
    plain, places = heights(page), tops(page)
    page.evaluate(WATCH_SHIFTS)
    sanna = make_staff(username="sanna", display_name="Sanna Okoye")

    services.claim(first, moderator=sanna)
    services.decide(second, moderator=sanna, action=Action.REJECT, reason_code="abusive")
    page.evaluate("htmx.trigger('#news', 'look')")  # what happens by itself every ten seconds

    expect(row(page, first)).to_contain_text("Sanna Okoye is on this")
    expect(row(page, second)).to_contain_text("Rejected: abusive by Sanna Okoye")
    assert (heights(page), tops(page)) == (plain, places)
    assert page.evaluate("window.shifts") == []
