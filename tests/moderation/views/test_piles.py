"""Rows that stand for a pile, and one decision for all of it."""

from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Status
from comments.services import edit_comment
from moderation import paging, services
from moderation.models import Decision, ReviewItem
from moderation.views import paged
from tests.factories import UserFactory, make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
QUEUE = "/moderation/queue/"
BULK = "/moderation/bulk"
HTMX = {"HX-Request": "true"}


def pile(*bodies, name="a", **fields):
    """Open items of one pile, the first the most urgent."""
    return [
        make_item(
            make_comment(body, status=Status.HELD),
            pile=name,
            **{"priority": 0.9 - n / 100} | fields,
        )
        for n, body in enumerate(bodies)
    ]


SAME = ("Save our shelves.", "SAVE our shelves!", "save our shelves")


def shown(response):
    return [row.record.item for row in response.context["table"].rows]


def form(items, **data):
    """What the buttons of a pile's row send."""
    fields = {"pile": items[0].pile, "upto": max(item.pk for item in items), "next": QUEUE}
    return fields | {"row": items[0].pk, "action": "approve"} | data


def same(items, **data):
    return form(items, same=items[0].comment.fingerprint, **data)


def test_one_row_for_a_pile_with_its_size(moderator_client):
    items = pile(*SAME)
    other = make_item(priority=0.1)

    response = moderator_client.get(QUEUE)

    assert shown(response) == [items[0], other]
    assert "Same text, 3 comments" in flat(response)
    assert "<span> Approve 3 </span>" in flat(response)
    assert "pile=a" in flat(response)


def test_differing_words_are_shown_before_they_are_decided(moderator_client):
    pile("Save our shelves.", "Save our trees.")

    response = moderator_client.get(QUEUE)

    assert "Nearly the same text, 2 comments" in flat(response)
    assert "<span> Approve 2… </span>" in flat(response)


@pytest.mark.parametrize("address", ["?fold=off", "?pile=a"])
def test_a_pile_can_be_opened(moderator_client, address):
    items = pile(*SAME)

    assert shown(moderator_client.get(QUEUE + address)) == items


def test_a_flood_says_how_many_more_and_leads_to_them(moderator_client):
    author = UserFactory(username="flooder")
    for n in range(5):
        make_item(make_comment(f"Words {n}.", status=Status.HELD, author=author))

    response = moderator_client.get(QUEUE)
    all_of_theirs = moderator_client.get(QUEUE, {"author": "flooder"})

    assert len(shown(response)) == 3
    assert "2 more by <bdi>flooder</bdi>" in flat(response)
    assert "?author=flooder" in flat(response)
    assert len(shown(all_of_theirs)) == 5


def test_pages_lead_on_and_back_through_a_folded_list(moderator_client, monkeypatch):
    monkeypatch.setattr(paged, "page", partial(paging.page, size=2))
    tops = [pile(*SAME, name=name, priority=0.9 - n / 10)[0] for n, name in enumerate("abc")]

    first = moderator_client.get(QUEUE)
    second = moderator_client.get(QUEUE, {"after": first.context["page"].after})
    back = moderator_client.get(QUEUE, {"before": second.context["page"].before})

    assert shown(first) == shown(back) == tops[:2]
    assert shown(second) == tops[2:]
    assert second.context["page"].after == ""


@pytest.mark.parametrize("order", ["urgent", "oldest", "rudest"])
def test_every_order_folds(moderator_client, order):
    items = pile(*SAME)
    other = make_item(priority=0.1)

    assert set(shown(moderator_client.get(QUEUE, {"order": order}))) == {items[0], other}


@pytest.mark.parametrize("amount", [2, 12])
def test_query_count_of_a_folded_page_does_not_grow(
    moderator_client, amount, django_assert_num_queries
):
    author = UserFactory()
    for n in range(amount):
        pile(*SAME, name=f"{n}")
    for n in range(5):
        make_item(make_comment(f"Words {n}.", status=Status.HELD, author=author))
    moderator_client.get(QUEUE)

    with django_assert_num_queries(16):
        response = moderator_client.get(QUEUE)

    assert len(shown(response)) == amount + 3


def test_same_text_is_decided_at_once_as_one_batch(moderator_client):
    items = pile(*SAME)

    response = moderator_client.post(BULK, same(items, reject="spam", note="Spree."), follow=True)

    decisions = Decision.objects.order_by("item")
    assert [(d.item, d.action, d.reason_code, d.note) for d in decisions] == [
        (item, "reject", "spam", "Spree.") for item in items
    ]
    assert len({d.batch for d in decisions}) == 1
    assert response.redirect_chain == [(QUEUE, 302)]
    assert "Rejected: spam, 3 comments." in flat(response)
    assert f'name="batch" value="{decisions[0].batch}"' in flat(response)


def test_what_came_since_or_says_something_else_by_now_is_left_alone(moderator_client):
    items = pile(*SAME)
    data = same(items)
    late = pile(SAME[0])[0]
    edit_comment(items[1].comment, author=items[1].comment.author, body="Other words.")
    ReviewItem.objects.filter(pk=items[1].pk).update(pile="a")

    moderator_client.post(BULK, data)

    assert set(Decision.objects.values_list("item", flat=True)) == {items[0].pk, items[2].pk}
    assert ReviewItem.objects.open().filter(pk__in=[late.pk, items[1].pk]).count() == 2


def test_only_what_its_list_shows_is_decided(moderator_client):
    """The row said how many the held queue has; a reported one of the same text is another row."""
    items = pile(*SAME)
    seen = make_item(make_comment(SAME[0], status=Status.VISIBLE), pile="a")

    moderator_client.post(
        BULK, same(items, next=QUEUE + "?queue=held", upto=max(seen.pk, items[-1].pk))
    )

    assert Decision.objects.count() == 3
    assert ReviewItem.objects.open().get() == seen


def test_what_a_colleague_is_on_is_left_with_the_reason(moderator_client):
    items = pile(*SAME)
    services.claim(items[2], moderator=make_staff(display_name="Sanna"))

    response = moderator_client.post(BULK, same(items), follow=True)

    assert "Approved, 2 comments. Left alone: 1. Sanna is on this one." in flat(response)


def test_htmx_gets_the_row_with_the_undo_of_all(moderator_client):
    items = pile(*SAME)

    response = moderator_client.post(BULK, same(items), headers=HTMX)

    batch = Decision.objects.first().batch
    assert response.status_code == 200
    assert f'id="item-{items[0].pk}" class="is-done"' in flat(response)
    assert "Approved, 3 comments." in flat(response)
    assert flat(response).count(f'name="batch" value="{batch}"') == 2


def test_htmx_undo_of_all_gives_the_row_its_buttons_back(moderator_client, moderator):
    items = pile(*SAME)
    result = services.decide_many(items, moderator=moderator, action="approve")

    response = moderator_client.post(
        "/moderation/undo",
        {"batch": result.batch, "row": items[0].pk, "next": QUEUE},
        headers=HTMX,
    )

    assert "Taken back: 3 decisions." in flat(response)
    assert "<span> Approve 3 </span>" in flat(response)
    assert ReviewItem.objects.open().count() == 3


def test_other_without_a_note_is_asked_again(moderator_client):
    items = pile(*SAME)

    response = moderator_client.post(BULK, same(items, reject="other"), headers=HTMX)
    plain = moderator_client.post(BULK, same(items, reject="other"), follow=True)

    assert response.status_code == 422
    assert "“Other” needs a note" in flat(response)
    assert "“Other” needs a note" in flat(plain)
    assert not Decision.objects.exists()


def test_differing_words_come_as_a_list_first(moderator_client):
    items = pile("Save our shelves.", "Save our trees.")

    response = moderator_client.post(BULK, form(items, action="reject"))

    assert response.status_code == 200
    assert "Reject 2 comments?" in flat(response)
    assert [row.item for row in response.context["rows"]] == items
    assert not Decision.objects.exists()


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 40])
def test_forged_pile_decides_nothing(moderator_client, upto):
    items = pile(*SAME)

    response = moderator_client.post(BULK, same(items, upto=upto), follow=True)

    assert response.status_code == 200
    assert "nothing was decided" in flat(response)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("row", ["", "x", "0", "9" * 40])
def test_forged_row_is_not_found(moderator_client, row):
    items = pile(*SAME)

    response = moderator_client.post(BULK, same(items, row=row, reject="other"), headers=HTMX)

    assert response.status_code == 404


def test_what_is_closed_is_in_no_pile(moderator_client):
    items = pile(*SAME)
    ReviewItem.objects.filter(pk__in=[i.pk for i in items[1:]]).update(closed_at=timezone.now())

    response = moderator_client.get(reverse("moderation:queue"))

    assert "Same text" not in flat(response)
