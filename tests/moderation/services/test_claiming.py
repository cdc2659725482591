"""Who is on what."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from comments.models import Status
from comments.services import withdraw_comment
from moderation.models import CLAIM_TIME, Action, ReviewItem
from moderation.services import ItemTaken, claim, claim_next, decide, release
from tests.factories import make_comment, make_item, make_staff
from tests.racing import LIMIT, race


@pytest.fixture
def colleague(db):
    return make_staff(username="kim")


def items(*priorities, **fields):
    return [
        make_item(make_comment(f"Fool {n}.", status=Status.HELD), priority=n, **fields)
        for n in priorities
    ]


@pytest.mark.django_db
def test_claim_next_gives_each_moderator_another_item_the_most_urgent_first(moderator, colleague):
    low, high = items(0.5, 0.9)

    claims = [claim_next(moderator), claim_next(colleague), claim_next(moderator)]

    assert claims == [high, low, None]
    assert [item.claimed_by for item in claims[:2]] == [moderator, colleague]


@pytest.mark.django_db
def test_of_two_as_urgent_the_older_comes_first(moderator):
    first, _ = items(0.5, 0.5)

    assert claim_next(moderator) == first


@pytest.mark.django_db
def test_a_claim_ends_after_its_time_and_the_item_is_free_again(moderator, colleague):
    now = timezone.now()
    [item] = items(0.5)
    with time_machine.travel(now, tick=False):
        assert claim_next(moderator).claim_expires_at == now + CLAIM_TIME

    with time_machine.travel(now + CLAIM_TIME - timedelta(microseconds=1), tick=False):
        assert claim_next(colleague) is None
    with time_machine.travel(now + CLAIM_TIME, tick=False):
        assert claim_next(colleague) == item


@pytest.mark.django_db
def test_claim_next_leaves_closed_items(moderator):
    items(0.5, closed_at=timezone.now())

    assert claim_next(moderator) is None


@pytest.mark.django_db
def test_claim_next_gives_escalated_items_to_leads_alone(moderator, lead):
    [passed_on] = items(2.0, escalated_at=timezone.now())
    [plain] = items(0.5)

    assert [claim_next(moderator), claim_next(moderator)] == [plain, None]
    assert claim_next(lead) == passed_on


@pytest.mark.django_db
def test_claim_next_keeps_to_the_queue_the_moderator_filtered(moderator):
    items(0.9)
    seen = make_item(make_comment(), priority=0.1)

    assert claim_next(moderator, queue=ReviewItem.objects.reported()) == seen
    assert claim_next(moderator, queue=ReviewItem.objects.reported()) is None


@pytest.mark.django_db
def test_claim_next_works_on_a_queue_with_everything_a_row_shows(moderator):
    low, high = items(0.5, 0.9)

    queue = ReviewItem.objects.for_queue().filter(priority__lt=0.8)

    assert claim_next(moderator, queue=queue) == low
    assert claim_next(moderator, queue=ReviewItem.objects.for_queue()) == high


@pytest.mark.django_db(transaction=True)
def test_moderators_at_once_get_an_item_each():
    team = [make_staff(username=f"mod{n}") for n in range(5)]
    there = items(0.1, 0.2, 0.3, 0.4, 0.5)

    outcomes = race(*(lambda who=who: claim_next(who).pk for who in team))

    assert sorted(outcomes) == [item.pk for item in there]
    assert ReviewItem.objects.exclude(claimed_by=None).count() == 5
    claims = dict(ReviewItem.objects.values_list("pk", "claimed_by"))
    assert [claims[pk] for pk in outcomes] == [who.pk for who in team]


@pytest.mark.django_db(transaction=True)
def test_claim_next_does_not_wait_for_an_item_somebody_is_writing_to(moderator):
    """PostgreSQL goes on to the next; SQLite lets nobody write until the other has done."""
    low, high = items(0.5, 0.9)
    locked, claimed = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            ReviewItem.objects.select_for_update().get(pk=high.pk)
            locked.set()
            claimed.wait(1)  # second

    def claim_meanwhile():
        assert locked.wait(LIMIT)
        item = claim_next(moderator)
        claimed.set()
        return item

    outcomes = race(write_slowly, claim_meanwhile)

    assert outcomes == [None, low if connection.vendor == "postgresql" else high]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_on_one_item_have_one_winner():
    one, two = make_staff(username="mod1"), make_staff(username="mod2")
    [item] = items(0.5)

    outcomes = race(
        lambda: claim(ReviewItem.objects.get(), moderator=one),
        lambda: claim(ReviewItem.objects.get(), moderator=two),
    )

    winner = ReviewItem.objects.get(pk=item.pk).claimed_by
    place = [one, two].index(winner)
    assert outcomes[place] is None
    assert isinstance(outcomes[1 - place], ItemTaken)
    assert str(outcomes[1 - place]) == f"{winner.name} is on this one."


@pytest.mark.django_db
def test_ones_own_claim_can_be_renewed(moderator):
    now = timezone.now()
    [item] = items(0.5, claimed_by=moderator, claim_expires_at=now + timedelta(seconds=5))

    with time_machine.travel(now, tick=False):
        claim(item, moderator=moderator)

    item.refresh_from_db()
    assert (item.claimed_by, item.claim_expires_at) == (moderator, now + CLAIM_TIME)


@pytest.mark.django_db
def test_a_colleagues_live_claim_stands(moderator, colleague):
    now = timezone.now()
    [item] = items(0.5, claimed_by=colleague, claim_expires_at=now + timedelta(seconds=5))

    with time_machine.travel(now, tick=False), pytest.raises(ItemTaken) as caught:
        claim(item, moderator=moderator)

    assert str(caught.value) == "kim is on this one."
    item.refresh_from_db()
    assert (item.claimed_by, item.claim_expires_at) == (colleague, now + timedelta(seconds=5))


@pytest.mark.django_db
def test_a_colleagues_claim_that_ended_is_free(moderator, colleague):
    [item] = items(0.5, claimed_by=colleague, claim_expires_at=timezone.now())

    claim(item, moderator=moderator)

    item.refresh_from_db()
    assert item.claimed_by == moderator


@pytest.mark.django_db
def test_what_is_decided_cannot_be_claimed(moderator, colleague):
    [item] = items(0.5)
    decide(item, moderator=colleague, action=Action.APPROVE)

    with pytest.raises(ItemTaken) as caught:
        claim(item, moderator=moderator)

    assert str(caught.value) == "This has been decided meanwhile."


@pytest.mark.django_db
def test_a_claim_on_what_its_author_took_back_is_over(moderator):
    [item] = items(0.5)
    claim(item, moderator=moderator)
    withdraw_comment(item.comment, author=item.comment.author)

    with pytest.raises(ItemTaken) as caught:
        claim(item, moderator=moderator)

    assert str(caught.value) == "This has been decided meanwhile."


@pytest.mark.django_db
def test_release_gives_back_ones_own_claim_and_nobody_elses(moderator, colleague):
    now = timezone.now() + CLAIM_TIME
    [mine] = items(0.5, claimed_by=moderator, claim_expires_at=now)
    [theirs] = items(0.6, claimed_by=colleague, claim_expires_at=now)

    for item in (mine, theirs):
        release(item, moderator=moderator)
        item.refresh_from_db()

    assert (mine.claimed_by, mine.claim_expires_at) == (None, None)
    assert (theirs.claimed_by, theirs.claim_expires_at) == (colleague, now)
