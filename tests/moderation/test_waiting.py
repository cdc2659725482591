from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Status
from moderation import waiting
from moderation.models import ReviewItem
from tests.factories import make_comment, make_item, make_staff

pytestmark = pytest.mark.django_db


def reported(minutes, **fields):
    comment = make_comment("Seen.", status=Status.VISIBLE)
    opened_at = timezone.now() - timedelta(minutes=minutes)
    return make_item(comment, opened_at=opened_at, **fields)


def held(minutes, **fields):
    return make_item(opened_at=timezone.now() - timedelta(minutes=minutes), **fields)


def figures(moderator):
    queues = waiting.queues(moderator, timezone.now())
    return [
        (queue.name, queue.count, queue.age and queue.age // timedelta(minutes=1), queue.is_late)
        for queue in queues
    ]


def test_queues_of_an_idle_desk(moderator):
    assert figures(moderator) == [
        ("reported", 0, None, False),
        ("held", 0, None, False),
        ("escalated", 0, None, False),
        ("", 0, None, False),
    ]


def test_queues_count_and_date_what_waits(lead):
    reported(3)
    reported(11)
    held(12)
    held(2, escalated_at=timezone.now() - timedelta(minutes=61))
    held(500, closed_at=timezone.now())

    assert figures(lead) == [
        ("reported", 2, 11, True),
        ("held", 1, 12, False),
        ("escalated", 1, 61, True),
        ("", 4, 61, False),
    ]


def test_all_is_what_the_moderator_may_decide(moderator):
    held(12)
    held(2, escalated_at=timezone.now() - timedelta(minutes=61))

    assert figures(moderator)[-1] == ("", 1, 12, False)
    assert waiting.items_of("", moderator).count() == 1


def test_counting_stops_at_the_cap(moderator, monkeypatch):
    monkeypatch.setattr(waiting.CappedCount, "most", 3)
    for _ in range(5):
        held(1)

    assert figures(moderator)[1] == ("held", 3, 1, False)


def test_queues_take_one_query(lead, django_assert_num_queries):
    lead.has_perm("moderation.review")  # Loads the permissions.

    with django_assert_num_queries(1):
        waiting.queues(lead, timezone.now())


def test_here_lists_who_holds_live_claims(moderator):
    now = timezone.now()
    zoe, anna = make_staff(username="zoe"), make_staff(username="anna")
    live, over = now + timedelta(minutes=1), now - timedelta(seconds=1)
    held(1, claimed_by=zoe, claim_expires_at=live)
    held(1, claimed_by=anna, claim_expires_at=live)
    held(1, claimed_by=anna, claim_expires_at=live)
    held(1, claimed_by=make_staff(), claim_expires_at=over)

    found = [(colleague.user, colleague.claims) for colleague in waiting.here(moderator, now)]

    assert found == [(anna, 2), (zoe, 1), (moderator, 0)]
    assert ReviewItem.objects.count() == 4
