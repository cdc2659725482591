"""Whose turn the sweep is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Status
from moderation.models import Turn
from moderation.pipeline import drain, sweeper
from tests.factories import make_comment
from tests.racing import race

pytestmark = pytest.mark.django_db
EVERY = timedelta(seconds=1)


@pytest.fixture
def drains(monkeypatch):
    calls = []
    monkeypatch.setattr(drain, "judge_waiting", lambda: calls.append("drain"))
    return calls


def began(ago):
    Turn.objects.update(began_at=timezone.now() - ago)


def test_second_sweep_of_a_period_leaves_it_to_the_first(drains):
    sweeper.sweep()
    sweeper.sweep()

    assert drains == ["drain"]


def test_sweep_returns_after_one_drain_so_that_signs_of_life_go_on(drains, monkeypatch):
    monkeypatch.setattr(drain, "judge_waiting", lambda: drains.append("drain") or True)

    assert sweeper.sweep() is True
    assert drains == ["drain"]


def test_turn_of_a_dead_process_ends_with_its_period(drains):
    Turn.objects.note(sweeper.TURN, by="dead:1")
    began(timedelta(seconds=1.01))

    sweeper.sweep()

    assert drains == ["drain"]
    assert Turn.objects.get().by != "dead:1"


def test_turn_taken_by_a_clock_that_ran_ahead_counts_as_over(drains):
    Turn.objects.note(sweeper.TURN, by="elsewhere:1")
    began(-timedelta(hours=1))

    sweeper.sweep()

    assert drains == ["drain"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_first", [True, False])
def test_of_many_processes_one_takes_a_turn(is_first):
    if not is_first:
        Turn.objects.note(sweeper.TURN, by="before:1")
        began(timedelta(minutes=1))

    taken = race(
        *[lambda: Turn.objects.take(sweeper.TURN, every=timedelta(minutes=1), by="x:1")] * 4
    )

    assert sorted(taken) == [False, False, False, True]


def test_comment_leased_before_the_clock_was_set_back_is_claimed():
    comment = make_comment(status=Status.PENDING)
    Comment.objects.update(not_before=timezone.now() + timedelta(hours=1))

    _token, claimed = drain.claim(drain.BATCH, retry_turn=False)

    assert claimed == [comment]
