import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from comments.models import Status
from comments.reasons import ReasonCode
from moderation import services
from moderation.chain import digests, sealing
from moderation.models import Action, ChainHead, Decision, PolicyVersion
from tests.factories import make_comment, make_item
from tests.moderation.chain.tampering import tamper
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db


def decided(moderator, amount: int, *, rejected: int) -> None:
    """Rejections, then approvals, of comments that the policy held."""
    for number in range(amount):
        item = make_item(opened_at=timezone.now() - timedelta(minutes=number))
        Decision.objects.create(
            comment=item.comment,
            revision=item.comment.revisions.get(),
            action=Action.HOLD,
            policy=PolicyVersion.current(),
            status_before=Status.PENDING,
            status_after=Status.HELD,
        )
        services.decide(
            item,
            moderator=moderator,
            action=Action.REJECT if number < rejected else Action.APPROVE,
            reason_code=ReasonCode.ABUSIVE if number < rejected else None,
        )


def test_address_of_the_insight_page():
    assert reverse("moderation:insight") == "/moderation/insight/"


def test_insight_is_for_leads_and_the_link_too(client, moderator, lead):
    client.force_login(moderator)
    for_moderator = client.get("/moderation/insight/")
    home_of_moderator = flat(client.get("/moderation/"))
    client.force_login(lead)
    for_lead = client.get("/moderation/insight/")

    assert (for_moderator.status_code, for_lead.status_code) == (403, 200)
    assert 'href="/moderation/insight/"' not in home_of_moderator
    assert 'href="/moderation/insight/" data-go="i" data-place="Insight" aria-current="page"' in (
        flat(for_lead)
    )


def test_nothing_decided_is_said_in_words(lead_client):
    text = flat(lead_client.get("/moderation/insight/"))

    assert "No flagged comment was decided in this time." in text
    assert "Nothing that the machine judged was decided in this time." in text
    assert "No rejection stands in this time." in text
    assert "Nobody posted anything in this time." in text
    assert "No decision stands in this time." in text
    assert "<svg class=" not in text.split('<main id="main"')[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("query", "days"),
    [("", 30), ("?days=7", 7), ("?days=90", 90), ("?days=x", 30), ("?days=1", 30)],
)
def test_span_is_chosen_by_the_address(lead_client, query, days):
    response = lead_client.get(f"/moderation/insight/{query}")

    assert response.context["days"] == days
    assert f'href="?days={days}" aria-current="true"' in flat(response)


def test_shares_of_a_few_are_not_drawn_and_said_to_be_too_few(lead_client, moderator):
    decided(moderator, 9, rejected=3)

    text = flat(lead_client.get("/moderation/insight/"))

    assert 'aria-label="Rude: 3 of 9, too few to tell"' in text
    assert 'class="range"' not in text
    assert "Too few to tell how long a comment usually waits." in text


def test_shares_of_enough_come_with_their_interval(lead_client, moderator):
    decided(moderator, 10, rejected=3)

    text = flat(lead_client.get("/moderation/insight/"))

    assert 'aria-label="Rude: 30 % of 10, between 11 and 60 %"' in text
    assert '<line class="range" x1="107.8" x2="603.2" y1="10" y2="10" />' in text
    assert '<td class="n">between 11 and 60 %</td>' in text
    assert "decided within <b>4 min</b>" in text


def test_every_drawing_has_a_name_a_title_and_a_table_behind_it(lead_client, moderator):
    decided(moderator, 12, rejected=5)

    text = flat(lead_client.get("/moderation/insight/"))

    main = text.split('<main id="main"')[1].split("</main>")[0]
    panels = [panel for panel in main.split("<section")[1:] if "<svg" in panel]
    assert len(panels) == 5
    for panel in panels:
        drawings = re.findall(r"<svg[^>]*>.*?</svg>", panel)
        assert all('role="img" aria-label="' in drawing for drawing in drawings)
        assert all("<title>" in drawing for drawing in drawings)
        assert "<details" in panel
        assert "<table" in panel
        assert '<p class="small">' in panel


def test_drawings_keep_their_points_where_numbers_have_commas(lead_client, moderator):
    decided(moderator, 10, rejected=3)

    with translation.override("de"):
        text = flat(lead_client.get("/moderation/insight/", headers={"Accept-Language": "de"}))

    assert 'x1="107.8"' in text
    assert re.findall(r' (?:x1|x2|y|x|width|height)="\d+,\d+"', text) == []


def test_the_page_names_nobody(lead_client, moderator):
    type(moderator).objects.filter(pk=moderator.pk).update(display_name="Mika Unmistakable")
    decided(moderator, 12, rejected=5)

    text = flat(lead_client.get("/moderation/insight/"))

    assert "Mika Unmistakable" not in text
    assert "No figure here compares people" in text


def test_the_end_of_the_log_is_shown_to_be_written_down(lead_client, moderator):
    decided(moderator, 2, rejected=0)
    sealing.seal_waiting()
    decided(moderator, 1, rejected=0)
    head = ChainHead.objects.get()

    text = flat(lead_client.get("/moderation/insight/"))

    assert re.search(rf"Entry {head.number}: <b[^>]*>{digests.short(head.digest)}</b>", text)
    assert head.digest in text
    assert "2 decisions are not sealed yet" in text


def test_a_log_without_its_end_is_told_of(lead_client):
    tamper("DELETE FROM moderation_chainhead")

    assert "The end of the log’s chain is missing." in flat(lead_client.get("/moderation/insight/"))


@pytest.mark.parametrize("amount", [1, 12])
def test_insight_query_count_does_not_grow(
    lead_client, moderator, amount, django_assert_num_queries
):
    make_comment(status=Status.VISIBLE)
    decided(moderator, amount, rejected=amount // 2)

    with django_assert_num_queries(18):
        lead_client.get("/moderation/insight/")
