from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Status
from comments.services import report_comment
from moderation import paging, services
from moderation.models import Action
from moderation.views import paged
from tests.factories import UserFactory, make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
QUEUE = "/moderation/queue/"
MOST_BYTES = 245_000  # of a page of 50 rows, not compressed


def reported_item(body="You fool.", **fields):
    """An item whose comment readers see, reported by one of them."""
    comment = make_comment(body, status=Status.VISIBLE)
    item = make_item(comment, **fields)
    report_comment(comment, reporter=UserFactory(), category="offensive", note="rude to me")
    return item


def shown(response):
    return [row.record.item for row in response.context["table"].rows]


def test_address_of_the_queue():
    assert reverse("moderation:queue") == QUEUE


@pytest.mark.parametrize("item_count", [1, 3, 50])
def test_queue_query_count_does_not_grow(moderator_client, item_count, django_assert_num_queries):
    for _ in range(item_count - 1):
        make_item()
    reported_item()

    with django_assert_num_queries(15):
        response = moderator_client.get(QUEUE)

    assert len(shown(response)) == item_count


def test_page_of_50_rows_is_small_and_has_the_reasons_once(moderator_client):
    for _ in range(50):
        make_item(make_comment("word " * 60, status=Status.HELD))

    page = moderator_client.get(QUEUE, {"fold": "off"})

    assert page.text.count(' name="reject" value="') == 13
    assert len(page.content) < MOST_BYTES


def test_queues_divide_what_waits(lead_client):
    held, reported = make_item(), reported_item()
    escalated = make_item(escalated_at=timezone.now())
    make_item(closed_at=timezone.now())

    found = {
        name: set(shown(lead_client.get(QUEUE, {"queue": name})))
        for name in ("reported", "held", "escalated", "", "nonsense")
    }

    assert found == {
        "reported": {reported},
        "held": {held},
        "escalated": {escalated},
        "": {held, reported, escalated},
        "nonsense": {held, reported, escalated},
    }


def test_orders(moderator_client):
    now = timezone.now()
    rude = make_item(rudeness=0.9, priority=0.1, opened_at=now)
    urgent = make_item(rudeness=0.2, priority=2.0, opened_at=now)
    old = make_item(rudeness=0.5, priority=0.5, opened_at=now - timedelta(hours=2))

    found = {
        order: shown(moderator_client.get(QUEUE, {"order": order}))
        for order in ("urgent", "oldest", "rudest", "nonsense")
    }

    assert found == {
        "urgent": [urgent, old, rude],
        "oldest": [old, rude, urgent],
        "rudest": [rude, old, urgent],
        "nonsense": [urgent, old, rude],
    }


def link(response, rel):
    """The query of the link to the next or previous page."""
    _, _, rest = flat(response).partition(f'rel="{rel}" href="')
    return parse_qs(urlsplit(rest.split('"')[0].replace("&amp;", "&")).query)


def test_pages_lead_on_and_back_with_filters_kept(moderator_client, monkeypatch):
    monkeypatch.setattr(paged, "page", partial(paging.page, size=2))
    items = [make_item(priority=priority) for priority in (0.5, 0.4, 0.3)]
    make_item(rudeness=0.1)

    first = moderator_client.get(QUEUE, {"rude_from": "0.5", "queue": "held"})
    onward = link(first, "next")
    second = moderator_client.get(QUEUE, {name: value[0] for name, value in onward.items()})
    back = moderator_client.get(
        QUEUE, {name: value[0] for name, value in link(second, "prev").items()}
    )

    assert shown(first) == shown(back) == items[:2]
    assert shown(second) == items[2:]
    assert (onward["rude_from"], onward["queue"]) == (["0.5"], ["held"])


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("cursor", ["x", "nan~1", "1.0~99999999999999999999", "0.5~1~2", "\x00"])
def test_broken_link_shows_the_first_page_and_says_so(moderator_client, name, cursor):
    item = make_item()

    response = moderator_client.get(QUEUE, {name: cursor})

    assert response.status_code == 200
    assert shown(response) == [item]
    assert str(paged.LOST) in flat(response)


def test_page_that_is_empty_by_now_shows_the_first(moderator_client):
    item = make_item()

    assert shown(moderator_client.get(QUEUE, {"after": "0.0~1"})) == [item]


def test_filters_narrow_and_the_heading_counts(moderator_client):
    make_item(rudeness=0.9)
    wanted = make_item(rudeness=0.4)

    response = moderator_client.get(QUEUE, {"rude_to": "0.5"})

    assert shown(response) == [wanted]
    assert response.context["total"] == 1


def test_filter_that_makes_no_sense_is_named(moderator_client):
    item = make_item()

    response = moderator_client.get(QUEUE, {"flag": "nonsense", "article": "x"})

    assert response.status_code == 200
    assert shown(response) == [item]
    assert flat(response).count("This filter was left out.") == 2


def test_row_shows_marks_flags_record_and_state(moderator_client):
    parent = make_comment("The cap ends in 2029.", author=UserFactory(display_name="Petra <Vance>"))
    comment = make_comment("<b>You</b> fool.", status=Status.HELD, parent=parent)
    item = make_item(comment, rudeness=0.88)

    response = moderator_client.get(QUEUE)

    assert "Petra &lt;Vance&gt;" in flat(response)
    assert "<mark>&lt;b&gt;</mark>You&lt;/b&gt; fool." in flat(response)
    assert f'id="item-{item.pk}"' in flat(response)
    for words in (".88", "very high", ".80, limit .70", "never reviewed", "Held", "1 comment"):
        assert words in flat(response)


def test_row_of_a_long_comment_says_what_is_left(moderator_client):
    make_item(make_comment("word " * 400, status=Status.HELD))

    assert "more characters" in flat(moderator_client.get(QUEUE))


def test_row_of_a_colleague_has_no_buttons(moderator_client):
    colleague = make_staff(display_name="Sanna Okoye")
    item = make_item()
    services.claim(item, moderator=colleague)

    response = moderator_client.get(QUEUE)

    assert "<bdi>Sanna Okoye</bdi> is on this" in flat(response)
    assert 'value="approve" data-key="f"' not in flat(response)


def test_escalated_row_is_for_leads(moderator_client, lead):
    make_item(escalated_at=timezone.now())

    response = moderator_client.get(QUEUE, {"queue": "escalated"})
    moderator_client.force_login(lead)
    for_lead = moderator_client.get(QUEUE, {"queue": "escalated"})

    assert "A lead decides this" in flat(response)
    assert "A lead decides this" not in flat(for_lead)
    assert 'value="approve" data-key="f"' in flat(for_lead)


def test_empty_queue_is_kind_and_leads_on(moderator_client):
    response = moderator_client.get(QUEUE, {"queue": "reported"})

    assert "Nothing waits here" in flat(response)
    assert "Readers have reported nothing that is still to be decided." in flat(response)


def test_empty_result_of_a_filter_offers_the_whole_queue(moderator_client):
    make_item()

    response = moderator_client.get(QUEUE, {"flag": "unscorable"})

    assert "Nothing here matches" in flat(response)
    assert "1 comment waits in this queue" in flat(response)


def test_claim_next_opens_the_most_urgent(moderator_client, moderator):
    make_item(priority=0.5)
    urgent = make_item(priority=0.9)
    make_item(escalated_at=timezone.now(), priority=3)

    response = moderator_client.post("/moderation/claim-next", {"queue": "held"})

    assert response.url == f"/moderation/items/{urgent.pk}/?queue=held"
    urgent.refresh_from_db()
    assert urgent.claimant == moderator


def test_claim_next_of_an_empty_queue_says_so(moderator_client):
    response = moderator_client.post(
        "/moderation/claim-next", {"queue": "escalated", "next": "/moderation/"}, follow=True
    )

    assert response.redirect_chain == [("/moderation/", 302)]
    assert "Nothing is free here now" in flat(response)


def test_lead_claims_escalated_items_too(lead_client):
    item = make_item(escalated_at=timezone.now())

    response = lead_client.post("/moderation/claim-next")

    assert response.url == item.get_absolute_url()


def test_links_to_items_keep_the_queue_they_were_found_in(moderator_client):
    item = make_item()

    held = flat(moderator_client.get(QUEUE, {"queue": "held"}))
    everything = flat(moderator_client.get(QUEUE))

    assert f'href="{item.get_absolute_url()}?queue=held" data-open' in held
    assert f'href="{item.get_absolute_url()}" data-open' in everything


def test_decision_leaves_the_queue_and_the_page_offers_undo(moderator_client, moderator):
    item = make_item()

    response = moderator_client.post(
        item.get_absolute_url(),
        {"reject": "abusive", "seen_revision": 1, "next": QUEUE + "?queue=held"},
        follow=True,
    )

    assert response.redirect_chain == [(QUEUE + "?queue=held", 302)]
    decision = item.decisions.get()
    assert (decision.action, decision.reason_code) == (Action.REJECT, "abusive")
    assert "Rejected: abusive." in flat(response)
    assert f'name="decision" value="{decision.pk}"' in flat(response)
    assert shown(response) == []
