"""Sessions: another key at each turn, an end in time, and a page to end them from."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.accounts import sessions
from comments.models import SignIn
from moderation import roles
from tests.factories import UserFactory, make_staff

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU like Mac OS X) AppleWebKit/605 Version/18 Safari/604"


def logged_in(user, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return client


def shown_again(user, agent: str = FIREFOX) -> Client:
    client = logged_in(user, agent)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


def test_log_in_gives_the_session_another_key():
    user = UserFactory()
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["basket"] = "planted"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key

    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})

    assert is_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_page_lists_own_log_ins_alone_and_ends_one():
    user, other = UserFactory(), UserFactory()
    here, there, elsewhere = shown_again(user), logged_in(user, PHONE), logged_in(other)
    row = SignIn.objects.get(device="Safari, iPhone")

    page = here.get("/me/sessions")
    here.post("/me/sessions", {"end": row.pk})

    assert [each.device for each in page.context["rows"]] == ["Safari, iPhone", "Firefox, Linux"]
    assert page.text.count("(this one)") == 1
    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, True]


def test_nobody_ends_the_log_in_of_another():
    user, other = UserFactory(), UserFactory()
    here, elsewhere = shown_again(user), logged_in(other)

    for which in (SignIn.objects.get(user=other).pk, "x", "9" * 30, "", "-1"):
        assert here.post("/me/sessions", {"end": which}).status_code == 302

    assert is_in(elsewhere)


def test_all_others_are_ended_at_once():
    user = UserFactory()
    here, there, third = logged_in(user), logged_in(user, PHONE), logged_in(user)

    asked = here.post("/me/sessions", {"end": "others"})
    still = is_in(there)
    here.post(asked.url, {"password": PASSWORD})  # And what was asked for is done.

    assert still
    assert [is_in(client) for client in (here, there, third)] == [True, False, False]
    user.refresh_from_db()
    assert [row.device for row in sessions.open_sign_ins(user)] == ["Firefox, Linux"]


def test_password_change_ends_the_others_and_gives_this_one_another_key():
    user = UserFactory()
    here, there = logged_in(user), logged_in(user, PHONE)
    before = here.session.session_key
    new = "another long phrase"

    here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert [is_in(client) for client in (here, there)] == [True, False]
    assert here.session.session_key != before
    user.refresh_from_db()
    assert [row.session_key for row in sessions.open_sign_ins(user)] == [here.session.session_key]


def test_another_role_ends_every_session():
    user = make_staff(roles.MODERATOR)
    client = logged_in(user)
    assert client.get("/moderation/").status_code == 200

    roles.give(user, roles.READER)

    assert not is_in(client)
    assert client.get("/moderation/").status_code == 302


def test_a_closed_account_has_no_session():
    user = UserFactory()
    client = logged_in(user)

    type(user).objects.filter(pk=user.pk).update(is_active=False)

    assert not is_in(client)


def test_session_without_a_row_ends_with_the_others():
    user = UserFactory()
    client = logged_in(user)
    SignIn.objects.all().delete()

    sessions.end_all(user)

    assert not is_in(client)


@pytest.mark.parametrize(("role", "after"), [(roles.READER, True), (roles.MODERATOR, False)])
def test_sessions_of_staff_end_after_twelve_hours_however_busy(role, after):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = logged_in(make_staff(role))
        for _hour in range(11):
            clock.shift(timedelta(hours=1))
            assert is_in(client)

        clock.shift(timedelta(minutes=59))
        assert is_in(client)
        clock.shift(timedelta(minutes=1))

        assert is_in(client) == after


def test_sessions_of_readers_end_after_ninety_days_however_busy():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = logged_in(UserFactory())
        for _ten_days in range(8):
            clock.shift(timedelta(days=10))
            assert is_in(client)

        clock.shift(timedelta(days=10) - timedelta(minutes=1))
        assert is_in(client)
        clock.shift(timedelta(minutes=1))

        assert not is_in(client)


def test_use_is_noted_now_and_then():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = logged_in(UserFactory())
        began = timezone.now()
        clock.shift(timedelta(minutes=9))
        is_in(client)
        early = SignIn.objects.get().seen_at
        clock.shift(timedelta(minutes=1))
        is_in(client)

        assert early == began
        assert SignIn.objects.get().seen_at == began + timedelta(minutes=10)


def test_staff_are_written_to_when_a_new_device_logs_in(mailoutbox, settings):
    settings.SITE_URL = "https://news.example"
    user = make_staff(roles.MODERATOR, email="mika@example.org", username="mika")

    logged_in(user)
    logged_in(user)
    first = len(mailoutbox)
    logged_in(user, PHONE)

    [mail] = mailoutbox
    assert first == 0
    assert mail.to == ["mika@example.org"]
    assert "Safari, iPhone" in mail.body
    assert "https://news.example/me/sessions" in mail.body


def test_log_in_stands_when_the_mail_does_not_go_out(settings, monkeypatch):
    user = make_staff(roles.MODERATOR, email="mika@example.org")
    logged_in(user)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert is_in(logged_in(user, PHONE))


def test_lead_logs_a_person_out_everywhere(lead_client, moderator):
    user = UserFactory()
    here, there = logged_in(user), logged_in(user, PHONE)

    answer = lead_client.post(f"/moderation/people/{user.pk}/end-sessions", follow=True)

    assert "is logged out everywhere" in answer.text
    assert [is_in(client) for client in (here, there)] == [False, False]


def test_moderator_does_not(moderator_client):
    client = logged_in(user := UserFactory())

    answer = moderator_client.post(f"/moderation/people/{user.pk}/end-sessions")

    assert answer.status_code == 403
    assert is_in(client)
