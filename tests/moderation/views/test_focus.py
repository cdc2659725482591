"""One comment at a time, as the server gives it."""

import pytest
from django.utils import timezone

from comments.models import Status
from moderation import services
from moderation.models import Action, Decision, DeskSettings, ReviewItem
from moderation.views.focus import PREFETCHED
from tests.factories import UserFactory, make_comment, make_item, make_staff
from tests.moderation.views.pages import flat

pytestmark = pytest.mark.django_db
FOCUS = "/moderation/focus/"
HTMX = {"HX-Request": "true"}


def shown(response):
    return [row.item for row in response.context["found"]]


def ahead(response):
    return [row.item for row in response.context["waiting"]]


def post(client, item, data, **more):
    base = {"seen_revision": item.comment.revision, "next": f"{FOCUS}?queue=held"}
    return client.post(f"{FOCUS}{item.pk}?queue=held", base | data, **more)


def items(amount, **fields):
    return [make_item(priority=9.0 - n, **fields) for n in range(amount)]


def test_most_urgent_comes_first_with_five_behind_it(moderator_client):
    found = items(PREFETCHED + 3)

    response = moderator_client.get(FOCUS)

    assert shown(response) == found[:1]
    assert ahead(response) == found[1 : PREFETCHED + 1]


def test_only_the_one_that_is_shown_is_claimed(moderator_client, moderator):
    first, *_ = items(3)

    moderator_client.get(FOCUS)

    assert list(ReviewItem.objects.filter(claimed_by=moderator)) == [first]


def test_what_a_colleague_is_on_is_left_out(moderator_client):
    first, second = items(2)
    services.claim(first, moderator=make_staff())

    response = moderator_client.get(FOCUS)

    assert shown(response) == [second]
    assert ahead(response) == []


def test_what_is_for_leads_is_left_out_for_others(moderator_client):
    make_item(escalated_at=timezone.now())

    assert shown(moderator_client.get(FOCUS, {"queue": "escalated"})) == []


def test_focus_keeps_to_queue_filter_and_order(moderator_client):
    make_item(make_comment(status=Status.VISIBLE), rudeness=0.9)
    low, high = make_item(rudeness=0.6), make_item(rudeness=0.7)
    make_item(rudeness=0.2)

    response = moderator_client.get(FOCUS, {"queue": "held", "rude_from": "0.5", "order": "rudest"})

    assert shown(response) + ahead(response) == [high, low]


def test_one_that_was_asked_for_comes_first(moderator_client):
    first, second, third = items(3)

    response = moderator_client.get(FOCUS, {"first": third.pk})

    assert shown(response) == [third]
    assert ahead(response) == [first, second]


def test_passed_over_ones_stay_away(moderator_client):
    first, second, third = items(3)

    response = moderator_client.get(FOCUS, {"without": f"{first.pk},nonsense,{third.pk}"})

    assert shown(response) == [second]
    assert ahead(response) == []


def test_more_gives_as_many_as_are_wanted_and_claims_none(moderator_client):
    first, second, _ = items(3)

    response = moderator_client.get(f"{FOCUS}more", {"without": str(first.pk), "want": 1})

    assert shown(response) == [second]
    assert "<html" not in response.text
    assert not ReviewItem.objects.filter(claimed_by__isnull=False).exists()


# One query less where the folded list alone fills the page.
@pytest.mark.parametrize(("amount", "queries"), [(1, 19), (5, 19), (6, 18), (9, 18)])
def test_focus_query_count_does_not_grow(
    moderator_client, amount, queries, django_assert_num_queries
):
    items(amount)

    with django_assert_num_queries(queries):
        moderator_client.get(FOCUS)


@pytest.mark.parametrize(("amount", "queries"), [(1, 11), (4, 11), (5, 10), (9, 10)])
def test_more_query_count_does_not_grow(
    moderator_client, amount, queries, django_assert_num_queries
):
    items(amount)

    with django_assert_num_queries(queries):
        moderator_client.get(f"{FOCUS}more")


def test_nothing_left_says_so(moderator_client):
    assert "Nothing more waits here" in flat(moderator_client.get(FOCUS))


def test_without_a_script_the_form_leads_to_the_next_one(moderator_client):
    first, second = items(2)

    response = post(moderator_client, first, {"reject": "spam"}, follow=True)

    assert response.redirect_chain == [(f"{FOCUS}?queue=held", 302)]
    assert shown(response) == [second]
    assert "Rejected: spam" in flat(response)
    assert Decision.objects.get().reason_code == "spam"


def test_without_a_script_a_refusal_shows_the_comment_again(moderator_client):
    first, _ = items(2)

    response = post(moderator_client, first, {"reject": "other", "note": ""})

    assert response.status_code == 422
    assert shown(response) == [first]
    assert "needs a note that says why" in flat(response)


def test_script_gets_toast_and_counts(moderator_client):
    item = make_item()

    response = post(moderator_client, item, {"action": "approve"}, headers=HTMX)

    assert response.status_code == 200
    assert f'name="decision" value="{Decision.objects.get().pk}"' in flat(response)
    assert 'id="queues" hx-swap-oob="innerHTML"' in flat(response)


def test_who_comes_second_is_told_who_was_first_and_how_to_go_back(moderator_client):
    item = make_item()
    services.decide(item, moderator=make_staff(display_name="Sanna Okoye"), action=Action.APPROVE)

    response = post(moderator_client, item, {"action": "approve"}, headers=HTMX)

    assert response.status_code == 409
    assert "Sanna Okoye: approved" in flat(response)
    assert f'data-return="{item.pk}"' in flat(response)
    assert Decision.objects.count() == 1


def test_one_that_was_decided_is_drawn_with_its_verdict(moderator_client):
    item = make_item()
    services.decide(item, moderator=make_staff(display_name="Sanna Okoye"), action=Action.APPROVE)

    response = moderator_client.get(f"{FOCUS}{item.pk}")

    assert "Approved</b> by <bdi>Sanna Okoye</bdi>" in flat(response)
    assert "data-decide" not in flat(response)


def hard_run(moderator, amount):
    for _ in range(amount):
        services.decide(make_item(rudeness=0.95), moderator=moderator, action=Action.APPROVE)


def test_after_a_run_of_hard_ones_an_easy_one_is_served_and_named(moderator_client, moderator):
    DeskSettings.objects.create(user=moderator, rest=True)
    hard, easy = make_item(rudeness=0.95), make_item(rudeness=0.1)
    hard_run(moderator, 5)

    response = moderator_client.get(FOCUS)

    assert shown(response) == [easy]
    assert ahead(response) == [hard]
    assert "An easier one." in flat(response)
    assert "You have just decided 5 very rude comments in a row." in flat(response)


@pytest.mark.parametrize(("rest", "run"), [(True, 4), (False, 5)])
def test_no_easy_one_before_the_run_is_long_enough_or_unasked(
    moderator_client, moderator, rest, run
):
    DeskSettings.objects.create(user=moderator, rest=rest)
    hard = make_item(rudeness=0.95)
    make_item(rudeness=0.1)
    hard_run(moderator, run)

    assert shown(moderator_client.get(FOCUS)) == [hard]


def test_focus_is_for_moderators(reader_client):
    item = make_item()

    for address in (FOCUS, f"{FOCUS}more", f"{FOCUS}{item.pk}"):
        assert reader_client.get(address).status_code == 403


def pile(amount, body="Buy gold at my place now.", **fields):
    """Items of one text, as the queue would fold them; the most urgent first."""
    return [
        make_item(make_comment(body, status=Status.HELD), pile="p", priority=8.0 - n / 10, **fields)
        for n in range(amount)
    ]


def post_pile(client, response, data, **more):
    [row] = response.context["found"]
    bound = {"pile": row.fold.pile.name, "upto": row.fold.pile.upto, "row": row.pk}
    bound |= {"same": row.item.comment.fingerprint, "next": response.context["here"]}
    return client.post(f"{FOCUS}{row.pk}", bound | data, **more)


def test_a_pile_comes_once_and_is_decided_once_for_all(moderator_client):
    top, *others = pile(3)
    (alone,) = items(1)
    ReviewItem.objects.filter(pk=alone.pk).update(priority=1)

    response = moderator_client.get(FOCUS)
    done = post_pile(moderator_client, response, {"reject": "spam"}, headers=HTMX)

    assert shown(response) + ahead(response) == [top, alone]
    assert "Same text, 3 comments" in flat(response)
    assert "Rejected: spam, 3 comments." in flat(done)
    decisions = Decision.objects.all()
    assert {d.item_id for d in decisions} == {item.pk for item in [top, *others]}
    assert len({d.batch for d in decisions}) == 1
    assert f'name="batch" value="{decisions[0].batch}"' in done.text
    assert f'data-undo-of="{top.pk}"' in done.text


def test_without_a_script_a_pile_is_decided_and_taken_back_whole(moderator_client):
    pile(2)
    (alone,) = items(1)
    ReviewItem.objects.filter(pk=alone.pk).update(priority=1)

    response = moderator_client.get(FOCUS)
    response = post_pile(moderator_client, response, {"action": "approve"}, follow=True)

    assert shown(response) == [alone]
    assert "Approved, 2 comments." in flat(response)
    batch = Decision.objects.first().batch
    assert f'name="batch" value="{batch}"' in response.text


def test_what_came_into_a_pile_since_it_was_shown_is_left_alone(moderator_client):
    pile(2)
    response = moderator_client.get(FOCUS)
    (late,) = pile(1)

    post_pile(moderator_client, response, {"action": "approve"}, headers=HTMX)

    assert list(ReviewItem.objects.open()) == [late]


def test_a_pile_that_colleagues_decided_meanwhile_says_so(moderator_client, lead):
    top, other = pile(2)
    response = moderator_client.get(FOCUS)
    ReviewItem.objects.update(claimed_by=None, claim_expires_at=None)
    services.decide_many([top, other], moderator=lead, action=Action.APPROVE)

    done = post_pile(moderator_client, response, {"action": "approve"}, headers=HTMX)

    assert done.status_code == 409
    assert "Nothing of it waits any more" in flat(done)
    assert f'data-return="{top.pk}"' in done.text


def test_nearly_the_same_text_shows_its_list_first(moderator_client):
    first = make_item(make_comment("Buy gold now.", status=Status.HELD), pile="p", priority=2)
    second = make_item(make_comment("Buy gold today.", status=Status.HELD), pile="p", priority=1)

    page = moderator_client.get(FOCUS)
    [row] = page.context["found"]
    bound = {"pile": "p", "upto": row.fold.pile.upto, "next": page.context["here"]}
    listed = moderator_client.post("/moderation/bulk", bound | {"action": "approve"})

    assert "Nearly the same text, 2 comments" in flat(page)
    assert 'action="/moderation/bulk"' in page.text
    assert [row.item for row in listed.context["rows"]] == [first, second]
    assert not Decision.objects.exists()


def test_of_a_pile_in_the_page_no_other_comes(moderator_client):
    """Neither when the list was opened at one of its lower rows, nor after it was passed over."""
    top, _middle, last = pile(3)

    at_last = moderator_client.get(FOCUS, {"first": last.pk})
    passed = moderator_client.get(FOCUS, {"without": top.pk})

    assert (shown(at_last), ahead(at_last)) == ([last], [])
    assert shown(passed) == []


def test_a_flood_by_one_author_lets_others_through_and_comes_last(moderator_client):
    author = UserFactory()
    flood = [
        make_item(make_comment(status=Status.HELD, author=author), priority=9.0 - n / 10)
        for n in range(5)
    ]
    (other,) = items(1)
    ReviewItem.objects.filter(pk=other.pk).update(priority=1)

    response = moderator_client.get(FOCUS)

    assert shown(response) + ahead(response) == [*flood[:3], other, *flood[3:]]
    assert "2 more by" in flat(response)


def test_folding_can_be_switched_off(moderator_client):
    found = pile(3)

    response = moderator_client.get(FOCUS, {"fold": "off"})

    assert shown(response) + ahead(response) == found
