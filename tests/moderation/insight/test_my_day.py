from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from moderation import services
from moderation.insight.my_day import MyDay, my_day
from moderation.models import Action
from tests.factories import make_item, make_staff

pytestmark = pytest.mark.django_db
NOW = "2026-11-24T14:00:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def midnight():
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def decide_every(clock, moderator, seconds: list[int]) -> list:
    """One decision after each of these times."""
    made = []
    for each in seconds:
        clock.shift(each)
        made.append(services.decide(make_item(), moderator=moderator, action=Action.APPROVE))
    return made


def test_day_without_decisions(clock, moderator, midnight):
    assert my_day(moderator, midnight) == MyDay(0, 0, None, timedelta(0))


def test_median_is_of_the_times_between_decisions_without_pauses(clock, moderator, midnight):
    decide_every(clock, moderator, [0, 10, 10, 10, 10, 10, 12, 301, 14, 14, 14, 14, 14])

    assert my_day(moderator, midnight) == MyDay(
        decided=13, taken_back=0, pace=timedelta(seconds=12), at_work=timedelta(seconds=132)
    )


def test_nine_times_are_too_few_for_a_median(clock, moderator, midnight):
    decide_every(clock, moderator, [10] * 10)

    assert my_day(moderator, midnight).pace is None


def test_a_batch_is_one_deed_and_all_of_its_comments(clock, moderator, midnight):
    decide_every(clock, moderator, [0])
    clock.shift(20)
    services.decide_many(
        [make_item() for _number in range(15)], moderator=moderator, action=Action.APPROVE
    )

    assert my_day(moderator, midnight) == MyDay(16, 0, None, timedelta(seconds=20))


def test_what_was_taken_back_is_counted_apart(clock, moderator, lead, midnight):
    first, second, _third = decide_every(clock, moderator, [0, 10, 10])
    services.undo(first, moderator=moderator)
    services.undo(second, moderator=lead)
    services.decide(first.item, moderator=moderator, action=Action.DISMISS)

    found = my_day(moderator, midnight)

    assert (found.decided, found.taken_back) == (2, 2)


def test_two_decisions_on_one_comment_are_one_comment(clock, moderator, lead, midnight):
    item = make_item()
    services.decide(item, moderator=lead, action=Action.ESCALATE)
    services.decide(item, moderator=lead, action=Action.APPROVE)

    assert my_day(lead, midnight).decided == 1


def test_yesterday_and_colleagues_do_not_count(clock, moderator, midnight):
    clock.move_to("2026-11-23T23:59:59Z")
    decide_every(clock, moderator, [0])
    clock.move_to(NOW)
    decide_every(clock, make_staff(), [0, 10])
    decide_every(clock, moderator, [0])

    assert my_day(moderator, midnight).decided == 1


def test_a_day_takes_one_query(clock, moderator, midnight, django_assert_num_queries):
    decide_every(clock, moderator, [0, 1, 2])

    with django_assert_num_queries(1):
        my_day(moderator, midnight)
