"""Five hundred sockpuppets, and one reader who clicks a hundred times."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import thread
from comments.models import Comment, User, Vote
from comments.services import recount, vote
from comments.services.voting import SURGE
from comments.thread import Order
from moderation.models import Flag, FlagKind, ReviewItem
from tests.factories import ArticleFactory, UserFactory, make_comment
from tests.racing import race

PUPPETS = 500


def puppets(amount: int, *, age: timedelta) -> list[User]:
    joined = timezone.now() - age
    return User.objects.bulk_create(
        [User(username=f"puppet{number}", date_joined=joined) for number in range(amount)]
    )


def contested_thread():
    """Thirty comments with votes of readers, best first."""
    lot = random.Random(7)
    article, readers = ArticleFactory(), UserFactory.create_batch(12)
    comments = [make_comment(f"Comment {n}.", article=article) for n in range(30)]
    for comment in comments:
        for reader in lot.sample(readers, lot.randint(4, 12)):
            vote(comment, user=reader, value=lot.choice([1, 1, -1]))
    return article


def best_first(article) -> list[int]:
    window = thread.of_article(article, UserFactory(), order=Order.BEST)
    return [row.pk for row in window.rows]


@pytest.mark.django_db
def test_votes_of_new_accounts_are_stored_and_shown_and_move_nothing():
    article = contested_thread()
    before = best_first(article)
    victim = Comment.objects.get(pk=before[0])

    for puppet in puppets(PUPPETS, age=timedelta(hours=23)):
        vote(victim, user=puppet, value=-1)

    hit = Comment.objects.get(pk=victim.pk)
    assert best_first(article) == before
    assert (hit.downs - victim.downs, hit.light_downs, hit.rank) == (PUPPETS, PUPPETS, victim.rank)
    assert Vote.objects.filter(comment=victim, weighs=False).count() == PUPPETS
    assert hit.status == victim.status


@pytest.mark.django_db
def test_a_surge_of_votes_comes_before_moderators_once():
    comment = make_comment()
    crowd = puppets(2 * SURGE, age=timedelta(hours=1))

    for puppet in crowd[: SURGE - 1]:
        vote(comment, user=puppet, value=-1)
    before = ReviewItem.objects.count()
    for puppet in crowd[SURGE - 1 :]:
        vote(comment, user=puppet, value=-1)

    flag = Flag.objects.get()
    assert before == 0
    assert (flag.kind, flag.evidence) == (
        FlagKind.DETECTED_VOTES,
        "100 votes in 10 minutes, 100 by new accounts",
    )
    assert flag.item.comment_id == comment.pk


@pytest.mark.django_db
def test_many_votes_over_days_are_no_surge():
    comment = make_comment()
    for puppet in puppets(SURGE - 1, age=timedelta(days=9)):
        vote(comment, user=puppet, value=1)
    Vote.objects.update(voted_at=timezone.now() - timedelta(minutes=11))

    vote(comment, user=UserFactory(), value=1)

    assert ReviewItem.objects.count() == 0


@pytest.mark.django_db
def test_a_vote_weighs_what_its_voter_is_at_the_time():
    comment, reader = make_comment(), UserFactory(date_joined=timezone.now())
    light = vote(comment, user=reader, value=1)
    reader.date_joined -= timedelta(days=2)
    full = vote(comment, user=reader, value=-1)
    none = vote(comment, user=reader, value=0)

    counts = [(c.ups, c.light_ups, c.downs, c.light_downs) for c in (light, full, none)]
    assert counts == [(1, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 0)]


@pytest.mark.django_db
def test_recount_repairs_light_votes_and_rank():
    comment = make_comment()
    vote(comment, user=UserFactory(), value=1)
    vote(comment, user=UserFactory(date_joined=timezone.now()), value=-1)
    true = Comment.objects.values("ups", "downs", "light_downs", "rank").get()
    Comment.objects.update(light_downs=7, rank=0.5)

    wrong = sum(drift.mend() for batch in recount.comments() for drift in batch)

    assert (wrong, true["light_downs"]) == (1, 1)
    assert Comment.objects.values("ups", "downs", "light_downs", "rank").get() == true


@pytest.mark.django_db(transaction=True)
def test_a_hundred_clicks_at_once_leave_one_row():
    comment, reader = make_comment(), UserFactory()

    outcomes = race(*[lambda: vote(comment, user=reader, value=1).pk] * 100)

    comment.refresh_from_db()
    assert outcomes == [comment.pk] * 100
    assert (Vote.objects.count(), comment.ups) == (1, 1)
