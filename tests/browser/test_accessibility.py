"""Every page for everybody: WCAG 2.2 AA by axe in every theme, no width too small, no complaint.

The fixture ``visitor`` fails a test whose page complained of anything, a breach of the content
policy among it.
"""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.axe import at_width, faults
from tests.browser.desk import HELD, PASSWORD
from tests.browser.newsroom import Newsroom, open_newsroom

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup, style and script.
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
DESK = "/moderation"


@pytest.fixture
def newsroom(transactional_db) -> Newsroom:
    """Name it before ``visitor``: it has to stand before the worker comes and judges along."""
    return open_newsroom()


def at_site(visitor, name: str = ""):
    """The browser of ``name``, who has logged in, or of a stranger."""
    one = visitor(reduced_motion="reduce")
    if name:
        one.log_in(name, PASSWORD)
    return one


def look(one, pages: dict) -> dict[str, list[str]]:
    """Page -> what is wrong with it, for those where something is. A page is an address, or an
    address and what to do there first."""
    found = {}
    for label, place in pages.items():
        address, act = place if isinstance(place, tuple) else (place, None)
        at_width(one.page, 1440)
        one.open(address)
        if act:
            act(one.page)
        if wrong := faults(one.page):
            found[label] = wrong
    return found


def press(*keys: str, then: str = ""):
    """Presses keys, and waits for what the last of them shows."""

    def act(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)
        if then:
            expect(page.locator(then).first).to_be_visible()

    return act


def click(*names: str):
    """Presses the buttons of these names, one page after the other."""

    def act(page: Page) -> None:
        for name in names:
            page.locator("main").get_by_role("button", name=name).first.click()
            page.wait_for_load_state()

    return act


def refuse(page: Page) -> None:
    page.get_by_label("Username").fill("nobody")
    page.get_by_label("Password").fill("nothing at all")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def calm(page: Page) -> None:
    """As for somebody who asked for muted colours and for blurred marks."""
    page.evaluate("document.body.classList.add('muted', 'blurs')")


def check_two(page: Page) -> None:
    for at in range(2):
        page.locator(".queue [type=checkbox]:not([data-pick-all])").nth(at).check()
    page.locator("#bulk").get_by_role("button", name="Reject").click()
    page.wait_for_load_state()


def test_pages_of_readers(newsroom, visitor):
    own, other = newsroom.own.pk, newsroom.other.pk
    anybody = {
        "index": "/",
        "section": "/sections/politics/",
        "article": newsroom.article,
        "one comment": f"/comments/{other}/",
        "log in": "/accounts/login/",
        "log in, refused": ("/accounts/login/", refuse),
        "sign up": "/accounts/signup/",
        "forgotten password": "/accounts/password/reset/",
        "forgotten password, sent": "/accounts/password/reset/done/",
        "link that has run out": "/accounts/password/reset/key/1-set-password/",
    }
    robin = {
        "article": newsroom.article,
        "reply": f"/comments/{other}/reply",
        "report": f"/comments/{other}/report",
        "edit": f"/comments/{own}/edit",
        "withdraw": f"/comments/{own}/withdraw",
        "me": "/me/",
        "addresses": "/accounts/email/",
        "password": "/accounts/password/change/",
        "where logged in": "/me/sessions",
        "leaving": "/me/delete",
        "second factor": "/accounts/2fa/",
        "log in again": "/accounts/2fa/totp/activate/",
        "app": ("/accounts/2fa/totp/activate/", confirm),
        "key": "/accounts/2fa/webauthn/add/",
        "log out": "/accounts/logout/",
        "not open to you": "/moderation/",
    }
    gert = {"told and warned": "/me/", "article, warned": newsroom.article}

    assert look(at_site(visitor), anybody) == {}
    assert look(at_site(visitor, "robin"), robin) == {}
    assert look(at_site(visitor, "gert"), gert) == {}


def test_page_that_is_not_there(newsroom, visitor):
    """The site under test shows Django's own page for developers, so it is given the true one."""
    body = Client().get("/no-such-page/").text
    one = at_site(visitor)
    one.page.route(
        "**/no-such-page/", lambda route: route.fulfill(body=body, content_type="text/html")
    )

    assert look(one, {"not found": "/no-such-page/"}) == {}


def test_pages_of_the_desk(newsroom, visitor):
    item = f"{DESK}/items/{{}}/".format
    queues = {
        f"queue {name or 'of all'}": f"{DESK}/queue/?queue={name}"
        for name in ("", "held", "reported", "escalated")
    }
    pages = queues | {
        "home": f"{DESK}/",
        "queue, empty": f"{DESK}/queue/?author=nobody-at-all",
        "queue, decided": (HELD, press("j", "f", then="tr.is-done")),
        "queue, asks for the reason": (HELD, press("j", "d", then=".no-why")),
        "queue, conversation": (HELD, press("j", "t", then="tr.context .context-in")),
        "queue, author": (HELD, press("j", "a", then="tr.context .context-in")),
        "queue, muted and blurred": (HELD, calm),
        "keys": (HELD, press("?", then="dialog[open]")),
        "bulk": (f"{DESK}/queue/?fold=off", check_two),
        "focus": (f"{DESK}/focus/", press(then=".one")),
        "focus, author": (f"{DESK}/focus/", press("a", then=".panel-place .context-in")),
        "item": item(newsroom.held.pk),
        "item, edited": item(newsroom.edited.pk),
        "item, escalated": item(newsroom.escalated.pk),
        "item, decided": item(newsroom.decided.pk),
        "batch by score": f"{DESK}/batch/",
        "batch preview": (f"{DESK}/batch/?rude_from=0&rude_to=1", click("Reject")),
        "batch": f"{DESK}/batches/{newsroom.batch.batch}/",
        "decisions": f"{DESK}/decisions/",
        "search": f"{DESK}/search/?q=fool*",
        "search, nothing found": f"{DESK}/search/?q=zyzzyva",
        "saved filters": f"{DESK}/filters/?page=search",
        "person": f"{DESK}/people/{newsroom.rude.pk}/",
        "areas": f"{DESK}/areas/",
        "settings": f"{DESK}/settings/",
        "insight": f"{DESK}/insight/",
        "policy": f"{DESK}/policy/",
        "limits from goals": f"{DESK}/policy/goals/",
        "quality": f"{DESK}/insight/quality/",
        "models": f"{DESK}/insight/models/",
        "article": f"{DESK}/articles/{newsroom.held.comment.article_id}/",
    }

    assert look(at_site(visitor, "lou"), pages) == {}


def test_pages_of_the_admin(newsroom, visitor):
    queue = "/admin/moderation/reviewitem/"
    pages = {
        "index": "/admin/",
        "change list": queue,
        "review": f"{queue}{newsroom.held.pk}/review/",
        "policy": "/admin/moderation/policyversion/add/",
        "words tried": "/admin/moderation/policyversion/try/",
        "decisions": "/admin/moderation/decision/",
    }

    assert look(at_site(visitor, "ada"), pages) == {}


def stops(page: Page) -> list[dict]:
    """Where the Tab key leads, one after the other, up to the end of the page."""
    found = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if (stop := page.evaluate(STOP)) is None:
            break
        found.append(stop)
    return found


def test_focus_is_always_in_sight(newsroom, visitor):
    """Each stop of the Tab key has an outline, and lies under no bar that stays in its place."""
    lou = at_site(visitor, "lou")
    item = f"{DESK}/items/{newsroom.held.pk}/"
    desk = [HELD, f"{DESK}/focus/", f"{DESK}/batch/", f"{DESK}/insight/", item]

    for address in (*desk, newsroom.article):
        lou.open(address)
        found = stops(lou.page)
        assert len(found) > 5, address
        assert [one for one in found if one["outline"] == "none" or one["width"] < 2] == []
        assert [one for one in found if not one["seen"]] == []


# Of the element that has the focus; None when it is the page itself.
STOP = """() => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const {outlineStyle, outlineWidth} = getComputedStyle(one);
    const {left, top, width, height} = one.getBoundingClientRect();
    const middle = document.elementFromPoint(left + width / 2, top + height / 2);
    return {
        what: one.outerHTML.slice(0, 100),
        outline: outlineStyle,
        width: parseFloat(outlineWidth),
        seen: Boolean(middle && (one.contains(middle) || middle.contains(one))),
    };
}"""
