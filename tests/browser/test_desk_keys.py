"""The desk's keys: what each does, and when none does anything."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from moderation.models import Decision
from tests.browser.desk import HELD, at_desk, held, moderator, row, tops

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup, style and script.
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_decided_row_keeps_its_place_and_the_focus_goes_on(visitor):
    """A queue that jumps under the cursor gets the wrong comment decided."""
    moderator()
    items = held(4)
    page = at_desk(visitor)
    before = tops(page)

    page.keyboard.press("j")
    for item, following in pairwise(items):
        page.keyboard.press("f")
        expect(row(page, item)).to_have_class("is-done")
        expect(row(page, following)).to_be_focused()
        assert tops(page) == before

    page.keyboard.press("f")
    expect(row(page, items[3])).to_contain_class("is-done")
    assert tops(page) == before
    decided = Decision.objects.order_by("pk").values_list("item", flat=True)
    assert list(decided) == [item.pk for item in items]


def test_no_key_while_typing_or_with_a_modifier(visitor):
    moderator()
    first, _ = held(2)
    page = at_desk(visitor, HELD + "&rude_from=0.1")
    page.keyboard.press("j")
    row(page, first).get_by_text("Reject", exact=True).click()
    note = row(page, first).get_by_label("Note for colleagues")

    note.focus()
    page.keyboard.type("fdecuatznrjk?/1g")
    expect(note).to_have_value("fdecuatznrjk?/1g")
    page.get_by_label("Author", exact=True).fill("")
    page.keyboard.type("f")
    page.keyboard.press("Backspace")
    row(page, first).focus()
    for modifier in ("Control", "Alt", "Meta"):
        page.keyboard.press(f"{modifier}+e")

    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith(HELD + "&rude_from=0.1")
    assert not Decision.objects.exists()


def test_tab_leads_out_of_a_row_and_of_an_open_panel(visitor):
    """Keys of the desk trap nobody: Tab does what it does everywhere."""
    moderator()
    items = held(2)
    page = at_desk(visitor)
    page.keyboard.press("j")

    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "document.activeElement.closest('tr')?.id ?? document.activeElement.tagName"
            )
        )

    assert f"item-{items[0].pk}" in seen
    assert len(seen) > 2


def test_conversation_and_record_unfold_under_the_row_and_fold_again(visitor):
    moderator()
    items = held(2)
    page = at_desk(visitor)
    page.keyboard.press("j")
    panel = page.locator("tr.context")

    page.keyboard.press("t")
    expect(panel).to_contain_text("It stands alone")
    expect(row(page, items[0])).to_be_focused()
    page.keyboard.press("a")
    expect(panel).to_contain_text("Whole record")
    expect(panel).to_have_count(1)
    page.keyboard.press("a")
    expect(panel).to_have_count(0)
    page.keyboard.press("t")
    expect(panel).to_have_count(1)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_going_places(visitor):
    moderator()
    items = held(1)
    page = at_desk(visitor)

    for keys, address in (
        ("gd", "/moderation/decisions/"),
        ("gh", "/moderation/"),
        ("gq", "/moderation/queue/"),
        ("n", "/moderation/queue/?queue=reported"),
        ("n", "/moderation/queue/?queue=held"),
    ):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(f"**{address}")
    page.keyboard.press("j")
    page.keyboard.press("z")
    page.wait_for_url(f"**/moderation/focus/?queue=held&first={items[0].pk}")
    page.keyboard.press("z")
    page.wait_for_url("**/moderation/queue/?queue=held")


def test_list_of_keys_names_every_key_and_the_places_there_are(visitor):
    moderator()
    page = at_desk(visitor)

    page.keyboard.press("?")

    keys = page.locator("#keys")
    expect(keys).to_be_visible()
    shown = keys.locator("dt kbd").all_text_contents()
    assert shown == [*"jkfdecuta↵znr/g?", "Esc"]
    expect(keys.locator("[data-places]")).to_contain_text("h Home")
    expect(keys.locator("[data-places]")).to_contain_text("d Decisions")


def test_on_the_item_page_reject_waits_for_its_reason(visitor):
    moderator()
    first, second = held(2)
    page = at_desk(visitor, f"/moderation/items/{first.pk}/?queue=held")

    page.keyboard.press("d")
    expect(page.locator(".asks-reason")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".asks-reason")).to_have_count(0)
    page.keyboard.press("d")
    page.keyboard.press("5")

    page.wait_for_url(f"**/items/{second.pk}/?queue=held")
    assert Decision.objects.get().reason_code == "threat"


def test_left_hand_alone_moves_decides_and_takes_back(visitor):
    moderator(keys="left")
    first, second = held(2)
    page = at_desk(visitor)

    page.keyboard.press("j")
    expect(page.locator("tr.is-on")).to_have_count(0)
    page.keyboard.press("d")
    expect(row(page, first)).to_be_focused()
    page.keyboard.press("s")
    page.keyboard.press("q")
    expect(row(page, first)).to_contain_text("Rejected: profanity by you")
    expect(row(page, second)).to_be_focused()
    page.keyboard.press("x")
    expect(row(page, first).get_by_role("button", name="Approve")).to_be_visible()
    page.keyboard.press("Space")
    page.wait_for_url(f"**/items/{first.pk}/?queue=held")


def test_switched_off_no_key_does_anything(visitor):
    moderator(keys="off")
    items = held(1)
    page = at_desk(visitor)

    row(page, items[0]).focus()
    for key in "jfdect?":
        page.keyboard.press(key)

    expect(page.locator("dialog[open], tr.context, details.no-panel[open]")).to_have_count(0)
    assert not Decision.objects.exists()


def test_undo_never_takes_back_the_decision_before_the_one_on_its_way(visitor):
    moderator()
    _, second, _ = held(3)
    page = at_desk(visitor)
    page.keyboard.press("j")
    page.keyboard.press("f")
    expect(row(page, second)).to_be_focused()
    expect(page.locator("#toast [data-undo]")).to_have_count(1)

    page.route(f"**/items/{second.pk}/", lambda route: None)  # An answer that never comes.
    page.keyboard.press("f")
    page.keyboard.press("u")

    expect(page.locator("#toast [data-undo]")).to_have_count(0)
    assert Decision.objects.count() == 1


def test_the_key_of_search_ends_in_the_field(visitor):
    """From a page whose top bar has room for no field."""
    moderator()
    page = at_desk(visitor)

    page.keyboard.press("/")

    page.wait_for_url("**/moderation/search/*")
    expect(page.get_by_label("Words")).to_be_focused()
