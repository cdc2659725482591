from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Standing, Status
from comments.services import report_comment
from moderation import paging, services
from moderation.models import Action, Sanction, SanctionKind
from moderation.views import paged
from tests.factories import UserFactory, make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db


def page_of(person):
    return reverse("moderation:person", args=[person.pk])


@pytest.fixture
def person(db):
    return UserFactory(username="gerrit", display_name="Gerrit <Hale>")


def test_address_of_a_person():
    assert reverse("moderation:person", args=[7]) == "/moderation/people/7/"


def test_page_shows_comments_record_and_decisions(moderator_client, moderator, person):
    make_comment("A civil word.", author=person)
    item = make_item(make_comment("You fool.", status=Status.HELD, author=person))
    services.decide(item, moderator=moderator, action=Action.REJECT, reason_code="abusive")

    response = moderator_client.get(page_of(person))

    assert [comment.body for comment in response.context["page"].rows] == [
        "You fool.",
        "A civil word.",
    ]
    for words in (
        "Gerrit &lt;Hale&gt;",
        "1 of 1 rejected",
        "rejected by a moderator",
        "Rejected: abusive</b> by you",
        "May comment",
    ):
        assert words in flat(response)


def test_page_shows_reports_made_and_what_became_of_them(moderator_client, moderator, person):
    comment = make_comment("You fool.")
    report_comment(comment, reporter=person, category="abusive", note="to me")
    item = comment.review_items.get()
    services.decide(item, moderator=moderator, action=Action.DISMISS)

    text = flat(moderator_client.get(page_of(person)))

    assert "Attacks a person" in text
    assert "“to me”" in text
    assert "The comment stayed" in text


def test_comment_that_waits_links_to_its_item_and_others_can_be_put_there(moderator_client, person):
    item = make_item(make_comment("x", status=Status.HELD, author=person))
    calm = make_comment(author=person)
    make_comment(author=person, status=Status.WITHDRAWN)

    text = flat(moderator_client.get(page_of(person)))

    assert f'href="{item.get_absolute_url()}">Waits for a decision' in text
    assert text.count("Put before moderators") == 1
    assert reverse("moderation:open_for_review", args=[calm.pk]) in text


def test_comments_are_paged(moderator_client, person, monkeypatch):
    monkeypatch.setattr(paged, "page", partial(paging.page, size=2))
    made = [make_comment(author=person) for _ in range(3)][::-1]

    first = moderator_client.get(page_of(person)).context["page"]
    second = moderator_client.get(page_of(person), {"after": first.after}).context["page"]

    assert (first.rows, second.rows) == (made[:2], made[2:])


def test_moderators_see_no_form_to_impose(moderator_client, person):
    assert reverse("moderation:impose", args=[person.pk]) not in (
        flat(moderator_client.get(page_of(person)))
    )


def test_colleagues_are_not_sanctioned_here(lead_client):
    colleague = make_staff()

    text = flat(lead_client.get(page_of(colleague)))
    response = lead_client.post(
        reverse("moderation:impose", args=[colleague.pk]), {"kind": "ban", "reason": "x"}
    )

    assert reverse("moderation:impose", args=[colleague.pk]) not in text
    assert response.status_code == 422
    assert not Sanction.objects.exists()


def test_lead_suspends_until_a_date(lead_client, lead, person):
    until = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)

    response = lead_client.post(
        reverse("moderation:impose", args=[person.pk]),
        {"kind": "suspension", "until": f"{until:%Y-%m-%dT%H:%M}", "reason": "Threats."},
        follow=True,
    )

    person.refresh_from_db()
    sanction = Sanction.objects.get()
    assert (sanction.kind, sanction.until, sanction.imposed_by) == ("suspension", until, lead)
    assert person.current_standing == Standing.SUSPENDED
    assert response.redirect_chain[0][0] == page_of(person) + "#sanctions"
    assert "Threats." in flat(response)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "", "reason": "kept"}, "Choose what is to be done."),
        ({"kind": "flogging", "reason": "kept"}, "Select a valid choice."),
        ({"kind": "ban", "reason": "  "}, "Say why:"),
        ({"kind": "suspension", "reason": "kept"}, "A suspension needs a date on which it ends."),
        ({"kind": "suspension", "until": "soon", "reason": "kept"}, "Write the end as a date"),
        (
            {"kind": "suspension", "until": "2020-01-01T00:00", "reason": "kept"},
            "The end lies in the past.",
        ),
    ],
)
def test_refused_sanction_says_why_and_keeps_what_was_typed(lead_client, person, data, words):
    response = lead_client.post(reverse("moderation:impose", args=[person.pk]), data)

    assert response.status_code == 422
    assert words in flat(response)
    assert data["reason"].strip() in flat(response)
    assert not Sanction.objects.exists()


def test_lead_lifts_a_ban(lead_client, lead, person):
    sanction = services.impose(person, kind=SanctionKind.BAN, reason="Spam.", moderator=lead)

    response = lead_client.post(reverse("moderation:lift", args=[sanction.pk]), follow=True)

    person.refresh_from_db()
    assert person.current_standing == Standing.GOOD
    assert "lifted by" in flat(response)
    assert reverse("moderation:lift", args=[sanction.pk]) not in flat(response)


@pytest.mark.parametrize("amount", [1, 3])
def test_person_query_count_does_not_grow(
    moderator_client, moderator, person, amount, django_assert_num_queries
):
    for _ in range(amount):
        item = make_item(make_comment("x", status=Status.HELD, author=person))
        services.decide(item, moderator=moderator, action=Action.APPROVE)
        report_comment(make_comment(), reporter=person, category="abusive")

    with django_assert_num_queries(26):
        moderator_client.get(page_of(person))
