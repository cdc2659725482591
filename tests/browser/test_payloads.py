"""Every payload on every page, in the browser that moderators use: nothing runs, nothing leaves the
site, the content policy has nothing to stop, and the words are the words."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from comments.models import Status
from moderation import roles
from tests.browser.conftest import Visitor
from tests.browser.desk import PASSWORD
from tests.factories import ArticleFactory, UserFactory, make_comment, make_item, make_staff
from tests.payloads.corpus import PAYLOADS
from tests.payloads.planted import Planted, plant, storable

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup and script.
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
DESK, ADMIN = "/moderation", "/admin"

# Before any script of the page: tells of a breach of the content policy, and of a payload that ran.
WATCH = """
addEventListener("securitypolicyviolation", (event) =>
  told("policy: " + event.violatedDirective + " " + event.blockedURI));
Object.defineProperty(window, "__x", { set: () => told("ran"), get: () => undefined });
"""
# What no template of this site has: whoever brings one broke out of a text. An attribute for style
# is not among it: scripts may set one, and one in the markup breaks the content policy.
BROKEN_OUT = r"""() => {
  const never = "script:not([src], [type='application/json']), style, iframe, object, embed, "
    + "base, math, foreignObject";
  const runs = /^\s*(javascript|data|vbscript):/i;
  const found = [...document.querySelectorAll(never)];
  for (const one of document.querySelectorAll("*")) {
    const names = one.getAttributeNames();
    if (names.some((name) => name.startsWith("on") || name === "srcdoc")
      || runs.test(one.getAttribute("href") ?? "")) found.push(one);
  }
  return found.map((one) => one.outerHTML.slice(0, 120));
}"""
IN_ROW = "all => all.map((one) => [one.closest('[id]').id, one.textContent])"
ALONE = "all => all.map((one) => [one.textContent, ''])"


class Watched:
    """A visitor, and everything that happened which must not."""

    def __init__(self, visitor: Visitor, site: str):
        self.visitor, self.page, self.site = visitor, visitor.page, site
        self.happened: list[str] = []
        self.page.expose_function("told", lambda what: self.happened.append(what))
        self.page.add_init_script(WATCH)
        self.page.on("dialog", self.dismiss)
        self.page.on("popup", lambda popup: self.happened.append("popup"))
        self.page.on("request", self.check)

    def dismiss(self, dialog) -> None:
        self.happened.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def check(self, request) -> None:
        asked, own = urlsplit(request.url), urlsplit(self.site)
        if asked.netloc != own.netloc and asked.scheme != "data":
            self.happened.append(f"request: {request.url}")

    def look(self, address: str) -> Page:
        """Opens the page; what it must not hold or do is in ``happened`` then."""
        self.visitor.open(address)
        went = self.page.url.removeprefix(self.site)
        if went.split("?")[0] != address.split("?")[0]:
            self.happened.append(f"{address} went to {went}")
        self.happened += [f"{address}: {what}" for what in self.page.evaluate(BROKEN_OUT)]
        return self.page

    def all(self, address: str, selector: str, words=IN_ROW) -> dict[str, str]:
        """What ``selector`` finds on the page and on those that follow it, as id -> text."""
        found: dict[str, str] = {}
        while address:
            page = self.look(address)
            found |= dict(page.locator(selector).evaluate_all(words))
            after = page.locator("a[rel=next]")
            query = after.get_attribute("href") if after.count() else ""
            address = f"{address.split('?')[0]}{(query or '').split('#')[0]}" if query else ""
        return found


@pytest.fixture
def planted(transactional_db, every):
    return plant(PAYLOADS if every else PAYLOADS[::9])


def watched(visitor, site, name: str) -> Watched:
    one = visitor(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    one.log_in(name, PASSWORD)
    return Watched(one, site)


def test_no_payload_runs_anywhere(planted, site, visitor):
    lou = watched(visitor, site, "lou")
    thread = lou.all(planted.thread.get_absolute_url(), ".c-text")
    queue = lou.all(f"{DESK}/queue/?queue=held&fold=off", "table.queue .words")
    notes = lou.all(
        f"{DESK}/decisions/",
        "td div.small[dir=auto]",
        ALONE,
    )
    for address in (
        *(f"{DESK}/{path}" for path in ("", "focus/", "settings/", "insight/", "areas/", "batch/")),
        f"{DESK}/search/?q=script",
        f"{DESK}/search/?q=%3Cscript%3E__x%3D1%3C/script%3E&author=%22%20onfocus%3D__x%3D1",
        f"{DESK}/filters/?page=search&query=%22%3E%3Cscript%3E__x=1&next=javascript:__x=1",
        f"{DESK}/people/{planted.person.pk}/",
        f"{DESK}/batches/{planted.decision.batch}/",
        *(f"{DESK}/items/{item.pk}/" for item in planted.items),
        "/",
        f"/sections/{planted.thread.section.slug}/",
        "/articles/wild-7/",
        f"/comments/{next(iter(planted.visible))}/",
        "/me/",
    ):
        lou.look(address)
    look_at_admin(ada := watched(visitor, site, "ada"), planted)

    ours = {int(key.removeprefix("c")): text for key, text in thread.items()}
    assert ours == planted.visible
    held = {pk: unmarked(queue.get(f"item-{pk}", ""), body) for pk, body in planted.held.items()}
    assert held == planted.held
    assert set(planted.decided.values()) - set(notes) == set()
    assert lou.happened == []
    assert ada.happened == []


def unmarked(shown: str, body: str) -> str:
    """``shown`` without the words that say as what a mark is read: here, as the whole comment."""
    return shown.replace(f"read as {body}", "", 1)


def look_at_admin(ada: Watched, planted: Planted) -> None:
    person, item, article = planted.person, planted.items[0], planted.article
    for path in (
        *("comments/article/", "comments/comment/", "comments/section/", "comments/user/?all="),
        *("comments/report/", "moderation/decision/", "moderation/reviewitem/"),
        *("moderation/sanction/", "moderation/policyversion/", "moderation/policyversion/add/"),
        f"comments/article/{article.pk}/change/",
        f"comments/article/{article.pk}/history/",
        f"comments/section/{article.section_id}/delete/",
        f"comments/user/{person.pk}/change/",
        f"comments/comment/{item.comment_id}/change/",
        f"moderation/reviewitem/{item.pk}/review/",
        f"moderation/decision/{planted.decision.pk}/change/",
        "comments/comment/?q=%22%3E%3Csvg%20onload%3D__x%3D1%3E",
    ):
        ada.look(f"{ADMIN}/{path}")


# Where each word of a table's row stands, but for those in ``but``.
PLACES = """([row, but]) => {
  const found = [];
  const walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest(but + ", time, .sr, kbd")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    found.push([node.data.trim(), Math.round(box.left), Math.round(box.width)]);
  }
  return found;
}"""
TURNS = re.compile("[\u2066-\u2069\u200e\u200f\u061c\u0590-\u06ff]")


def test_no_text_moves_what_stands_beside_it(site, visitor):
    """A row whose words turn letters round or pile up accents looks, but for those words, as a row
    with harmless ones does."""
    make_staff(roles.LEAD, username="lou")
    author, article = UserFactory(username="same"), ArticleFactory(headline="A headline")
    turning = [storable(payload) for payload in PAYLOADS if TURNS.search(payload)]
    bodies = ["Harmless.", *turning, "a" + "\u0301\u0302\u0303" * 40]
    items = [
        make_item(
            make_comment(body, article=article, author=author, status=Status.HELD), evidence=body
        )
        for body in bodies
    ]
    lou = watched(visitor, site, "lou")

    page = lou.look(f"{DESK}/queue/?queue=held&fold=off")
    rows = [page.locator(f"#item-{item.pk}").element_handle() for item in items]
    places = [page.evaluate(PLACES, [row, ".words, .flag"]) for row in rows]

    assert len(bodies) > 8
    assert len(places[0]) > 5
    assert [body for body, place in zip(bodies, places, strict=True) if place != places[0]] == []
    assert lou.happened == []
