"""The log as CSV: for leads, logged, without formulas."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from comments.reasons import ReasonCode
from moderation.models import Action, Decision
from moderation.services import decide
from moderation.spreadsheets import value_of
from tests.factories import make_comment, make_item

pytestmark = pytest.mark.django_db
URL = reverse("moderation:export_decisions")


@pytest.fixture
def lead_client(lead_client):
    """As everywhere, and has just shown again that it is they."""
    lead_client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    return lead_client


def read(response) -> list[dict]:
    text = b"".join(response.streaming_content).decode()
    table = csv.DictReader(io.StringIO(text, newline=""))
    return [{name: value_of(value) for name, value in row.items()} for row in table]


def reject(moderator, body="=1+1", note="+note"):
    item = make_item(make_comment(body))
    return decide(
        item,
        moderator=moderator,
        action=Action.REJECT,
        reason_code=ReasonCode.ABUSIVE,
        note=note,
    )


def test_a_lead_takes_what_the_list_shows_and_reads_it_back(lead_client, lead):
    first, second = reject(lead), reject(lead, body='Plain "words",\nsecond line')

    response = lead_client.post(URL)

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="decisions-')
    found = read(response)
    assert [(row["id"], row["words"], row["note"], row["by"]) for row in found] == [
        (str(second.pk), 'Plain "words",\nsecond line', "+note", "lou"),
        (str(first.pk), "=1+1", "+note", "lou"),
    ]
    assert found[1]["decided_at"] == first.decided_at.isoformat()


def test_the_filters_of_the_list_hold_for_the_file(lead_client, lead):
    reject(lead)

    response = lead_client.post(f"{URL}?action=approve")

    assert read(response) == []


def test_who_took_what_is_logged(lead_client, lead):
    reject(lead)

    lead_client.post(f"{URL}?action=reject")

    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (
        lead,
        "Exported 1 decisions, filters: action=reject",
    )


def test_whoever_takes_it_shows_first_that_it_is_they(client, lead):
    reject(lead)
    client.force_login(lead)

    asked = client.post(f"{URL}?action=reject")
    shown = client.post(asked.url, {"password": "correct horse battery"})

    assert asked.url.startswith(reverse("account_reauthenticate") + "?next=")
    assert shown.url == reverse("moderation:decisions") + "?action=reject"
    assert LogEntry.objects.count() == 0
    assert len(read(client.post(f"{URL}?action=reject"))) == 1


def test_moderators_and_strangers_take_nothing(client, moderator_client):
    assert moderator_client.post(URL).status_code == 403
    moderator_client.logout()
    assert client.post(URL).status_code == 302
    assert LogEntry.objects.count() == 0


def test_a_link_alone_takes_nothing(lead_client):
    assert lead_client.get(URL).status_code == 405


def test_the_button_is_for_leads(lead_client, lead):
    reject(lead)
    page = lead_client.get(reverse("moderation:decisions"))

    assert URL in page.text
    assert Decision.objects.count() == 1
