"""What a moderator chose for their own sake shows on the pages."""

import pytest
from playwright.sync_api import expect

from moderation.models import DeskSettings
from tests.browser.desk import FOCUS, at_desk, held, moderator

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup, style and script.
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

BLUR = "mark => getComputedStyle(mark).filter"


def test_settings_by_hand(visitor):
    moderator()
    page = at_desk(visitor, "/moderation/settings/")

    page.get_by_label("Right hand alone").check()
    page.get_by_label("Blur marked words").check()
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".told")).to_contain_text("Saved.")
    page.wait_for_load_state()  # The keys are the script's, which comes after the words.
    saved = DeskSettings.objects.get()
    assert (saved.keys, saved.blur) == ("right", True)
    page.keyboard.press("6")
    expect(page.locator("#keys")).to_be_visible()


def test_marked_words_are_blurred_until_pointed_at_or_reached_by_tab(visitor):
    moderator(blur=True)
    held(2)
    page = at_desk(visitor, FOCUS)
    mark = page.locator("#stage mark").first

    assert mark.evaluate(BLUR).startswith("blur(")
    mark.hover()
    assert mark.evaluate(BLUR) == "none"
    page.mouse.move(0, 0)
    assert mark.evaluate(BLUR).startswith("blur(")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(mark).to_be_focused()
    assert mark.evaluate(BLUR) == "none"


def test_exposure_counts_on_while_one_works(visitor):
    moderator(show_exposure=True)
    held(2, rudeness=0.95)
    page = at_desk(visitor, FOCUS)
    count = page.locator("#exposure")
    expect(count).to_have_text("0 very rude comments today")

    page.keyboard.press("f")

    expect(count).to_have_text("1 very rude comment today")
