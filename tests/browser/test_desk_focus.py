"""One comment at a time: the next one is there at once, the decision follows behind."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from moderation import services
from moderation.models import Action, Decision, ReviewItem
from tests.browser.desk import FOCUS, at_desk, held, moderator
from tests.factories import make_staff

pytestmark = [
    pytest.mark.any_database,  # What is looked at is markup, style and script.
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def one(page, item):
    return page.locator(f"#one-{item.pk}")


def decided(*items):
    return list(
        Decision.objects.filter(item__in=items).order_by("pk").values_list("item", "action")
    )


def wait_for_decisions(page, amount):
    for _ in range(100):
        if Decision.objects.count() == amount:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{Decision.objects.count()} decisions, not {amount}")


def test_next_one_is_shown_before_the_decision_is_answered(visitor):
    moderator()
    items = held(3)
    page = at_desk(visitor, FOCUS)
    expect(one(page, items[0])).to_be_focused()
    answers = []
    page.route(f"**/focus/{items[0].pk}?*", lambda route: answers.append(route))

    page.keyboard.press("f")

    expect(one(page, items[1])).to_be_focused()
    assert decided(*items) == []
    answers[0].continue_()
    expect(page.locator("#toast")).to_contain_text("Approved")
    assert decided(*items) == [(items[0].pk, "approve")]


def test_ten_decided_by_keys_alone_in_their_order(visitor):
    moderator()
    items = held(10)
    page = at_desk(visitor, FOCUS)

    for item in items:
        expect(one(page, item)).to_be_focused()
        page.keyboard.press("d")
        page.keyboard.press("7")

    expect(page.locator("#stage")).to_contain_text("Nothing more waits here")
    wait_for_decisions(page, 10)
    assert decided(*items) == [(item.pk, "reject") for item in items]
    assert set(Decision.objects.values_list("reason_code", flat=True)) == {"spam"}


def test_undo_brings_the_comment_back_even_before_its_answer(visitor):
    moderator()
    first, second = held(2)
    page = at_desk(visitor, FOCUS)

    page.keyboard.press("f")
    page.keyboard.press("u")

    expect(one(page, first)).to_be_focused()
    expect(page.locator("#toast")).to_contain_text("Taken back: approved")
    assert ReviewItem.objects.open().count() == 2
    page.keyboard.press("f")
    expect(one(page, second)).to_be_focused()
    wait_for_decisions(page, 3)


def test_claim_is_held_on_the_shown_one_alone_and_given_back(visitor):
    mika = moderator()
    _, second, _ = held(3)
    page = at_desk(visitor, FOCUS)
    expect(page.locator("#claim")).to_contain_text("Yours for")

    page.keyboard.press("j")

    expect(one(page, second)).to_be_focused()
    expect(page.locator("#claim")).to_contain_text("Yours for")
    assert [item.pk for item in ReviewItem.objects.filter(claimed_by=mika)] == [second.pk]
    page.goto(page.url.split("/moderation/")[0] + "/moderation/")
    page.wait_for_timeout(300)
    assert not ReviewItem.objects.filter(claimed_by=mika).exists()


def test_back_shows_the_one_that_was_passed_over(visitor):
    moderator()
    first, second = held(2)
    page = at_desk(visitor, FOCUS)

    page.keyboard.press("j")
    expect(one(page, second)).to_be_focused()
    page.keyboard.press("k")
    expect(one(page, first)).to_be_focused()
    page.keyboard.press("j")
    expect(one(page, second)).to_be_focused()


def test_who_comes_second_is_told_and_can_go_back(visitor):
    """Of two who decide at once one wins, and the other's card does not act again."""
    moderator()
    first, second = held(2)
    page = at_desk(visitor, FOCUS)
    expect(page.locator("#claim")).to_contain_text("Yours for")
    ReviewItem.objects.update(claimed_by=None, claim_expires_at=None)
    sanna = make_staff(username="sanna", display_name="Sanna Okoye")
    services.decide(first, moderator=sanna, action=Action.APPROVE)

    page.keyboard.press("d")
    page.keyboard.press("7")

    expect(one(page, second)).to_be_focused()
    expect(page.locator("#toast")).to_contain_text("Sanna Okoye: approved")
    page.get_by_role("link", name="Go back to it").click()
    expect(one(page, first)).to_contain_text("Approved by Sanna Okoye")
    expect(one(page, first).locator("form[data-decide]")).to_have_count(0)
    assert decided(first, second) == [(first.pk, "approve")]


def test_what_could_not_be_sent_comes_again_next(visitor):
    moderator()
    first, second, third = held(3)
    page = at_desk(visitor, FOCUS)
    page.route(f"**/focus/{first.pk}?*", lambda route: route.fulfill(status=404))

    page.keyboard.press("f")

    expect(page.locator("#toast")).to_contain_text("Nothing was decided")
    expect(one(page, second)).to_be_focused()
    page.unroute(f"**/focus/{first.pk}?*")
    page.keyboard.press("f")
    expect(one(page, first)).to_be_focused()
    page.keyboard.press("f")
    expect(one(page, third)).to_be_focused()
    wait_for_decisions(page, 2)


def test_decision_is_written_although_the_tab_is_closed_at_once(visitor):
    """The server commits; no clock of the browser has to run out first."""
    moderator()
    (first, *_) = held(2)
    page = at_desk(visitor, FOCUS)
    expect(one(page, first)).to_be_focused()
    page.wait_for_load_state("networkidle")

    page.keyboard.press("f")
    page.close(run_before_unload=False)

    other = at_desk(visitor, "/moderation/decisions/")
    wait_for_decisions(other, 1)
    other.reload()
    other.get_by_role("button", name="Undo").click()
    wait_for_decisions(other, 2)
    assert ReviewItem.objects.open().count() == 2


def test_easy_one_after_a_run_of_hard_ones(visitor):
    moderator(rest=True)
    items = held(7, rudeness=0.95)
    (easy,) = held(1, rudeness=0.1)
    ReviewItem.objects.filter(pk=easy.pk).update(priority=0)
    page = at_desk(visitor, FOCUS)

    for item in items[:5]:
        expect(one(page, item)).to_be_focused()
        page.keyboard.press("f")

    expect(one(page, easy)).to_be_focused()
    expect(one(page, easy)).to_contain_text("An easier one.")
    page.keyboard.press("f")
    expect(one(page, items[5])).to_be_focused()


def test_other_asks_for_its_note_first(visitor):
    moderator()
    first, second = held(2)
    page = at_desk(visitor, FOCUS)

    page.keyboard.press("d")
    page.keyboard.press("0")
    page.keyboard.type("fed up")
    assert decided(first) == []
    one(page, first).get_by_role("button", name="Other, with a note").click()

    expect(one(page, second)).to_be_focused()
    wait_for_decisions(page, 1)
    assert Decision.objects.get().note == "fed up"


def test_without_scripts_the_form_leads_to_the_next(visitor):
    moderator()
    first, second, third = held(3)
    page = at_desk(visitor, FOCUS, java_script_enabled=False)

    one(page, first).get_by_role("button", name="Approve").click()
    expect(one(page, second)).to_be_visible()
    one(page, second).get_by_role("link", name="Pass over").click()
    expect(one(page, third)).to_be_visible()
    assert decided(first, second) == [(first.pk, "approve")]


def test_conversation_unfolds_in_the_comments_own_place(visitor):
    moderator()
    (first,) = held(1)
    page = at_desk(visitor, FOCUS)

    page.keyboard.press("t")

    expect(one(page, first).locator(".panel-place")).to_contain_text("It stands alone")
    page.keyboard.press("t")
    expect(one(page, first).locator(".panel-place")).to_be_empty()


def test_a_pile_is_decided_and_taken_back_by_one_key(visitor):
    moderator()
    items = held(3)
    ReviewItem.objects.filter(pk__in=[item.pk for item in items[:2]]).update(pile="p")
    page = at_desk(visitor, FOCUS)
    expect(one(page, items[0])).to_contain_text("2 comments")
    same = {"comment__fingerprint": items[0].comment.fingerprint}
    assert not ReviewItem.objects.filter(pk=items[1].pk, **same).exists()
    Comment.objects.filter(pk=items[1].comment_id).update(fingerprint=same.popitem()[1])
    page.reload()
    expect(one(page, items[0])).to_contain_text("Same text, 2 comments")

    page.keyboard.press("d")
    page.keyboard.press("7")

    expect(one(page, items[2])).to_be_focused()
    expect(page.locator("#toast")).to_contain_text("Rejected: spam, 2 comments.")
    assert sorted(decided(*items)) == [(item.pk, "reject") for item in items[:2]]
    page.keyboard.press("u")
    expect(one(page, items[0])).to_be_focused()
    expect(page.locator("#toast")).to_contain_text("Taken back: 2 decisions")
    assert ReviewItem.objects.open().count() == 3
