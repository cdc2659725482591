"""Of an address there is a hash under a key that is destroyed, and nothing else."""

import uuid
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from comments.models import AddressKey, Comment, PostingNetwork
from comments.pace import buckets
from comments.pace.visitors import address_key
from comments.privacy import addresses
from comments.privacy.addresses import MOST_SHARING, hashed, note_posting, sharing_with
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

NETWORK = "203.0.113.77"


def test_the_same_network_has_the_same_hash_for_one_period_alone():
    began = addresses.began_at(700)

    one = hashed(NETWORK, began)

    assert hashed(NETWORK, began + timedelta(days=29, hours=23)) == one
    assert hashed("203.0.113.78", began).digest != one.digest
    later = hashed(NETWORK, began + timedelta(days=30))
    assert (one.period, later.period) == (700, 701)
    assert later.digest != one.digest
    assert [len(key.secret) for key in AddressKey.objects.all()] == [64, 64]


def test_a_destroyed_key_never_comes_again():
    now = timezone.now()
    before = hashed(NETWORK, now)

    AddressKey.objects.all().delete()

    assert hashed(NETWORK, now).digest != before.digest


@pytest.mark.django_db(transaction=True)
def test_a_process_asks_for_the_key_once_and_holds_no_other(django_assert_num_queries):
    addresses.known.clear()
    now = timezone.now()
    hashed(NETWORK, now)

    with django_assert_num_queries(0):
        hashed("203.0.113.78", now)
    later = hashed(NETWORK, now + timedelta(days=60))

    assert set(addresses.known) == {later.period}
    addresses.known.clear()


def test_posting_leaves_one_row_and_no_address(reader, client):
    client.force_login(reader)
    article = ArticleFactory()

    for number in range(2):
        client.post(
            reverse("comments:post", args=[article.slug]),
            {"key": str(uuid.uuid4()), "body": f"Word {number}."},
            REMOTE_ADDR=NETWORK,
        )

    [row] = PostingNetwork.objects.all()
    assert Comment.objects.count() == 2
    assert (row.user, row.digest) == (reader, hashed(NETWORK, timezone.now()).digest)
    keys = list(redis.Redis.from_url(settings.REDIS_URL).scan_iter(f"{buckets.PREFIX}*"))
    assert any(address_key(NETWORK).encode() in key for key in keys)
    assert not any(NETWORK.encode() in key for key in keys)


def test_accounts_that_post_from_one_network_are_known_to_share_it():
    now = timezone.now()
    one, double, stranger, past = (UserFactory() for _ in range(4))
    note_posting(one, NETWORK, now)
    note_posting(double, NETWORK, now)
    note_posting(stranger, "198.51.100.1", now)
    note_posting(past, NETWORK, now - addresses.PERIOD)

    assert sharing_with(one) == [double.pk]
    assert sharing_with(double) == [one.pk]
    assert sharing_with(stranger) == []
    assert sharing_with(past) == []


def test_a_network_that_many_share_says_nothing():
    now = timezone.now()
    office = UserFactory.create_batch(MOST_SHARING + 2)
    for person in office:
        note_posting(person, NETWORK, now)

    assert sharing_with(office[0]) == []


def test_an_unknown_address_is_not_noted():
    note_posting(UserFactory(), "", timezone.now())

    assert not PostingNetwork.objects.exists()
