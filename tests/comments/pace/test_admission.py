"""Who is let through, with Redis and without."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from limits import parse_many

from comments.models import Vote
from comments.pace import TooFast, admit, buckets
from moderation import roles
from tests.factories import UserFactory, make_comment, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rates(settings):
    settings.RATES = settings.RATES | {
        "post": parse_many("4/hour"),
        "vote": parse_many("4/hour"),
        "sign_up": parse_many("2/hour"),
    }


@pytest.fixture
def no_redis(monkeypatch):
    def silent(_buckets):
        raise buckets.Silent

    monkeypatch.setattr(buckets, "take", silent)


def request_of(user, address="192.0.2.1"):
    return SimpleNamespace(user=user, META={"REMOTE_ADDR": address})


def tries(user, deed, most=200, **where) -> int:
    """How often ``user`` is let through in a row."""
    for done in range(most):
        try:
            admit(request_of(user, **where), deed)
        except TooFast:
            return done
    return most


def newcomer(**fields):
    return UserFactory(date_joined=timezone.now() - timedelta(hours=23), **fields)


def test_a_reader_may_what_the_rate_says_and_a_newcomer_half():
    assert (tries(UserFactory(), "post"), tries(newcomer(), "post")) == (4, 2)


def test_deeds_and_readers_are_counted_apart():
    reader, other = UserFactory(), UserFactory()
    tries(reader, "post")

    assert (tries(reader, "vote"), tries(other, "post")) == (4, 4)


def test_one_address_may_as_much_as_twenty_readers():
    let_through = sum(tries(UserFactory(), "post") for _ in range(25))

    assert let_through == 80


def test_strangers_are_counted_by_address_and_by_the_network_of_an_ipv6_one():
    nobody = AnonymousUser()
    for place in range(2):
        admit(request_of(nobody, f"2001:db8::{place}"), "sign_up")

    assert tries(nobody, "sign_up", address="2001:db8::99") == 0
    assert tries(nobody, "sign_up", address="2001:db8:0:1::1") == 2


def test_what_strangers_claim_to_be_is_counted_over_all_addresses():
    nobody = AnonymousUser()
    for place in range(2):
        admit(request_of(nobody, f"192.0.2.{place}"), "sign_up", account="Petra")

    with pytest.raises(TooFast):
        admit(request_of(nobody, "192.0.2.99"), "sign_up", account="petra")


def test_the_refusal_says_when_to_try_again():
    reader = UserFactory()
    tries(reader, "post")

    with pytest.raises(TooFast) as caught:
        admit(request_of(reader), "post")

    assert 890 < caught.value.wait <= 900
    assert str(caught.value) == (
        "That was more often than this site allows. Nothing was changed. Try again in 15 minutes."
    )


def test_without_redis_strangers_are_refused(no_redis):
    with pytest.raises(TooFast) as caught:
        admit(request_of(AnonymousUser()), "sign_up")

    assert caught.value.wait == 30
    assert str(caught.value) == (
        "The site cannot check at the moment how often this was tried. Nothing was changed. "
        "Try again in 30 seconds."
    )


def test_without_redis_staff_are_let_through(no_redis):
    assert tries(make_staff(roles.MODERATOR), "post", most=10) == 10


def test_without_redis_readers_are_held_to_what_their_rows_say(no_redis):
    reader, quiet, young = UserFactory(), UserFactory(), newcomer()
    for _ in range(4):
        make_comment(author=reader)
    for _ in range(2):
        Vote.objects.create(user=young, comment=make_comment(), value=1)
    old = timezone.now() - timedelta(hours=2)
    for _ in range(4):
        Vote.objects.create(user=reader, comment=make_comment(), value=1, voted_at=old)

    assert [tries(reader, "post", 1), tries(quiet, "post", 1)] == [0, 1]
    assert [tries(young, "vote", 1), tries(reader, "vote", 1)] == [0, 1]
