"""The decision log in the admin: reading it and taking back."""

import pytest
from django.urls import reverse

from comments.models import Status
from moderation import services
from moderation.models import Action, Decision, PolicyVersion
from tests.factories import make_comment, make_item

pytestmark = pytest.mark.django_db

LOG = reverse("admin:moderation_decision_changelist")


def take_back(client, *decisions):
    data = {"action": "take_back", "_selected_action": [decision.pk for decision in decisions]}
    return client.post(LOG, data, follow=True)


def texts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def policy_decision() -> Decision:
    comment = make_comment()
    return Decision.objects.create(
        comment=comment,
        revision=comment.revisions.get(),
        action=Action.PUBLISH,
        policy=PolicyVersion.current(),
        status_before=Status.PENDING,
        status_after=Status.VISIBLE,
    )


def test_take_back_restores_the_comment_and_writes_an_undo(moderator_client, moderator):
    item = make_item()
    decision = services.decide(item, moderator=moderator, action="reject", reason_code="spam")

    response = take_back(moderator_client, decision)

    item.refresh_from_db()
    assert (item.comment.status, item.closed_at) == (Status.HELD, None)
    assert Decision.objects.first().undoes == decision
    assert texts(response) == ["1 decision taken back."]


def test_take_back_goes_newest_first(moderator_client, moderator):
    item = make_item()
    first = services.decide(item, moderator=moderator, action="dismiss")
    second = services.decide(item, moderator=moderator, action="approve")

    response = take_back(moderator_client, first, second)

    assert texts(response) == ["2 decisions taken back."]


def test_take_back_refused_says_why_and_changes_nothing(moderator_client, moderator, lead):
    theirs = services.decide(make_item(), moderator=lead, action="approve")
    machine = policy_decision()
    again = services.decide(make_item(), moderator=moderator, action="approve")
    services.undo(again, moderator=moderator)
    before = Decision.objects.count()

    response = take_back(moderator_client, theirs, machine, again)

    assert Decision.objects.count() == before
    assert texts(response) == [
        f"{again}: mika has taken this back already.",
        f"{machine}: Only what a moderator decided can be taken back.",
        f"{theirs}: lou decided this. They or a lead can take it back.",
    ]


def test_lead_takes_back_what_a_moderator_decided(lead_client, moderator):
    decision = services.decide(make_item(), moderator=moderator, action="approve")

    take_back(lead_client, decision)

    assert Decision.objects.first().undoes == decision


@pytest.mark.parametrize(("by", "names"), [("me", ["me"]), ("people", ["lead", "me"])])
def test_filter_by_who_decided(moderator_client, moderator, lead, by, names):
    rows = {
        "me": services.decide(make_item(), moderator=moderator, action="approve"),
        "lead": services.decide(make_item(), moderator=lead, action="approve"),
        "policy": policy_decision(),
    }

    found = moderator_client.get(LOG, {"by": by}).context["cl"].result_list

    assert list(found) == [rows[name] for name in names]


def test_filter_by_the_policy(moderator_client, moderator):
    services.decide(make_item(), moderator=moderator, action="approve")
    machine = policy_decision()

    found = moderator_client.get(LOG, {"by": "policy"}).context["cl"].result_list

    assert list(found) == [machine]


def test_filter_by_batch_shows_what_one_action_did(moderator_client, moderator):
    services.decide(make_item(), moderator=moderator, action="approve")
    items = [make_item(), make_item()]
    result = services.decide_many(items, moderator=moderator, action="approve")

    found = moderator_client.get(LOG, {"batch": str(result.batch)}).context["cl"].result_list

    assert set(found) == set(result.decided)


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_of_the_log_does_not_grow(
    moderator_client, moderator, count, django_assert_num_queries
):
    for _ in range(count):
        decision = services.decide(make_item(), moderator=moderator, action="approve")
        services.undo(decision, moderator=moderator)
        policy_decision()

    with django_assert_num_queries(10):
        response = moderator_client.get(LOG)

    assert response.context["cl"].result_count == 3 * count
