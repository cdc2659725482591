"""Batch by score: what is counted, listed and shown is what is decided."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Status
from comments.services import edit_comment
from moderation import services
from moderation.models import Action, Decision, ReviewItem
from moderation.models.review import NO_SCORE
from moderation.views import batches
from tests.factories import ArticleFactory, make_comment, make_item, make_staff, set_policy
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
PAGE = "/moderation/batch/"


def item(rudeness, **fields):
    return make_item(
        make_comment(f"Words {rudeness}.", status=Status.HELD), rudeness=rudeness, **fields
    )


def bound(response):
    """What the preview's form holds to be decided."""
    return re.search(r'name="items" value="([^"]*)"', response.content.decode())[1]


def confirm(client, address, response, **data):
    data = {"confirmed": "1", "items": bound(response)} | data
    return client.post(address, data, follow=True)


def test_bars_count_each_score_once(moderator_client):
    for rudeness in (0.0, 0.05, 0.149, 0.15, 0.7, 0.95, 1.0):
        item(rudeness)

    response = moderator_client.get(PAGE)

    amounts = [step.amount for step in response.context["chart"].steps]
    assert amounts == [1, 1, 1, 1, *[0] * 10, 1, *[0] * 4, 2]
    assert ".15 to .20: 1 comment</title>" in flat(response)


def test_bars_are_links_that_choose_a_range_and_keep_the_filters(moderator_client):
    item(0.7)

    response = moderator_client.get(f"{PAGE}?rude_from=0.7&rude_to=0.8&flag=detected_rude")

    links = re.findall(
        r'<a href="\?([^"]*)" title="[^"]*"><span class="sr">([^<]*)</span></a>', flat(response)
    )
    assert len(links) == 20
    assert links[13] == (
        "flag=detected_rude&amp;rude_from=0.65&amp;rude_to=0.8",
        ".65 to .70: 0 comments, extend the range: .65 to .80",
    )
    assert links[14] == (
        "flag=detected_rude&amp;rude_from=0.7&amp;rude_to=0.75",
        ".70 to .75: 1 comment, choose it alone",
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rude_from=0&rude_to=0.7", [0.0, 0.699]),
        ("rude_from=0.7&rude_to=0.75", [0.7]),
        ("rude_from=0.75&rude_to=1", [0.75, 1.0]),
        ("rude_from=0.7&rude_to=0.7", []),
        ("rude_from=&rude_to=", [0.0, 0.699, 0.7, 0.75, 1.0]),
        ("", [0.0]),
        ("rude_from=0.8&rude_to=0.2", []),
        ("rude_from=x&rude_to=0.2", []),
        ("rude_from=nan", []),
        ("rude_to=7", []),
    ],
)
def test_a_range_begins_with_its_lower_limit_and_ends_before_its_upper(
    moderator_client, query, found
):
    """But for 1, the end of the scale. So two ranges side by side share nothing."""
    items = {rudeness: item(rudeness) for rudeness in (0.0, 0.699, 0.7, 0.75, 1.0)}

    response = moderator_client.get(f"{PAGE}?{query}")

    assert response.status_code == 200
    assert response.context["amount"] == len(found)
    listed = [row.item for _heading, rows in response.context["groups"] for row in rows]
    assert listed == [items[rudeness] for rudeness in found]


def test_a_range_that_ends_before_it_begins_says_so(moderator_client):
    response = moderator_client.get(f"{PAGE}?rude_from=0.8&rude_to=0.2")

    assert "The range ends before it begins." in flat(response)


def test_the_sites_limits_are_drawn_and_named(moderator_client):
    set_policy(hold_at=0.6, remove_at=0.95)

    response = moderator_client.get(PAGE)

    assert flat(response).count('<line class="lim"') == 2
    assert "held from .60" in flat(response)
    assert "removed from .95" in flat(response)


def test_what_has_no_score_is_counted_apart(moderator_client):
    item(0.1)
    without = item(0.1)
    ReviewItem.objects.filter(pk=without.pk).update(score=None, rudeness=NO_SCORE)

    response = moderator_client.get(PAGE)

    assert (response.context["total"], response.context["unscored"]) == (1, 1)
    assert "1 comment has no score and lies in no range." in flat(response)


def test_filters_narrow_the_drawing_and_the_range(moderator_client):
    hot = ArticleFactory()
    wanted = make_item(make_comment("Hot.", article=hot, status=Status.HELD), rudeness=0.1)
    item(0.1)

    response = moderator_client.get(PAGE, {"article": hot.pk})

    assert response.context["total"] == 1
    assert bound(moderator_client.post(f"{PAGE}?article={hot.pk}", {"action": "approve"})) == (
        f"{wanted.pk}:1"
    )


def test_samples_are_from_both_edges_and_the_middle(moderator_client):
    items = [item(round(0.1 + n / 1000, 3)) for n in range(40)]

    response = moderator_client.get(f"{PAGE}?rude_from=0&rude_to=0.2")

    groups = [[row.item for row in rows] for _heading, rows in response.context["groups"]]
    assert groups == [items[:8], items[18:22], items[-8:]]


def test_link_to_the_queue_shows_the_same_items_unfolded(moderator_client):
    for rudeness in (0.1, 0.1999, 0.2):
        item(rudeness)
        item(rudeness, pile="same")

    response = moderator_client.get(f"{PAGE}?rude_from=0.1&rude_to=0.2")
    queue = moderator_client.get(
        reverse("moderation:queue") + "?" + response.context["queue_query"]
    )

    assert response.context["amount"] == 4
    assert len(queue.context["table"].rows) == 4


def test_preview_counts_and_decides_nothing(moderator_client):
    for n in range(3):
        item(0.1 + n / 100)
    item(0.5)

    response = moderator_client.post(f"{PAGE}?rude_from=0&rude_to=0.2", {"action": "approve"})

    assert response.status_code == 200
    assert "Approve 3 comments?" in flat(response)
    assert not Decision.objects.exists()


def test_confirmed_range_is_one_batch_with_one_undo(moderator_client, moderator):
    items = [item(0.1 + n / 100) for n in range(3)]
    address = f"{PAGE}?rude_from=0&rude_to=0.2"
    preview = moderator_client.post(address, {"action": "reject"})

    response = confirm(
        moderator_client, address, preview, action="reject", reason_code="spam", note="Spree."
    )

    decisions = Decision.objects.order_by("item")
    assert [(d.item, d.reason_code, d.note) for d in decisions] == [
        (each, "spam", "Spree.") for each in items
    ]
    batch = decisions[0].batch
    assert response.redirect_chain == [(f"/moderation/batches/{batch}/", 302)]
    assert "Rejected: spam, 3 comments" in flat(response)
    moderator_client.post("/moderation/undo", {"batch": batch})
    assert ReviewItem.objects.open().count() == 3


def test_what_came_or_changed_since_the_preview_is_left_alone(moderator_client):
    kept, edited = item(0.1), item(0.12)
    address = f"{PAGE}?rude_from=0&rude_to=0.2"
    preview = moderator_client.post(address, {"action": "approve"})
    item(0.11)
    edit_comment(edited.comment, author=edited.comment.author, body="New words.")

    response = confirm(moderator_client, address, preview, action="approve")

    assert Decision.objects.get().item == kept
    assert "Left alone: 1 comment" in flat(response)
    assert "The author edited this comment after you opened it." in flat(response)


def test_what_others_are_on_or_leads_decide_is_not_counted(moderator_client, lead_client):
    mine = item(0.1)
    claimed, escalated = item(0.1), item(0.1, escalated_at=timezone.now())
    services.claim(claimed, moderator=make_staff(display_name="Sanna"))
    lead = moderator_client.get(PAGE).wsgi_request.user
    other = make_staff()
    moderator_client.force_login(other)

    response = moderator_client.get(PAGE)
    moderator_client.force_login(lead)
    for_lead = moderator_client.get(PAGE)

    assert (response.context["amount"], for_lead.context["amount"]) == (1, 2)
    assert mine.pk != escalated.pk


def test_a_rejection_needs_its_reason_and_keeps_what_was_bound(moderator_client):
    kept = item(0.1)
    address = f"{PAGE}?rude_from=0&rude_to=0.2"
    preview = moderator_client.post(address, {"action": "reject"})
    item(0.11)

    response = confirm(moderator_client, address, preview, action="reject", note="kept")
    other = confirm(moderator_client, address, preview, action="reject", reason_code="other")

    assert response.status_code == 422
    assert "Choose a reason for the rejection." in flat(response)
    assert ">kept</textarea>" in flat(response)
    assert bound(response) == f"{kept.pk}:1"
    assert "“Other” needs a note" in flat(other)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("deed", "which"), [("approve", [0, 1]), ("reject", [2, 1])])
def test_a_large_range_is_capped_from_the_safe_end_and_says_so(
    moderator_client, monkeypatch, deed, which
):
    monkeypatch.setattr(batches, "MOST", 2)
    items = [item(0.1 + n / 100) for n in range(3)]
    address = f"{PAGE}?rude_from=0&rude_to=0.2"

    page = moderator_client.get(address)
    preview = moderator_client.post(address, {"action": deed})

    assert "one batch takes 2" in flat(page)
    assert bound(preview) == " ".join(f"{items[n].pk}:1" for n in which)
    assert "1 more lies in the range" in flat(preview)
    assert f"{deed.capitalize()} 2 comments?" in flat(preview)


@pytest.mark.parametrize(
    "bad", ["", "x", "1", "1:", ":1", "-1:1", "9" * 40 + ":1", "999999:1", "²:1", "1:²"]
)
def test_forged_items_decide_nothing(moderator_client, bad):
    item(0.1)

    response = moderator_client.post(
        PAGE, {"action": "approve", "confirmed": "1", "items": bad}, follow=True
    )

    assert response.status_code == 200
    assert not Decision.objects.exists()


@pytest.mark.parametrize("action", ["", "escalate", "remove"])
def test_forged_deed_is_refused(moderator_client, action):
    item(0.1)

    response = moderator_client.post(PAGE, {"action": action}, follow=True)

    assert "The form did not say what it was about." in flat(response)


def test_nothing_in_the_range_is_nothing_to_decide(moderator_client):
    response = moderator_client.post(PAGE, {"action": "approve"}, follow=True)

    assert "Nothing lies in this range now, so nothing was decided." in flat(response)


def test_readers_do_not_come_in(reader_client):
    assert reader_client.get(PAGE).status_code == 403
    assert reader_client.post(PAGE, {"action": "approve"}).status_code == 403


@pytest.mark.parametrize("amount", [1, 30])
def test_query_count_of_the_page_does_not_grow(
    moderator_client, amount, django_assert_max_num_queries
):
    for n in range(amount):
        item(round(0.1 + n / 1000, 3))

    with django_assert_max_num_queries(24) as captured:
        moderator_client.get(PAGE)

    assert len(captured) <= 24


def test_the_batch_is_drawn_and_paged(moderator_client, moderator, monkeypatch):
    items = [item(0.1 + n / 100) for n in range(3)]
    result = services.decide_many(items, moderator=moderator, action=Action.APPROVE)

    response = moderator_client.get(reverse("moderation:batch", args=[result.batch]))

    assert [s.amount for s in response.context["chart"].steps][:4] == [0, 0, 3, 0]
    assert "Approved, 3 comments" in flat(response)


def test_undone_batch_shows_that_it_was_taken_back(moderator_client, moderator):
    result = services.decide_many([make_item()], moderator=moderator, action=Action.APPROVE)
    services.undo_batch(result.batch, moderator=moderator)

    response = moderator_client.get(reverse("moderation:batch", args=[result.batch]))

    assert "1 taken back" in flat(response)
    assert 'name="batch"' not in flat(response)


def test_unknown_batch_is_not_found(moderator_client):
    address = reverse("moderation:batch", args=[uuid.uuid4()])

    assert moderator_client.get(address).status_code == 404


@pytest.mark.parametrize("amount", [1, 3])
def test_query_count_of_the_result_does_not_grow(
    moderator_client, moderator, amount, django_assert_num_queries
):
    items = [make_item() for _ in range(amount)]
    result = services.decide_many(items, moderator=moderator, action=Action.APPROVE)

    with django_assert_num_queries(10):
        moderator_client.get(reverse("moderation:batch", args=[result.batch]))
