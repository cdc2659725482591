"""The queue by keys and without scripts: decided rows stay where they stand."""

import pytest
from playwright.sync_api import expect

from comments.models import Status
from moderation.models import Decision, ReviewItem
from tests.factories import make_comment, make_item, make_staff

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup, style and script.
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "correct horse battery"
HELD = "/moderation/queue/?queue=held"


@pytest.fixture
def items():
    """Three held comments, the most urgent first, and a moderator to decide them."""
    make_staff(username="mika")
    return [
        make_item(make_comment(f"Words {n}, you fool.", status=Status.HELD), rudeness=rudeness)
        for n, rudeness in enumerate((0.95, 0.9, 0.85))
    ]


@pytest.fixture
def page(visitor):
    """The queue of held comments, opened by the moderator."""

    def open_queue(**options):
        moderator = visitor(viewport={"width": 1440, "height": 900}, **options)
        moderator.log_in("mika", PASSWORD)
        moderator.open(HELD)
        return moderator.page

    return open_queue


def row(page, item):
    return page.locator(f"#item-{item.pk}")


def heights(page):
    return page.locator("table.queue tbody tr").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().height)"
    )


def test_keys_decide_in_place_and_take_back(items, page):
    page = page()
    first, second, third = (row(page, item) for item in items)
    before = heights(page)

    # Nothing is decided by a key while no row has the focus, or with a modifier.
    page.keyboard.press("f")
    page.keyboard.press("j")
    page.keyboard.press("Control+f")
    expect(first).to_be_focused()
    assert Decision.objects.count() == 0

    # Reject by two keys: the row stays, greyed and as tall, and the focus moves on.
    page.keyboard.press("d")
    page.keyboard.press("5")
    expect(first).to_have_class("is-done")
    expect(first).to_contain_text("Rejected: threat by you")
    expect(second).to_be_focused()
    expect(page.locator("#queues [aria-current] b")).to_have_text("2")
    assert heights(page) == before
    assert Decision.objects.get().reason_code == "threat"

    # And back by one.
    page.keyboard.press("u")
    expect(first).to_be_focused()
    expect(first.get_by_role("button", name="Approve")).to_be_visible()
    assert heights(page) == before
    assert ReviewItem.objects.open().count() == 3

    # "Other" asks for its note; what is typed there is no key.
    page.keyboard.press("d")
    page.keyboard.press("0")
    page.keyboard.type("fed up")
    page.keyboard.press("Enter")
    assert Decision.objects.count() == 2
    first.get_by_role("button", name="Other, with a note").click()
    expect(first).to_contain_text("Rejected: other by you")
    assert Decision.objects.latest("pk").note == "fed up"

    # Claim, give back, and open.
    page.keyboard.press("c")
    expect(second).to_contain_text("Yours for")
    page.keyboard.press("c")
    expect(second.get_by_role("button", name="Claim")).to_be_visible()
    page.keyboard.press("j")
    expect(third).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/items/{items[2].pk}/?queue=held")


def test_refused_rejection_opens_the_panel_with_the_reason_why(items, page):
    page = page()
    first = row(page, items[0])

    page.keyboard.press("j")
    page.keyboard.press("d")
    first.get_by_role("button", name="Other, with a note").click()

    expect(first.get_by_role("alert")).to_contain_text("needs a note that says why")
    assert Decision.objects.count() == 0


def test_item_page_by_keys_gives_its_claim_back_when_left(items, page):
    page = page()
    page.goto(page.url.replace("/queue/?queue=held", f"/items/{items[0].pk}/?queue=held"))
    expect(page.locator("#claim")).to_contain_text("Yours for")

    page.keyboard.press("j")
    page.wait_for_url(f"**/items/{items[1].pk}/?queue=held")
    expect(page.locator("#claim")).to_contain_text("Yours for")
    items[0].refresh_from_db()
    assert items[0].claimed_by is None

    page.keyboard.press("1")
    page.keyboard.press("d")
    page.wait_for_url(f"**/items/{items[2].pk}/?queue=held")
    expect(page.locator(".told")).to_contain_text("Rejected: abusive.")
    page.keyboard.press("u")
    expect(page.locator(".told")).to_contain_text("Taken back: rejected: abusive")


def test_rows_are_decided_without_scripts(items, page):
    page = page(java_script_enabled=False)

    row(page, items[0]).get_by_text("Reject", exact=True).click()
    row(page, items[0]).get_by_role("button", name="Choose a reason…").click()
    page.get_by_label("Spam").check(force=True)
    page.get_by_role("button", name="Reject").click()

    expect(page.locator(".told")).to_contain_text("Rejected: spam.")
    expect(page.locator("table.queue tbody tr")).to_have_count(2)
    page.locator(".told").get_by_role("button", name="Undo").click()
    expect(page.locator("table.queue tbody tr")).to_have_count(3)
