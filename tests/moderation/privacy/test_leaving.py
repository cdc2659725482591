"""Deleting one's own account, from the page."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.test import Client
from django.urls import reverse

from comments.models import Erasure, User
from tests.comments.accounts.test_sessions import PASSWORD, is_in, logged_in
from tests.factories import UserFactory, make_comment, make_staff

pytestmark = pytest.mark.django_db

LEAVE = "/me/delete"


def test_the_right_password_deletes_the_account_and_logs_out_everywhere():
    user = UserFactory()
    comment = make_comment("My words.", author=user)
    client, elsewhere = logged_in(user), logged_in(user)
    assert "What stays" in client.get(LEAVE).text

    answer = client.post(LEAVE, {"password": PASSWORD}, follow=True)

    assert "Your account is deleted. Goodbye." in answer.text
    assert [is_in(each) for each in (client, elsewhere)] == [False, False]
    comment.refresh_from_db()
    assert comment.body == ""
    assert User.objects.get(pk=user.pk).name == "deleted user"
    assert Erasure.objects.get().done_at is not None


def test_a_wrong_password_deletes_nothing():
    user = UserFactory(username="robin")
    client = logged_in(user)

    answer = client.post(LEAVE, {"password": "wrong"})

    assert answer.status_code == 422
    assert "That is not your password. Nothing was deleted." in answer.text
    assert User.objects.get(pk=user.pk).username == "robin"
    assert is_in(client)


def test_passwords_are_not_guessed_there():
    client = logged_in(UserFactory())
    answers = [client.post(LEAVE, {"password": "wrong"}).status_code for _ in range(12)]

    assert set(answers[:9]) == {422}
    assert answers[-1] == 429


def test_the_only_administrator_is_told_why_not(admin_user):
    client = Client()
    admin_user.set_password(PASSWORD)
    admin_user.save()
    client.post(reverse("account_login"), {"login": "admin", "password": PASSWORD})

    answer = client.post(LEAVE, {"password": PASSWORD})

    assert "This is the only administrator of the site." in answer.text
    assert User.objects.get(pk=admin_user.pk).username == "admin"


def test_who_has_no_password_shows_again_that_it_is_they():
    user = UserFactory()
    client = logged_in(user)
    user.set_unusable_password()
    user.save()
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt("SECRET")}
    )
    client.force_login(user)

    answer = client.post(LEAVE)

    assert User.objects.get(pk=user.pk).erased_at is None
    assert answer.url.startswith("/accounts/2fa/reauthenticate/")


def test_moderators_are_told_that_their_decisions_stay():
    client = logged_in(make_staff())

    assert "You moderate here" in client.get(LEAVE).text


def test_strangers_are_sent_to_log_in(client):
    for address in (LEAVE, "/me/data"):
        assert client.post(address).url == f"/accounts/login/?next={address}"
