"""Signing up, logging in and out, and setting passwords: in our frame and within its rules."""

import re
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse

from comments import forms
from comments.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SIGN_UP = {"username": "petra", "password1": "a long enough phrase"}


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_email_verification_sent",
        "account_inactive",
    ],
)
def test_pages_before_the_log_in_wear_our_frame(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "css/decorum.css" in response.text
    assert response.text.count("<h1") == 1
    assert "style=" not in response.text


@pytest.mark.parametrize(
    "name", ["account_logout", "account_email", "account_change_password", "account_reauthenticate"]
)
def test_pages_after_the_log_in_wear_our_frame(reader_client, name):
    response = reader_client.get(reverse(name))

    assert response.status_code == 200
    assert "css/decorum.css" in response.text
    assert response.text.count("<h1") == 1
    assert "style=" not in response.text
    assert not re.search(r"<script(?![^>]*\bsrc=)", response.text)


def test_sign_up_needs_a_name_and_a_password_alone(client):
    response = client.post(reverse("account_signup"), SIGN_UP)

    user = User.objects.get()
    assert response.status_code == 302
    assert (user.username, user.email, user.display_name) == ("petra", "", "")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_up_keeps_the_name_readers_see(client):
    client.post(
        reverse("account_signup"),
        SIGN_UP | {"display_name": " Petra  Vance ", "email": "p@example.org"},
    )

    user = User.objects.get()
    assert (user.name, user.email) == ("Petra Vance", "p@example.org")


def test_sign_up_stores_letters_composed(client):
    client.post(reverse("account_signup"), SIGN_UP | {"username": "rene\u0301"})

    assert User.objects.get().username == "ren\u00e9"


def test_sign_up_goes_back_to_where_it_came_from_and_nowhere_else(client):
    here = client.post(reverse("account_signup"), SIGN_UP | {"next": "/me/"})
    client.logout()
    away = client.post(
        reverse("account_signup"), SIGN_UP | {"username": "pia", "next": "https://evil.example/"}
    )

    assert here.url == "/me/"
    assert away.url == "/"


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "PETRA"},
        {"username": "реtrа"},
        {"username": "pe\x00tra"},
        {"username": "x" * 151},
        {"username": ""},
        {"display_name": "a\x00b"},
        {"display_name": "x" * 61},
        {"display_name": "petra"},
        {"email": "no address"},
        {"password1": "short"},
        {"password1": "password1234"},
        {"website": "x\x00"},
    ],
)
def test_bad_sign_up_comes_back_with_the_reason(client, fields):
    UserFactory(username="petra")

    response = client.post(reverse("account_signup"), SIGN_UP | {"username": "pia"} | fields)

    assert response.status_code == 200
    assert 'class="errorlist"' in response.text or "website" in fields
    assert User.objects.count() == 1


def test_machine_that_fills_the_trap_gets_no_account_and_no_hint(client):
    response = client.post(reverse("account_signup"), SIGN_UP | {"website": "http://spam.example"})

    assert response.status_code == 302
    assert User.objects.count() == 0


def test_two_people_signing_up_at_once_for_one_name(client, monkeypatch):
    def lose_the_race(self, request):
        raise IntegrityError

    monkeypatch.setattr(forms.account_forms.SignupForm, "try_save", lose_the_race)

    response = client.post(reverse("account_signup"), SIGN_UP, follow=True)

    assert response.status_code == 200
    assert "Somebody took this username a moment ago." in response.text


def test_log_in_and_out(client):
    UserFactory(username="petra")

    wrong = client.post(reverse("account_login"), {"login": "petra", "password": "not the phrase"})
    client.post(reverse("account_login"), {"login": "Petra", "password": "correct horse battery"})
    inside = client.get("/")
    client.post(reverse("account_logout"))

    assert 'class="errorlist nonfield"' in wrong.text
    assert "My comments" in inside.text
    assert "Log in" in client.get("/").text


def test_password_reset_by_mail(client):
    UserFactory(username="petra", email="petra@example.org")

    client.post(reverse("account_reset_password"), {"email": "petra@example.org"})

    (message,) = mail.outbox
    assert message.subject == "Set a new password"
    link = re.search(r"https?://\S+", message.body)[0]
    page = client.get(link, follow=True)
    assert "Set a new password" in page.text
    client.post(
        page.redirect_chain[-1][0],
        {"password1": "another long phrase", "password2": "another long phrase"},
    )
    assert User.objects.get().check_password("another long phrase")
    assert "This link is no longer valid" in client.get(link, follow=True).text


def test_reset_says_the_same_for_an_unknown_address(client):
    UserFactory(username="petra", email="petra@example.org")

    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("petra@example.org", "nobody@example.org")
    )

    words = [re.sub(r'value="[^"]*"', "", page.text) for page in (known, unknown)]
    assert words[0] == words[1]


def test_address_is_added_confirmed_and_used(reader_client, reader):
    url = reverse("account_email")
    password = {"password": "correct horse battery"}

    asked = reader_client.post(url, {"action_add": "", "email": "robin@example.org"})
    nothing_yet = list(mail.outbox)
    reader_client.post(asked.url, password)
    link = re.search(r"https?://\S+", mail.outbox[0].body)[0]
    page = reader_client.get(link)
    reader_client.post(link)

    reader.refresh_from_db()
    assert asked.url == f"{reverse('account_reauthenticate')}?{urlencode({'next': url})}"
    assert nothing_yet == []
    assert mail.outbox[0].subject == "Confirm your e-mail address"
    assert page.status_code == 200
    assert reader.email == "robin@example.org"
