import pytest

from comments.models import Status
from comments.services import edit_comment
from moderation import services
from moderation.models import Action, Decision
from tests.factories import make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
BULK = "/moderation/bulk"


def form(items, **data):
    seen = {f"seen-{item.pk}": item.comment.revision for item in items}
    return {"item": [item.pk for item in items], "action": "approve"} | seen | data


def test_preview_lists_what_is_checked_and_decides_nothing(moderator_client):
    items = [make_item(make_comment(f"Words {n}.", status=Status.HELD)) for n in range(3)]

    response = moderator_client.post(BULK, form(items[:2], action="reject"))

    assert response.status_code == 200
    assert "Reject 2 comments?" in flat(response)
    assert "ds 0." in flat(response)
    assert "ds 2." not in flat(response)
    assert not Decision.objects.exists()


def test_confirmed_batch_is_decided_under_one_id(moderator_client):
    items = [make_item(), make_item()]

    response = moderator_client.post(
        BULK,
        form(items, action="reject", reason_code="spam", note="same link", confirmed="1"),
        follow=True,
    )

    decisions = Decision.objects.order_by("item")
    assert [(d.item, d.reason_code, d.note) for d in decisions] == [
        (item, "spam", "same link") for item in items
    ]
    batch = decisions[0].batch
    assert batch is not None
    assert decisions[1].batch == batch
    assert response.redirect_chain == [(f"/moderation/batches/{batch}/", 302)]
    assert "Rejected: spam, 2 comments" in flat(response)
    assert f'name="batch" value="{batch}"' in flat(response)


def test_result_says_what_was_left_alone_and_why(moderator_client):
    items = [make_item(), make_item(), make_item()]
    services.decide(items[0], moderator=make_staff(display_name="Sanna"), action=Action.APPROVE)
    data = form(items, confirmed="1")
    edit_comment(items[1].comment, author=items[1].comment.author, body="New words.")

    response = moderator_client.post(BULK, data, follow=True)

    assert Decision.objects.exclude(batch=None).get().item == items[2]
    assert "Left alone: 2 comments" in flat(response)
    assert "Sanna: approved" in flat(response)
    assert "The author edited this comment after you opened it." in flat(response)


def test_batch_of_which_nothing_was_decided_says_why(moderator_client):
    item = make_item()
    services.claim(item, moderator=make_staff(display_name="Sanna"))

    response = moderator_client.post(BULK, form([item], confirmed="1"), follow=True)

    assert response.status_code == 200
    assert "Nothing was decided" in flat(response)
    assert "Sanna is on this one." in flat(response)


def test_rejection_without_a_reason_asks_again_with_what_was_typed(moderator_client):
    item = make_item()

    response = moderator_client.post(
        BULK, form([item], action="reject", note="kept", confirmed="1")
    )

    assert response.status_code == 422
    assert "Choose a reason for the rejection." in flat(response)
    assert ">kept</textarea>" in flat(response)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 40], ["²"]])
def test_nothing_usable_checked(moderator_client, ids):
    response = moderator_client.post(BULK, {"item": ids, "action": "approve"}, follow=True)

    assert "Nothing was checked, so nothing was decided." in flat(response)


@pytest.mark.parametrize("action", ["", "escalate", "remove"])
def test_forged_deed_is_refused(moderator_client, action):
    item = make_item()

    response = moderator_client.post(BULK, form([item], action=action, confirmed="1"), follow=True)

    assert "The form did not say what it was about." in flat(response)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "²", "9" * 12])
def test_item_whose_words_nobody_says_to_have_seen_is_left_alone(moderator_client, seen):
    item = make_item()

    moderator_client.post(BULK, form([item], confirmed="1") | {f"seen-{item.pk}": seen})

    assert not Decision.objects.exists()
