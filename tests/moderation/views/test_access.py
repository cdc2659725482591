import uuid

import pytest
from django.urls import reverse

from comments.models import Status
from moderation import services
from moderation.models import Action, Decision, ReviewItem, Sanction, SanctionKind
from tests.factories import UserFactory, make_comment, make_item
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db

PAGES = ("home", "queue", "decisions")
DEEDS = ("claim_next", "bulk", "undo")


@pytest.fixture
def addresses():
    """Every address of the desk, as (method, address)."""
    item = make_item()
    person, batch = item.comment.author.pk, uuid.uuid4()
    sanction = Sanction.objects.create(
        user=item.comment.author,
        kind=SanctionKind.WARNING,
        reason="Once.",
        imposed_by=UserFactory(),
    )
    return [
        *(("get", reverse(f"moderation:{name}")) for name in PAGES),
        ("get", reverse("moderation:item", args=[item.pk])),
        ("get", reverse("moderation:person", args=[person])),
        ("get", reverse("moderation:batch", args=[batch])),
        *(("post", reverse(f"moderation:{name}")) for name in DEEDS),
        ("post", reverse("moderation:item", args=[item.pk])),
        ("post", reverse("moderation:claim", args=[item.pk])),
        ("post", reverse("moderation:release", args=[item.pk])),
        ("post", reverse("moderation:open_for_review", args=[item.comment.pk])),
        ("post", reverse("moderation:impose", args=[person])),
        ("post", reverse("moderation:lift", args=[sanction.pk])),
    ]


def test_stranger_is_sent_to_the_log_in_page(client, addresses):
    for method, address in addresses:
        response = getattr(client, method)(address)

        assert response.status_code == 302, address
        assert response.url == f"{reverse('account_login')}?next={address}"


def test_reader_is_told_that_the_desk_is_not_open_to_them(reader_client, addresses):
    for method, address in addresses:
        response = getattr(reader_client, method)(address)

        assert response.status_code == 403, address
        assert "This page is not open to you" in flat(response)
    assert ReviewItem.objects.filter(claimed_by__isnull=False).count() == 0
    assert Decision.objects.count() == 0


def test_moderator_without_the_right_imposes_and_lifts_nothing(moderator_client):
    person = make_item().comment.author
    sanction = Sanction.objects.create(
        user=person, kind=SanctionKind.BAN, reason="Spam.", imposed_by=UserFactory()
    )

    impose = moderator_client.post(reverse("moderation:impose", args=[person.pk]), {"kind": "ban"})
    lift = moderator_client.post(reverse("moderation:lift", args=[sanction.pk]))

    assert (impose.status_code, lift.status_code) == (403, 403)
    assert Sanction.objects.filter(lifted_at=None).count() == 1


@pytest.mark.parametrize("pk", [7, 2**63, 10**30])
@pytest.mark.parametrize("name", ["item", "person"])
def test_unknown_id_is_not_found(moderator_client, name, pk):
    assert moderator_client.get(reverse(f"moderation:{name}", args=[pk])).status_code == 404


@pytest.mark.parametrize("name", ["claim", "release", "open_for_review"])
def test_deed_on_an_unknown_id_is_not_found(moderator_client, name):
    assert moderator_client.post(reverse(f"moderation:{name}", args=[10**30])).status_code == 404


@pytest.mark.parametrize("name", ["claim_next", "bulk", "undo"])
def test_deeds_are_not_done_by_following_a_link(moderator_client, name):
    assert moderator_client.get(reverse(f"moderation:{name}")).status_code == 405


def test_deed_without_the_forms_token_is_refused(moderator, client):
    item = make_item()
    strict = client.__class__(enforce_csrf_checks=True)
    strict.force_login(moderator)

    response = strict.post(
        reverse("moderation:item", args=[item.pk]), {"action": "approve", "seen_revision": 1}
    )

    assert response.status_code == 403
    assert not Decision.objects.exists()


def test_pages_carry_no_inline_style_or_script(lead_client, lead):
    comment = make_comment("You <i>utter</i> fool.", status=Status.HELD)
    item = make_item(comment, claimed_by=None)
    decision = services.decide(
        make_item(), moderator=lead, action=Action.REJECT, reason_code="abusive"
    )
    for address in (
        reverse("moderation:home"),
        reverse("moderation:queue"),
        reverse("moderation:item", args=[item.pk]),
        reverse("moderation:item", args=[decision.item_id]),
        reverse("moderation:person", args=[comment.author.pk]),
        reverse("moderation:decisions"),
    ):
        response = lead_client.get(address)

        assert response.status_code == 200
        assert " style=" not in flat(response)
        assert "<style" not in flat(response)
        assert " onclick=" not in flat(response)
        assert flat(response).count("<script") == flat(response).count("<script src=")
        assert "<i>utter</i>" not in flat(response)
        assert response.headers["Content-Security-Policy"].count("unsafe") == 0
