"""Guessing passwords: stopped per account and per address, without harm to anybody else."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from limits import parse_many

from comments.accounts import tries
from comments.pace import TooFast, buckets
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
LOG_IN = "/accounts/login/"


def try_as(client, name: str, password: str = "wrong", address: str = "192.0.2.1", **headers):
    return client.post(
        LOG_IN, {"login": name, "password": password}, REMOTE_ADDR=address, headers=headers
    )


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def petra():
    return UserFactory(username="petra")


def test_a_thousand_tries_from_everywhere_lock_the_account_for_strangers_alone(petra, settings, rf):
    settings.RATES = dict(settings.RATES) | {"log_in_as": parse_many("10/day")}
    other, own, guesser = UserFactory(username="otto"), Client(), Client()
    try_as(own, "petra", PASSWORD, address="198.51.100.1")
    own.post("/accounts/logout/")

    let_through = 0
    for n in range(1000):
        request = rf.post(LOG_IN, REMOTE_ADDR=f"10.{n // 250}.{n % 250}.1")
        request.user = AnonymousUser()
        with suppress(TooFast):
            tries.admit(request, ("petra", "PETRA")[n % 2])
            let_through += 1
    locked = try_as(guesser, "petra", PASSWORD, address="203.0.113.9")
    neighbour = Client()
    try_as(neighbour, other.username, PASSWORD)
    try_as(own, "petra", PASSWORD, address="198.51.100.1")

    assert let_through == 9  # Of ten; the first log-in of the owner was one.
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 0
    assert "Try again in" in locked.text
    assert [is_in(client) for client in (guesser, neighbour, own)] == [False, True, True]


def test_one_address_does_not_try_many_accounts(petra):
    guesser, neighbour = Client(), Client()

    codes = [try_as(guesser, f"name{n}").status_code for n in range(40)]
    try_as(neighbour, "petra", PASSWORD, address="198.51.100.7")

    assert codes[:25] == [200] * 25
    assert set(codes[26:]) == {429}
    assert is_in(neighbour)


def test_forged_forwarding_header_changes_nothing(petra):
    codes = [
        try_as(Client(), f"name{n}", **{"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(40)
    ]

    assert codes[-1] == 429


def test_unknown_names_are_counted_like_known_ones(petra):
    known, unknown = (
        [try_as(Client(), name, address=f"10.1.{n}.1").status_code for n in range(14)]
        for name in ("petra", "nobody")
    )

    assert known == unknown


def test_a_cookie_of_ones_own_making_makes_no_device_known(petra, settings):
    guesser = Client()
    for n in range(12):
        try_as(guesser, "petra", address=f"10.2.{n}.1")
    guesser.cookies[settings.KNOWN_COOKIE_NAME] = f"[{petra.pk}]:forged:signature"

    assert try_as(guesser, "petra", PASSWORD, address="10.3.0.1").status_code == 429


@pytest.fixture
def silent_redis(monkeypatch):
    def silent(wanted):
        raise buckets.Silent

    monkeypatch.setattr(buckets, "take", silent)


def test_without_redis_known_devices_log_in_and_strangers_come_back_later(petra, request):
    own, stranger = Client(), Client()
    try_as(own, "petra", PASSWORD)
    own.post("/accounts/logout/")
    request.getfixturevalue("silent_redis")

    refused = try_as(stranger, "petra", PASSWORD)
    try_as(own, "petra", PASSWORD)

    assert refused.status_code == 429
    assert "cannot check at the moment" in refused.text
    assert (is_in(stranger), is_in(own)) == (False, True)


def test_showing_again_who_one_is_cannot_be_guessed_either(petra):
    client = Client()
    client.force_login(petra)
    address = reverse("account_reauthenticate")

    codes = [client.post(address, {"password": "wrong"}).status_code for _n in range(14)]

    assert codes[0] == 200
    assert codes[-1] == 429
