from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Status
from comments.services import edit_comment, report_comment, withdraw_comment
from moderation import services
from moderation.models import CLAIM_TIME, Action, Decision, ReviewItem
from tests.factories import UserFactory, make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db


def test_address_of_an_item():
    assert reverse("moderation:item", args=[7]) == "/moderation/items/7/"


def test_opening_claims_what_is_free(moderator_client, moderator):
    item = make_item()

    response = moderator_client.get(item.get_absolute_url())

    item.refresh_from_db()
    assert item.claimant == moderator
    assert item.claim_expires_at > timezone.now() + CLAIM_TIME - timedelta(seconds=30)
    assert "Yours for <time" in flat(response)


def test_opening_leaves_a_colleagues_claim_alone(moderator_client):
    item, colleague = make_item(), make_staff(display_name="Sanna Okoye")
    services.claim(item, moderator=colleague)

    response = moderator_client.get(item.get_absolute_url())

    item.refresh_from_db()
    assert item.claimant == colleague
    assert "<bdi>Sanna Okoye</bdi> is on this" in flat(response)


def test_page_that_stays_open_renews_its_claim(moderator_client, moderator):
    soon = timezone.now() + timedelta(seconds=5)
    item = make_item(claimed_by=moderator, claim_expires_at=soon)

    response = moderator_client.post(
        reverse("moderation:claim", args=[item.pk]),
        {"renew": "1"},
        headers={"HX-Request": "true"},
    )

    item.refresh_from_db()
    assert item.claim_expires_at > soon + timedelta(minutes=1)
    assert flat(response).count('id="claim"') == 1
    assert "<tr" not in flat(response)


def test_page_that_is_left_gives_its_claim_back(moderator_client, moderator):
    item = make_item()
    services.claim(item, moderator=moderator)

    response = moderator_client.post(
        reverse("moderation:release", args=[item.pk]), {"leaving": "1"}
    )

    item.refresh_from_db()
    assert response.status_code == 204
    assert item.claimant is None


def test_page_shows_the_thread_with_what_readers_no_longer_see(moderator_client):
    top = make_comment("The cap ends in 2029.")
    removed = make_comment(
        "Liars, all of them.", status=Status.REMOVED, parent=top, reason_code="abusive"
    )
    comment = make_comment("You fool.", status=Status.HELD, parent=removed)
    make_comment("An answer.", parent=comment)
    make_comment("A neighbour.", parent=removed)
    item = make_item(comment)

    response = moderator_client.get(item.get_absolute_url())

    thread = response.context["thread"]
    assert thread.above == [top, removed]
    assert [other.body for other in thread.below] == ["An answer."]
    assert [other.body for other in thread.after] == ["A neighbour."]
    assert "Liars, all of them." in flat(response)
    assert "Removed: abusive" in flat(response)


def test_page_shows_versions_with_what_changed(moderator_client):
    item = make_item(make_comment("Only an <i>idiot</i> would.", status=Status.HELD))
    edit_comment(item.comment, author=item.comment.author, body="Only a saint would.")

    response = moderator_client.get(item.get_absolute_url())

    assert "<del>an &lt;i&gt;idiot&lt;/i&gt;</del><ins>a saint</ins>" in flat(response)
    assert "Edited once" in flat(response)


def test_page_shows_flags_with_the_rule_of_the_policy_that_judged(moderator_client):
    comment = make_comment("You fool.", status=Status.HELD)
    item = make_item(comment)
    Decision.objects.create(
        comment=comment,
        revision=comment.revisions.get(),
        action=Action.HOLD,
        policy_id=1,
        scorer="test@1",
        status_before=Status.PENDING,
        status_after=Status.HELD,
    )

    response = moderator_client.get(item.get_absolute_url())

    assert ".80, limit .70" in flat(response)
    assert "Policy version 1 holds from .70, of new authors from .60." in flat(response)
    assert "by <bdi>policy version 1</bdi>" in flat(response)


def test_page_shows_all_reports(moderator_client):
    comment = make_comment("You fool.")
    report_comment(comment, reporter=UserFactory(), category="abusive", note="<b>me</b>")
    report_comment(comment, reporter=UserFactory(), category="spam")
    item = ReviewItem.objects.open().get(comment=comment)

    response = moderator_client.get(item.get_absolute_url())

    assert "“&lt;b&gt;me&lt;/b&gt;”" in flat(response)
    assert flat(response).count("Waiting for a moderator") == 2
    assert "Dismiss reports" in flat(response)


def test_item_without_reports_offers_nothing_to_dismiss(moderator_client):
    assert "Dismiss reports" not in flat(moderator_client.get(make_item().get_absolute_url()))


def test_next_item_is_named_and_comes_after_the_decision(moderator_client):
    item = make_item(priority=0.9)
    author = UserFactory(display_name="Ottoline Marsh")
    after = make_item(make_comment("x", status=Status.HELD, author=author), rudeness=0.79)
    make_item(escalated_at=timezone.now(), priority=0.85)

    page = moderator_client.get(item.get_absolute_url() + "?queue=held")
    target = page.context["address_after"]
    response = moderator_client.post(
        item.get_absolute_url(),
        {"action": "approve", "seen_revision": 1, "next": target},
        follow=True,
    )

    assert "next: <bdi>Ottoline Marsh</bdi>, .79" in flat(page)
    assert response.redirect_chain == [(f"/moderation/items/{after.pk}/?queue=held", 302)]
    assert "Approved." in flat(response)


def test_last_item_leads_back_to_the_queue(moderator_client):
    page = moderator_client.get(make_item().get_absolute_url())

    assert page.context["address_after"] == "/moderation/queue/"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"action": "reject"}, "Choose a reason for the rejection."),
        ({"action": "reject", "reason_code": "other", "note": ""}, "needs a note that says why"),
        ({"action": "reject", "reason_code": "nonsense"}, "There is no such reason."),
        ({"action": "remove"}, "The form did not say what it was about."),
        ({}, "The form did not say what it was about."),
        ({"action": "approve", "seen_revision": "x"}, "The form did not say what it was about."),
        ({"action": "approve", "seen_revision": ""}, "The form did not say what it was about."),
        ({"action": "approve", "note": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_forged_or_unfinished_form_is_refused_and_kept(moderator_client, data, words):
    item = make_item()

    response = moderator_client.post(
        item.get_absolute_url(), {"seen_revision": 1, "note": "kept"} | data
    )

    assert response.status_code == 422
    assert words in flat(response)
    assert data.get("note", "kept") in flat(response)
    assert not Decision.objects.exists()


def test_refused_rejection_keeps_the_chosen_reason(moderator_client):
    item = make_item()

    response = moderator_client.post(
        item.get_absolute_url(),
        {"action": "reject", "reason_code": "other", "seen_revision": 1},
    )

    assert 'value="other" data-reason="0" aria-keyshortcuts="0" checked' in flat(response)


def test_no_reason_is_chosen_beforehand(moderator_client):
    assert " checked" not in flat(moderator_client.get(make_item().get_absolute_url()))


def test_words_edited_meanwhile_are_shown_before_anything_is_decided(moderator_client):
    item = make_item()
    edit_comment(item.comment, author=item.comment.author, body="Kinder words.")

    response = moderator_client.post(
        item.get_absolute_url(),
        {"action": "approve", "seen_revision": 1, "note": "harmless"},
    )

    assert response.status_code == 409
    assert "The author edited this comment after you opened it." in flat(response)
    assert "Kinder words." in flat(response)
    assert ">harmless</textarea>" in flat(response)
    assert not Decision.objects.exists()


def test_who_comes_second_is_told_who_was_first(moderator_client):
    item, colleague = make_item(), make_staff(display_name="Sanna Okoye")
    services.decide(item, moderator=colleague, action=Action.REJECT, reason_code="threat")

    response = moderator_client.post(
        item.get_absolute_url(), {"action": "approve", "seen_revision": 1}
    )

    assert response.status_code == 409
    assert "Sanna Okoye: rejected (threat)" in flat(response)
    assert Decision.objects.count() == 1


def test_decided_item_says_what_was_decided_and_offers_undo(moderator_client, moderator):
    item = make_item()
    decision = services.decide(item, moderator=moderator, action=Action.APPROVE, note="fair")

    response = moderator_client.get(item.get_absolute_url())

    assert "Approved</b> by you" in flat(response)
    assert "fair" in flat(response)
    assert f'name="decision" value="{decision.pk}"' in flat(response)
    assert "data-decide" not in flat(response)


def test_decision_of_a_colleague_is_for_them_or_a_lead_to_undo(moderator_client, lead):
    item = make_item()
    services.decide(item, moderator=make_staff(), action=Action.APPROVE)

    response = moderator_client.get(item.get_absolute_url())
    moderator_client.force_login(lead)
    for_lead = moderator_client.get(item.get_absolute_url())

    assert 'name="decision"' not in flat(response)
    assert "Put before moderators again" in flat(response)
    assert 'name="decision"' in flat(for_lead)


def test_withdrawn_comment_leaves_nothing_to_decide(moderator_client):
    item = make_item()
    withdraw_comment(item.comment, author=item.comment.author)

    response = moderator_client.get(item.get_absolute_url())

    assert "No longer waiting." in flat(response)
    assert "Put before moderators again" not in flat(response)


def test_escalated_item_is_read_only_for_moderators(moderator_client, lead):
    item = make_item(escalated_at=timezone.now())

    response = moderator_client.get(item.get_absolute_url())
    item.refresh_from_db()
    holder = item.claimed_by
    moderator_client.force_login(lead)
    for_lead = moderator_client.get(item.get_absolute_url())

    assert "This was escalated: a lead decides it." in flat(response)
    assert holder is None
    assert "data-decide" not in flat(response)
    assert "data-decide" in flat(for_lead)
    assert 'value="escalate"' not in flat(for_lead)


def test_any_comment_can_be_put_before_moderators(moderator_client, moderator):
    comment = make_comment()

    response = moderator_client.post(reverse("moderation:open_for_review", args=[comment.pk]))

    item = ReviewItem.objects.get(comment=comment)
    assert response.url == item.get_absolute_url()
    assert item.opened_by == moderator
    page = moderator_client.get(item.get_absolute_url())
    assert "Asked for" in flat(page)


def test_withdrawn_comment_is_not_put_before_moderators(moderator_client):
    comment = make_comment(status=Status.WITHDRAWN)

    response = moderator_client.post(
        reverse("moderation:open_for_review", args=[comment.pk]), follow=True
    )

    assert "Its author took this comment back: nothing is left to decide." in flat(response)
    assert not ReviewItem.objects.exists()


@pytest.mark.parametrize("others", [1, 3])
def test_item_query_count_does_not_grow(moderator_client, others, django_assert_num_queries):
    comment = make_comment("You fool.")
    for _ in range(others):
        report_comment(comment, reporter=UserFactory(), category="abusive", note="me")
        make_comment(parent=comment)
        make_comment(author=comment.author)
        make_item()
    item = ReviewItem.objects.open().get(comment=comment)
    moderator_client.get(item.get_absolute_url())

    with django_assert_num_queries(37):
        moderator_client.get(item.get_absolute_url())
