"""The toast says who is told and when; nobody at the desk ever reads an address."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from comments.models import AuthorNotice, Status
from moderation import services
from moderation.models import Action, Sanction
from tests.factories import UserFactory, make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(settings):
    settings.UNDO_WINDOW = 10
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def person(db):
    return UserFactory(
        username="gerrit", display_name="Gerrit <Hale>", email="gerrit@private.example"
    )


def make_held(person):
    return make_item(make_comment("You fool.", status=Status.HELD, author=person))


def reject(client, item, **data):
    return client.post(
        item.get_absolute_url(),
        {"action": "reject", "reason_code": "abusive", "seen_revision": 1, **data},
        headers={"HX-Request": "true"},
    )


def test_toast_says_who_is_told_in_how_many_seconds_and_offers_the_way_back(
    moderator_client, person
):
    text = flat(reject(moderator_client, make_held(person)))

    assert "Rejected: abusive" in text
    assert "<bdi>Gerrit &lt;Hale&gt;</bdi> is told in" in text
    assert '<time data-due="2026-03-01T12:00:10+00:00">10</time> s' in text
    assert 'name="decision"' in text


def test_deed_that_changes_nothing_for_readers_tells_nobody(moderator_client, person):
    item = make_held(person)

    text = flat(
        moderator_client.post(
            item.get_absolute_url(),
            {"action": "escalate", "seen_revision": 1},
            headers={"HX-Request": "true"},
        )
    )

    assert "is told" not in text
    assert not AuthorNotice.objects.exists()


def test_list_of_my_decisions_counts_from_the_server_and_survives_a_closed_tab(
    moderator_client, moderator, person, noon
):
    decision = services.decide(
        make_held(person), moderator=moderator, action=Action.REJECT, reason_code="abusive"
    )
    noon.shift(timedelta(seconds=7))
    home = reverse("moderation:home")

    early = flat(moderator_client.get(home))
    noon.shift(timedelta(seconds=3))
    late = flat(moderator_client.get(home))
    moderator_client.post(reverse("moderation:undo"), {"decision": decision.pk})

    assert '">3</time> s' in early
    assert "> Gerrit &lt;Hale&gt; has been told </p>" in late
    assert AuthorNotice.objects.count() == 2


def test_undo_from_the_list_within_the_window_leaves_the_author_untold(
    moderator_client, moderator, person
):
    decision = services.decide(
        make_held(person), moderator=moderator, action=Action.REJECT, reason_code="abusive"
    )

    moderator_client.post(reverse("moderation:undo"), {"decision": decision.pk})

    assert not AuthorNotice.objects.exists()


def test_sanction_with_removal_can_be_undone_from_the_page_that_follows(lead_client, person):
    item = make_held(person)

    response = lead_client.post(
        reverse("moderation:impose", args=[person.pk]),
        {"kind": "ban", "reason": "Insults.", "reject_reason": "abusive"},
        follow=True,
    )
    sanction = Sanction.objects.get()
    text = flat(response)
    assert "1 waiting comment rejected." in text
    assert "is told in 10 s." in text
    assert f'name="sanction" value="{sanction.pk}"' in text

    response = lead_client.post(reverse("moderation:undo"), {"sanction": sanction.pk}, follow=True)

    item.refresh_from_db()
    person.refresh_from_db()
    assert "Taken back: 1 decision." in flat(response)
    assert (item.closed_at, person.standing) == (None, "good")


def test_undo_of_its_batch_lifts_the_sanction_too(lead_client, lead, person):
    make_held(person)
    sanction = services.impose(
        person, kind="ban", reason="Insults.", moderator=lead, reject_reason="spam"
    )

    lead_client.post(reverse("moderation:undo"), {"batch": sanction.batch})

    person.refresh_from_db()
    sanction.refresh_from_db()
    assert (person.standing, sanction.lifted_by) == ("good", lead)


def test_moderator_does_not_undo_a_sanction(moderator_client, lead, person):
    sanction = services.impose(person, kind="ban", reason="Insults.", moderator=lead)

    response = moderator_client.post(
        reverse("moderation:undo"), {"sanction": sanction.pk}, follow=True
    )

    person.refresh_from_db()
    assert "Leads impose sanctions and take them back." in flat(response)
    assert person.standing == "banned"


@pytest.mark.parametrize("pk", ["", "x", "9" * 30])
def test_undo_of_no_sanction_does_nothing(lead_client, pk):
    response = lead_client.post(reverse("moderation:undo"), {"sanction": pk})

    assert response.status_code == (404 if pk.isdecimal() else 400)


def test_nobody_at_the_desk_reads_an_address(lead_client, lead, person):
    item = make_held(person)
    toast = flat(reject(lead_client, item))
    services.impose(person, kind="warning", reason="Insults.", moderator=lead)
    pages = [
        reverse("moderation:home"),
        reverse("moderation:person", args=[person.pk]),
        reverse("moderation:decisions"),
        reverse("moderation:author", args=[item.pk]),
        item.get_absolute_url(),
    ]

    texts = [toast, *(flat(lead_client.get(page)) for page in pages)]

    assert all("gerrit" in text.lower() for text in texts)
    assert not any("private.example" in text for text in texts)


def test_reader_never_learns_which_moderator_it_was(client, person, noon):
    colleague = make_staff("lead", username="verysecretname", display_name="Very Secret")
    services.decide(
        make_held(person), moderator=colleague, action=Action.REJECT, reason_code="abusive"
    )
    services.impose(person, kind="warning", reason="Insults.", moderator=colleague)
    noon.shift(timedelta(seconds=10))
    client.force_login(person)

    text = client.get("/me/").text

    assert "Your comment was removed: it attacks a person." in text
    assert "Insults." in text
    assert "secret" not in text.lower()
