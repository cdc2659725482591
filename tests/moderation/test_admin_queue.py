"""The review queue in the admin: what it shows, and approving and rejecting from it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, Status
from comments.services import edit_comment
from moderation import roles, services
from moderation.admin import ReviewItemAdmin
from moderation.models import Action, Decision, FlagKind, ReviewItem
from tests.factories import make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db

WAS_FIRST = "lou: rejected (spam) 0 minutes ago. Yours was not written."
NOT_YOURS = "This was escalated: a lead decides it. Nothing was decided."
QUEUE = reverse("admin:moderation_reviewitem_changelist")


def shown(client, **query) -> list[ReviewItem]:
    return list(client.get(QUEUE, query).context["cl"].result_list)


def texts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def post(client, action: str, *items: ReviewItem, **data):
    """What the page sends: the ticked rows, and the revisions that were on it."""
    seen = {f"seen-{item.pk}": item.comment.revision for item in items}
    data = {"action": action, "_selected_action": [item.pk for item in items], **seen, **data}
    return client.post(QUEUE, data, follow=True)


def states(*items: ReviewItem) -> list[tuple[str, bool]]:
    """Each comment's status, and whether its item is still open."""
    rows = [ReviewItem.objects.select_related("comment").get(pk=item.pk) for item in items]
    return [(row.comment.status, row.closed_at is None) for row in rows]


@pytest.fixture
def queues(lead):
    """One item per queue."""
    reported = make_item(make_comment("Seen by readers.", status=Status.VISIBLE), rudeness=0.1)
    held = make_item(rudeness=0.2)
    escalated = make_item(rudeness=0.3)
    services.decide(escalated, moderator=lead, action=Action.ESCALATE)
    closed = make_item(rudeness=0.4)
    services.decide(closed, moderator=lead, action=Action.APPROVE)
    return {"reported": reported, "held": held, "escalated": escalated, "closed": closed}


@pytest.mark.parametrize("queue", ["reported", "held", "escalated", "closed"])
def test_queue_filter_shows_its_queue_alone(moderator_client, queues, queue):
    assert shown(moderator_client, queue=queue) == [queues[queue]]


def test_list_without_filter_shows_open_items_most_urgent_first(moderator_client, queues):
    assert shown(moderator_client) == [queues["escalated"], queues["reported"], queues["held"]]


def test_claim_filter_tells_free_mine_and_colleagues(moderator_client, moderator, lead):
    free, mine, others, lapsed = make_item(), make_item(), make_item(), make_item()
    services.claim(mine, moderator=moderator)
    services.claim(others, moderator=lead)
    past = timezone.now() - timedelta(seconds=1)
    ReviewItem.objects.filter(pk=lapsed.pk).update(claimed_by=lead, claim_expires_at=past)

    assert set(shown(moderator_client, claim="free")) == {free, lapsed}
    assert shown(moderator_client, claim="mine") == [mine]
    assert shown(moderator_client, claim="others") == [others]


def test_flag_filter_shows_items_with_that_flag(moderator_client):
    make_item()
    repeat = make_item(kind=FlagKind.DETECTED_REPEAT)

    assert shown(moderator_client, flags__kind__exact="detected_repeat") == [repeat]


def test_row_shows_words_flag_evidence_author_and_claim(moderator_client, lead):
    comment = make_comment("You utter <b>fool</b>.", status=Status.HELD)
    item = make_item(comment, rudeness=0.86, evidence=".86, limit .70")
    services.claim(item, moderator=lead)

    html = moderator_client.get(QUEUE).content.decode()

    assert "&lt;b&gt;fool&lt;/b&gt;" in html
    assert "<b>fool" not in html
    assert "<b>Rude</b> <bdi>.86, limit .70</bdi>" in html
    assert f">{comment.author.name}<" in html
    assert f"on {comment.article}<" in html
    assert 'Held <span class="on">lou is on it</span>' in html
    assert f'name="seen-{item.pk}" value="1"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_list_does_not_grow(moderator_client, count, django_assert_num_queries):
    items = [make_item() for _ in range(count)]

    with django_assert_num_queries(9):
        found = shown(moderator_client)

    assert set(found) == set(items)


def test_approve_publishes_and_writes_one_batch(moderator_client, moderator):
    first, second, other = make_item(), make_item(), make_item()

    response = post(moderator_client, "approve_selected", first, second)

    visible, held = (Status.VISIBLE, False), (Status.HELD, True)
    assert states(first, second, other) == [visible, visible, held]
    decisions = Decision.objects.order_by("pk")
    assert [(d.item, d.action, d.moderator) for d in decisions] == [
        (first, Action.APPROVE, moderator),
        (second, Action.APPROVE, moderator),
    ]
    batch = decisions[0].batch
    assert batch is not None
    assert [d.batch for d in decisions] == [batch, batch]
    link = f'<a href="{reverse("admin:moderation_decision_changelist")}?batch={batch}">'
    assert texts(response) == [f"2 comments approved. {link}The decisions</a>, to take them back."]


def test_reject_asks_for_the_reason_first_and_lists_the_comments(moderator_client):
    item = make_item(make_comment("You <i>utter</i> fool.", status=Status.HELD))

    response = post(moderator_client, "reject_selected", item)

    html = response.content.decode()
    assert "You &lt;i&gt;utter&lt;/i&gt; fool." in html
    assert f'name="_selected_action" value="{item.pk}"' in html
    assert f'name="seen-{item.pk}" value="1"' in html
    assert states(item) == [(Status.HELD, True)]
    assert not Decision.objects.exists()


def test_reject_with_a_reason_removes_and_writes_it(moderator_client, moderator):
    first, second = make_item(), make_item()

    response = post(
        moderator_client,
        "reject_selected",
        first,
        second,
        apply="1",
        reason_code="abusive",
        note="both of them",
    )

    assert states(first, second) == [(Status.REMOVED, False)] * 2
    rows = Decision.objects.order_by("pk").values_list("action", "reason_code", "note", "moderator")
    assert list(rows) == [("reject", "abusive", "both of them", moderator.pk)] * 2
    assert Comment.objects.get(pk=first.comment_id).reason_code == "abusive"
    assert texts(response)[0].startswith("2 comments rejected.")


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ({"reason_code": ""}, "This field is required."),
        ({"reason_code": "because"}, "Select a valid choice."),
        ({"reason_code": "other", "note": "  "}, "“Other” needs a note that says why."),
    ],
)
def test_reject_without_a_proper_reason_asks_again_and_keeps_the_note(
    moderator_client, reason, error
):
    item = make_item()

    response = post(moderator_client, "reject_selected", item, apply="1", **reason)

    assert error in response.content.decode()
    assert states(item) == [(Status.HELD, True)]
    assert not Decision.objects.exists()


def test_action_skips_what_a_colleague_decided_or_is_on_and_says_so(moderator_client, lead):
    free, decided, claimed = make_item(), make_item(), make_item()
    services.decide(decided, moderator=lead, action=Action.REJECT, reason_code="spam")
    services.claim(claimed, moderator=lead)

    response = post(moderator_client, "approve_selected", free, decided, claimed)

    assert states(free, decided, claimed) == [
        (Status.VISIBLE, False),
        (Status.REMOVED, False),
        (Status.HELD, True),
    ]
    done, *skipped = texts(response)
    assert done.startswith("1 comment approved.")
    assert skipped == [
        f"Comment by {decided.comment.author}: {WAS_FIRST}",
        f"Comment by {claimed.comment.author}: lou is on this one. Nothing was decided.",
    ]


def test_action_skips_a_comment_edited_after_the_page_was_drawn(moderator_client):
    item = make_item(make_comment("You utter fool.", status=Status.VISIBLE))
    comment = Comment.objects.get(pk=item.comment_id)
    edit_comment(comment, author=comment.author, body="Something else altogether.")

    response = post(moderator_client, "approve_selected", item)

    assert not Decision.objects.exists()
    assert "edited this comment after you opened it" in texts(response)[0]


def test_action_on_escalated_items_is_for_leads(client, moderator, lead):
    item = make_item()
    services.decide(item, moderator=moderator, action=Action.ESCALATE)
    client.force_login(moderator)
    refused = post(client, "approve_selected", item)
    client.force_login(lead)

    post(client, "approve_selected", item)

    assert texts(refused) == [f"Comment by {item.comment.author}: {NOT_YOURS}"]
    assert Decision.objects.get(action=Action.APPROVE).moderator == lead


def test_action_across_pages_is_refused(moderator_client, monkeypatch):
    """Nobody decides what they have not seen; the page does not offer it, a forged form may."""
    monkeypatch.setattr(ReviewItemAdmin, "list_per_page", 1)
    item, _ = make_item(), make_item()
    page = moderator_client.get(QUEUE).content.decode()

    response = post(moderator_client, "approve_selected", item, select_across="1")

    assert "0 of 1 selected" in page
    assert "across all pages" not in page
    assert states(item) == [(Status.HELD, True)]
    assert texts(response) == [
        "Only what was on the page can be decided: nobody has read the rest."
    ]


def test_action_needs_the_right_to_review(client):
    """Seeing the list is not enough."""
    viewer = make_staff(roles.MODERATOR)
    viewer.groups.clear()
    viewer.user_permissions.set(Permission.objects.filter(codename="view_reviewitem"))
    client.force_login(viewer)
    item = make_item()

    response = post(client, "approve_selected", item)

    assert response.status_code == 200
    assert states(item) == [(Status.HELD, True)]
    assert not Decision.objects.exists()
