"""Passwords: how they are kept, how long they are, and that nobody learns whose name exists."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from config import settings as site
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


class CountingHasher(MD5PasswordHasher):
    """Counts how often the costly part was done."""

    calls = 0

    def encode(self, password, salt):
        type(self).calls += 1
        return super().encode(password, salt)


@pytest.fixture
def hasher(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    return CountingHasher


def log_in(client, login, password):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def test_old_hash_is_made_anew_at_log_in(client, settings):
    settings.PASSWORD_HASHERS = site.PASSWORD_HASHERS
    user = UserFactory(username="petra")
    user.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    user.save()

    log_in(client, "petra", PASSWORD)

    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("petra", "wrong"),
        ("nobody", "wrong"),
        ("nobody", PASSWORD),
        ("asleep", "wrong"),
        ("demo", "wrong"),
        ("demo", PASSWORD),
    ],
)
def test_refused_log_in_hashes_once_and_says_the_same(client, hasher, login, password, settings):
    UserFactory(username="petra")
    UserFactory(username="asleep", is_active=False)
    UserFactory(username="demo", is_demo=True)
    hasher.calls = 0

    answer = log_in(client, login, password)

    assert hasher.calls == 1
    if answer.status_code == 200:
        [error] = answer.context["form"].non_field_errors()
        assert error == "The username and/or password you specified are not correct."
    else:  # Whoever knows the password of an account that is closed is told so.
        assert (login, password) == ("demo", PASSWORD)
        assert answer.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_reset_hashes_never_and_sends_one_mail_each(client, hasher, mailoutbox):
    UserFactory(username="petra", email="petra@example.org")
    hasher.calls = 0

    for address in ("petra@example.org", "nobody@example.org"):
        client.post(reverse("account_reset_password"), {"email": address})

    assert hasher.calls == 0
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["petra@example.org"], "Set a new password"),
        (["nobody@example.org"], "No account has this address"),
    ]


def test_sign_up_does_not_tell_whether_somebody_has_the_address(client):
    UserFactory(username="petra", email="petra@example.org")

    known, unknown = (
        client.post(
            reverse("account_signup"),
            {"username": name, "email": email, "password1": "a long enough phrase"},
        )
        for name, email in (("pia", "petra@example.org"), ("pim", "pim@example.org"))
    )

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, "/")


def test_staff_need_longer_passwords():
    validate_password("shortish123", UserFactory())

    with pytest.raises(ValidationError, match="at least 12 characters"):
        validate_password("shortish123", UserFactory(is_staff=True))


@pytest.mark.any_database
@pytest.mark.parametrize(
    "password",
    [
        "liverpool1",  # In the list as it is.
        "Liverpool2026!",
        "!!!sunshine!!!",
        "Moderator123",
        "northgate courier 1",
        "Courier-2026",
        "decorum!!!!",
    ],
)
def test_what_anybody_would_try_is_no_password(password, settings):
    settings.SITE_NAME = "Northgate Courier"

    with pytest.raises(ValidationError, match="Choose one that nobody would try"):
        validate_password(password)


@pytest.mark.any_database
@pytest.mark.parametrize("length", [10, 64, 200])
@pytest.mark.parametrize("sign", ["ж", "7k", "q ü", "😀x"])
def test_any_sign_and_any_length_from_ten_on_will_do(sign, length):
    validate_password((sign * length)[:length])
