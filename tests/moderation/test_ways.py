from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import User
from moderation import services, ways
from moderation.keys import LAYOUTS
from moderation.models import Action, DeskSettings
from tests.factories import make_item, make_staff

pytestmark = pytest.mark.django_db


def decide(moderator, *rudenesses):
    for rudeness in rudenesses:
        services.decide(make_item(rudeness=rudeness), moderator=moderator, action=Action.APPROVE)


def test_defaults_for_who_chose_nothing(moderator, django_assert_num_queries):
    with django_assert_num_queries(1):
        chosen = [ways.ways_of(moderator) for _ in range(3)]

    assert {each.keys for each in chosen} == {"both"}
    assert not DeskSettings.objects.exists()


def test_chosen_keys_are_asked_for_once(moderator, django_assert_num_queries):
    DeskSettings.objects.create(user=moderator, keys="left")
    moderator = User.objects.get(pk=moderator.pk)

    with django_assert_num_queries(1):
        found = [ways.keys_of(moderator) for _ in range(3)]

    assert found == [LAYOUTS["left"]] * 3


def test_exposure_counts_ones_own_very_rude_comments_since_then(
    moderator, django_assert_num_queries
):
    now = timezone.now()
    decide(moderator, 0.85, 0.95, 0.84)
    decide(make_staff(), 0.99)

    with django_assert_num_queries(1):
        today = ways.exposure(moderator, now - timedelta(hours=1))

    assert today == 2
    assert ways.exposure(moderator, now + timedelta(hours=1)) == 0


def test_exposure_counts_a_comment_once_however_often_it_was_decided(moderator):
    item = make_item(rudeness=0.95)
    decision = services.decide(item, moderator=moderator, action=Action.APPROVE)
    services.undo(decision, moderator=moderator)
    services.decide(item, moderator=moderator, action=Action.ESCALATE)

    assert ways.exposure(moderator, timezone.now() - timedelta(hours=1)) == 1


@pytest.mark.parametrize(
    ("decided", "run"),
    [
        ((), 0),
        ((0.9, 0.9), 2),
        ((0.9, 0.2, 0.9), 1),
        ((0.9, 0.9, 0.2), 0),
        ((0.9,) * 7, ways.HARD_RUN),
    ],
)
def test_run_of_hard_comments(moderator, decided, run):
    decide(moderator, *decided)

    assert ways.hard_run(moderator) == run


def test_run_ends_with_a_comment_that_has_no_score(moderator):
    decide(moderator, 0.9, 0.9)
    item = make_item(rudeness=0.9, score=None)
    services.decide(item, moderator=moderator, action=Action.APPROVE)

    assert ways.hard_run(moderator) == 0
