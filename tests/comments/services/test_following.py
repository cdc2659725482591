"""Following a thread by e-mail."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments.models import Follow
from comments.services import Refused, follow, unfollow
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_following_begins_now():
    article, reader = ArticleFactory(), UserFactory(email="robin@example.org")
    now = timezone.now()

    with time_machine.travel(now, tick=False):
        following = follow(article, user=reader)

    following.refresh_from_db()
    assert (following.article, following.user) == (article, reader)
    assert (following.followed_at, following.mailed_until) == (now, now)


def test_following_again_changes_nothing():
    article, reader = ArticleFactory(), UserFactory(email="robin@example.org")
    first = follow(article, user=reader)

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        second = follow(article, user=reader)

    assert second == first
    assert Follow.objects.values_list("mailed_until", flat=True).get() == first.mailed_until


def test_without_an_address_nothing_can_be_mailed():
    with pytest.raises(Refused) as caught:
        follow(ArticleFactory(), user=UserFactory(email=""))

    assert str(caught.value) == ("To follow a thread, add an e-mail address to your account first.")
    assert Follow.objects.count() == 0


def test_unfollowing_ends_this_readers_following_of_this_article():
    here, there = ArticleFactory(), ArticleFactory()
    reader, other = (UserFactory(email=f"{name}@example.org") for name in ("robin", "kim"))
    follow(here, user=reader)
    kept = [follow(there, user=reader), follow(here, user=other)]

    unfollow(here, user=reader)

    assert list(Follow.objects.order_by("pk")) == kept


def test_unfollowing_what_is_not_followed_does_nothing():
    unfollow(ArticleFactory(), user=UserFactory())

    assert Follow.objects.count() == 0
