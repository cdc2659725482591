"""What htmx gets after a deed in the queue."""

import pytest

from comments.models import Status
from comments.services import edit_comment
from moderation import services
from moderation.models import Action, Decision
from tests.factories import make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def post(client, item, data, address=""):
    base = {"seen_revision": item.comment.revision, "next": "/moderation/queue/?queue=held"}
    return client.post(item.get_absolute_url() + address, base | data, headers=HTMX)


def test_decided_row_comes_back_with_verdict_and_undo(moderator_client):
    item = make_item()

    response = post(moderator_client, item, {"reject": "threat"})

    decision = Decision.objects.get()
    assert response.status_code == 200
    assert flat(response).lstrip().startswith(f'<tr role="row" id="item-{item.pk}" class="is-done"')
    assert "Rejected: threat</b> by you, " in flat(response)
    assert flat(response).count(f'name="decision" value="{decision.pk}"') == 2  # row and toast
    assert 'id="toast" hx-swap-oob="innerHTML"' in flat(response)
    assert 'id="queues" hx-swap-oob="innerHTML"' in flat(response)


def test_escalated_row_counts_as_done(moderator_client):
    item = make_item()

    response = post(moderator_client, item, {"action": "escalate"})

    assert 'class="is-done"' in flat(response)
    assert "Escalated</b> by you" in flat(response)


def test_other_without_a_note_opens_the_panel_again_with_what_was_typed(moderator_client):
    item = make_item()

    response = post(moderator_client, item, {"reject": "other", "note": "  "})

    assert response.status_code == 422
    assert '<details class="no-panel" open>' in flat(response)
    assert "needs a note that says why" in flat(response)
    assert not Decision.objects.exists()


def test_note_too_long_is_refused_and_kept(moderator_client):
    item = make_item()

    response = post(moderator_client, item, {"reject": "spam", "note": "n" * 1001})

    assert response.status_code == 422
    assert "The note is too long" in flat(response)
    assert "n" * 1001 in flat(response)


def test_who_comes_second_sees_who_was_first(moderator_client):
    item, colleague = make_item(), make_staff(display_name="Sanna Okoye")
    services.decide(item, moderator=colleague, action=Action.APPROVE)

    response = post(moderator_client, item, {"reject": "spam"})

    assert response.status_code == 200
    assert 'class="is-done"' in flat(response)
    assert "Approved</b> by <bdi>Sanna Okoye</bdi>" in flat(response)
    assert "Yours was not written." in flat(response)
    assert 'name="decision"' not in flat(response)
    assert Decision.objects.count() == 1


def test_edited_words_come_back_undecided(moderator_client):
    item = make_item()
    edit_comment(item.comment, author=item.comment.author, body="New words.")

    response = post(moderator_client, item, {"action": "approve", "seen_revision": 1})

    assert "The author edited this comment" in flat(response)
    assert 'name="seen_revision" value="2"' in flat(response)
    assert not Decision.objects.exists()


def test_claim_and_release_of_a_row(moderator_client, moderator):
    item = make_item()

    claimed = post(moderator_client, item, {}, "claim")
    item.refresh_from_db()
    holder = item.claimant
    released = post(moderator_client, item, {}, "release")
    item.refresh_from_db()

    assert holder == moderator
    assert "Yours for <time" in flat(claimed)
    assert "<span>Release</span>" in flat(claimed)
    assert "<span>Claim</span>" in flat(released)
    assert item.claimant is None


def test_claim_of_what_a_colleague_holds_shows_the_colleague(moderator_client):
    item = make_item()
    services.claim(item, moderator=make_staff(display_name="Sanna Okoye"))

    response = post(moderator_client, item, {}, "claim")

    assert "Sanna Okoye is on this one." in flat(response)
    assert "<bdi>Sanna Okoye</bdi> is on this" in flat(response)


def test_undo_brings_the_row_back(moderator_client, moderator):
    item = make_item()
    decision = services.decide(item, moderator=moderator, action=Action.APPROVE)

    response = moderator_client.post(
        "/moderation/undo", {"decision": decision.pk, "row": item.pk}, headers=HTMX
    )

    assert 'class="is-done"' not in flat(response)
    assert 'value="approve" data-key="f"' in flat(response)
    assert "Taken back: approved" in flat(response)
    item.comment.refresh_from_db()
    assert item.comment.status == Status.HELD


def test_query_count_of_a_decision(moderator_client, django_assert_num_queries):
    item = make_item()

    with django_assert_num_queries(22):
        post(moderator_client, item, {"action": "approve"})
