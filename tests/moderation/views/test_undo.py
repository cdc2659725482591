import uuid

import pytest
from django.urls import reverse

from comments.models import Status
from moderation import services
from moderation.models import Action, Decision
from tests.factories import make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
UNDO = "/moderation/undo"


def test_undo_takes_the_decision_back_and_returns(moderator_client, moderator):
    item = make_item()
    decision = services.decide(item, moderator=moderator, action=Action.APPROVE)

    response = moderator_client.post(
        UNDO, {"decision": decision.pk, "next": "/moderation/decisions/"}, follow=True
    )

    item.refresh_from_db()
    item.comment.refresh_from_db()
    assert response.redirect_chain == [("/moderation/decisions/", 302)]
    assert "Taken back: approved" in flat(response)
    assert (item.closed_at, item.comment.status) == (None, Status.HELD)


def test_second_undo_is_told_so(moderator_client, moderator):
    decision = services.decide(make_item(), moderator=moderator, action=Action.APPROVE)
    services.undo(decision, moderator=moderator)

    response = moderator_client.post(UNDO, {"decision": decision.pk}, follow=True)

    assert "has taken this back already." in flat(response)
    assert Decision.objects.count() == 2


def test_decision_of_a_colleague_is_not_undone(moderator_client):
    decision = services.decide(make_item(), moderator=make_staff(), action=Action.APPROVE)

    response = moderator_client.post(UNDO, {"decision": decision.pk}, follow=True)

    assert "They or a lead can take it back." in flat(response)
    assert Decision.objects.count() == 1


def test_next_page_is_one_of_this_site(moderator_client, moderator):
    decision = services.decide(make_item(), moderator=moderator, action=Action.APPROVE)

    response = moderator_client.post(
        UNDO, {"decision": decision.pk, "next": "https://evil.example/"}
    )

    assert response.url == reverse("moderation:queue")


@pytest.mark.parametrize("data", [{}, {"decision": "x"}, {"decision": ""}, {"batch": "x"}])
def test_undo_of_nothing_is_a_bad_request(moderator_client, data):
    assert moderator_client.post(UNDO, data).status_code == 400


@pytest.mark.parametrize("pk", ["7", "9" * 30])
def test_undo_of_an_unknown_decision_is_not_found(moderator_client, pk):
    assert moderator_client.post(UNDO, {"decision": pk}).status_code == 404


def test_batch_is_undone_but_for_what_was_undone_before(moderator_client, moderator):
    result = services.decide_many(
        [make_item(), make_item(), make_item()], moderator=moderator, action=Action.APPROVE
    )
    services.undo(result.decided[0], moderator=moderator)

    response = moderator_client.post(UNDO, {"batch": result.batch}, follow=True)

    assert "Taken back: 2 decisions." in flat(response)
    assert Decision.objects.filter(action=Action.UNDO).count() == 3


def test_unknown_batch_has_nothing_to_take_back(moderator_client):
    response = moderator_client.post(UNDO, {"batch": uuid.uuid4()}, follow=True)

    assert "There was nothing left to take back." in flat(response)
