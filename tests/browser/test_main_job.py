"""The whole main job by hand in a real browser, with a real worker behind it."""

import re
import time

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Status
from moderation import roles
from moderation.models import Action, Decision
from tests.factories import ArticleFactory, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"
CIVIL = "The cap buys time to build, nothing more."
RUDE = "Only a m0r0n would believe that, you stupid liar."


def sign_up(visitor, name):
    visitor.open("/accounts/signup/")
    visitor.page.get_by_label("Username").fill(name)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.take_time()
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.wait_for_url(f"{visitor.site}/")


def post(visitor, text):
    visitor.page.get_by_label("Your comment").fill(text)
    visitor.page.get_by_role("button", name="Post comment").click()


def comment_box(page, text):
    return page.locator("article.c").filter(has_text=text)


def test_a_reader_comments_and_a_moderator_decides(visitor):
    article = ArticleFactory(headline="Parliament passes the rent cap", slug="rent-cap")
    make_staff(roles.MODERATOR, username="mika", display_name="Mika Kern")
    reader, moderator, stranger = visitor(), visitor(), visitor()

    # The reader signs up and posts: the civil comment is there for all within two seconds.
    sign_up(reader, "robin")
    reader.open(article.get_absolute_url())
    reader.take_time()
    start = time.monotonic()
    post(reader, CIVIL)
    civil = comment_box(reader.page, CIVIL)
    expect(civil).to_be_visible()
    expect(civil.get_by_text("Being checked")).to_have_count(0, timeout=2000)
    assert time.monotonic() - start < 2
    stranger.open(article.get_absolute_url())
    expect(comment_box(stranger.page, CIVIL)).to_be_visible()

    # The rude one is held, and its author is told so and why.
    post(reader, RUDE)
    held = comment_box(reader.page, RUDE)
    expect(held).to_contain_text("Held for a moderator. Only you can see it.")
    expect(held).to_contain_text("“m0r0n”")
    stranger.open(article.get_absolute_url())
    expect(comment_box(stranger.page, RUDE)).to_have_count(0)

    # The moderator finds it in the queue, with its words marked and what was read.
    moderator.log_in("mika", PASSWORD)
    moderator.open("/moderation/queue/")
    row = moderator.page.locator("table.queue tbody tr").filter(has_text="Only a")
    expect(row.locator("mark", has_text="m0r0n")).to_be_visible()
    expect(row.locator(".read-as")).to_contain_text(["moron"])
    row.get_by_role("link", name="Open").click()
    moderator.page.wait_for_url(re.compile("/moderation/items/"))
    item_url = moderator.page.url

    # Rejects with a reason, which the author reads; takes it back; approves.
    moderator.page.locator(".decide").get_by_text("Abusive").click()
    moderator.page.locator(".decide").get_by_role("button", name="Reject").click()
    moderator.page.wait_for_load_state()
    assert Comment.objects.get(body=RUDE).status == Status.REMOVED
    reader.open(article.get_absolute_url())
    expect(comment_box(reader.page, RUDE)).to_contain_text("attacks a person")

    moderator.page.get_by_role("button", name="Undo").first.click()
    moderator.page.wait_for_load_state()
    assert Comment.objects.get(body=RUDE).status == Status.HELD

    moderator.page.goto(item_url)
    moderator.page.locator(".decide").get_by_role("button", name="Approve").click()
    moderator.page.wait_for_load_state()
    stranger.open(article.get_absolute_url())
    expect(comment_box(stranger.page, RUDE)).to_be_visible()
    assert list(
        Decision.objects.filter(comment__body=RUDE).order_by("pk").values_list("action", flat=True)
    ) == [Action.HOLD, Action.REJECT, Action.UNDO, Action.APPROVE]
