"""What readers do in a thread, in place with scripts and page by page without them."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Report, Status, Vote
from tests.factories import ArticleFactory, UserFactory, make_comment

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup, style and script.
    pytest.mark.browser,
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "correct horse battery"


@pytest.fixture
def thread():
    """An article with one comment by somebody else, and a reader to act on it."""
    UserFactory(username="robin")
    article = ArticleFactory(headline="The bridge", slug="the-bridge")
    return make_comment("Who counted the rivets?", article=article)


def comment_box(page, text):
    return page.locator("article.c").filter(has_text=text)


def test_deeds_happen_in_place_and_nothing_else_moves(visitor, thread):
    reader = visitor()
    reader.log_in("robin", PASSWORD)
    reader.open(thread.article.get_absolute_url())
    page = reader.page
    page.evaluate("window.sameNow = true")
    theirs = comment_box(page, "Who counted the rivets?")

    # A vote, the other way, and back; the focus stays on the button.
    up = theirs.get_by_role("button", name="Vote up")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(theirs.locator(".tally")).to_contain_text("+1")
    expect(up).to_be_focused()
    theirs.get_by_role("button", name="Vote down").click()
    expect(theirs.locator(".tally")).to_contain_text("-1")
    theirs.get_by_role("button", name="Vote down").click()
    expect(theirs.locator(".tally")).to_contain_text("0")
    assert Vote.objects.count() == 0

    # An answer: refused with its words kept, cancelled, then posted below its parent.
    theirs.get_by_role("link", name="Reply").click()
    answer = page.get_by_label("Your answer to")
    expect(answer).to_be_focused()
    answer.fill("x" * 5_001)
    expect(page.get_by_text("Characters too many: 1")).to_be_visible()
    page.get_by_role("button", name="Post answer").click()
    expect(page.get_by_text("has 5,001 characters")).to_be_visible()
    expect(answer).to_have_value("x" * 5_001)
    theirs.get_by_role("link", name="Cancel").click()
    expect(answer).to_have_count(0)
    expect(theirs).to_be_focused()
    theirs.get_by_role("link", name="Reply").click()
    answer.fill("The painter did, twice.")
    reader.take_time()
    page.get_by_role("button", name="Post answer").click()
    mine = comment_box(page, "The painter did, twice.")
    expect(mine.get_by_text("Being checked")).to_have_count(0)
    expect(mine.get_by_role("link", name="Edit")).to_be_visible()
    expect(answer).to_have_count(0)
    expect(page.locator("#comment-count")).to_have_text("2")
    assert page.locator("#thread > li").nth(1).get_attribute("class") == "c-row c-d1"

    # Edited, it is judged again; withdrawn, it leaves a word.
    mine.get_by_role("link", name="Edit").click()
    page.locator("form textarea[id^=edit-text]").fill("The painter did, three times.")
    page.get_by_role("button", name="Save").click()
    mine = comment_box(page, "The painter did, three times.")
    expect(mine.get_by_text("Being checked")).to_have_count(0)
    expect(mine.get_by_text("edited")).to_be_visible()
    mine.get_by_role("link", name="Withdraw").click()
    mine.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("You withdrew this comment.")).to_be_focused()

    # A report: refused without a category, then taken.
    theirs.get_by_role("link", name="Report").click()
    theirs.get_by_role("button", name="Report").click()
    expect(theirs.get_by_role("alert")).to_have_text("Choose what is wrong with the comment.")
    theirs.get_by_label("Off topic").check()
    theirs.get_by_role("button", name="Report").click()
    expect(theirs.get_by_text("Reported. A moderator will look at it.")).to_be_visible()

    assert page.evaluate("window.sameNow") is True
    assert list(Report.objects.values_list("comment", "category")) == [(thread.pk, "off_topic")]
    assert Comment.objects.exclude(pk=thread.pk).get().status == Status.WITHDRAWN


def test_deeds_work_without_scripts_and_words_survive_the_log_in(visitor, thread):
    reader = visitor(java_script_enabled=False)
    page = reader.page

    # Anonymous: the words go along to the log-in and wait on the page of the answer.
    reader.open(thread.article.get_absolute_url())
    page.get_by_role("link", name="Reply").click()
    page.get_by_label("Your answer to").fill("The painter did, twice.")
    page.get_by_role("button", name="Log in and post").click()
    page.get_by_label("Username").fill("robin")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Your answer to")).to_have_value("The painter did, twice.")
    reader.take_time()
    page.get_by_role("button", name="Post answer").click()
    expect(page.get_by_text("The painter did, twice.")).to_be_visible()
    answer = Comment.objects.get(parent=thread)
    assert page.url == f"{reader.site}/comments/{answer.pk}/#c{answer.pk}"

    # A vote, a report, an order and a theme by their buttons.
    reader.open(thread.get_absolute_url())
    page.get_by_role("button", name="Vote up").first.click()
    expect(page.get_by_role("button", name="Vote up").first).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("link", name="Report").first.click()
    page.get_by_role("radio", name="Something else").check()
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Say in a few words what is wrong with the comment."
    )
    page.get_by_label("Note for the moderators").fill("The second sentence.")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("Reported. A moderator will look at it.")).to_be_visible()
    reader.open(thread.article.get_absolute_url())
    page.get_by_label("Order").select_option("newest")
    page.get_by_role("button", name="Sort").click()
    expect(page.get_by_label("Order")).to_have_value("newest")
    page.get_by_label("Theme").select_option("dark")
    page.locator("form", has=page.get_by_label("Theme")).get_by_role("button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    assert Report.objects.get().note == "The second sentence."
    assert Vote.objects.get().value == 1
