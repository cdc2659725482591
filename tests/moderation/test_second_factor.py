"""The desk and the admin behind a second factor, from setting it up to losing it."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, hotp_value
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXP"
INDEX = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def code_now() -> str:
    return f"{hotp_value(SECRET, int(time.time()) // 30):06}"


def log_in(client, user, **fields):
    form = {"login": user.username, "password": PASSWORD, **fields}
    return client.post(reverse("account_login"), form)


@pytest.mark.parametrize(
    "address", ["/moderation/", "/moderation/queue/", "/moderation/items/1/", "/admin/"]
)
def test_staff_without_are_led_to_set_it_up(moderator_client, address):
    page = moderator_client.get(address, follow=True)

    assert page.redirect_chain == [(INDEX, 302)]
    assert "The desk opens once your account has a second factor" in page.text


def test_a_fragment_leads_the_whole_page_there(moderator_client):
    answer = moderator_client.get("/moderation/queue/news", HTTP_HX_REQUEST="true")

    assert answer.headers["HX-Redirect"] == INDEX


def test_no_deed_is_done_without(lead_client, reader):
    answer = lead_client.post(
        f"/moderation/people/{reader.pk}/sanctions", {"kind": "ban", "reason": "No."}
    )

    assert answer.url == INDEX
    assert reader.sanctions.count() == 0


@pytest.mark.parametrize("address", ["/", "/me/", "/accounts/email/", "/healthz"])
def test_readers_pages_stay_open_to_staff_without(moderator_client, address):
    assert moderator_client.get(address).status_code == 200


def test_readers_need_none(reader_client):
    assert reader_client.get("/moderation/").status_code == 403  # Their role, not their factor.


def test_setting_up_an_app_opens_the_desk(client, moderator):
    log_in(client, moderator)
    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    client.post(asked.request["PATH_INFO"], {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'class="secret">([A-Z2-7]+)', page.text)[1]

    done = client.post(
        reverse("mfa_activate_totp"),
        {"code": f"{hotp_value(secret, int(time.time()) // 30):06}"},
        follow=True,
    )

    assert "Recovery codes" in done.text
    assert client.get("/moderation/").status_code == 200


def test_log_in_asks_for_the_code_and_password_alone_opens_nothing(client, moderator):
    TOTP.activate(moderator, SECRET)

    step = log_in(client, moderator, next="/moderation/")
    outside = client.get("/moderation/")
    wrong = client.post(step.url, {"code": "000000"})
    inside = client.post(step.url, {"code": code_now()})

    assert step.url.startswith(reverse("mfa_authenticate"))
    assert outside.url.startswith(reverse("account_login"))
    assert "Incorrect code." in wrong.text
    assert inside.url == "/moderation/"
    assert client.get("/moderation/").status_code == 200


def test_a_code_works_once(client, moderator):
    TOTP.activate(moderator, SECRET)
    code = code_now()
    client.post(log_in(client, moderator).url, {"code": code})

    other = Client()
    again = other.post(log_in(other, moderator).url, {"code": code})

    assert again.status_code == 200
    assert "_auth_user_id" not in other.session


def test_guessing_codes_is_stopped(client, moderator):
    TOTP.activate(moderator, SECRET)
    step = log_in(client, moderator).url

    answers = [client.post(step, {"code": f"{n:06}"}) for n in range(8)]
    right = client.post(step, {"code": code_now()})

    assert answers[-1].status_code == 200
    assert right.status_code == 200
    assert "_auth_user_id" not in client.session


def test_admin_has_no_log_in_of_its_own(client, moderator):
    TOTP.activate(moderator, SECRET)

    answer = client.post(
        "/admin/login/?next=/admin/", {"username": moderator.username, "password": PASSWORD}
    )

    assert answer.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_password_reset_does_not_skip_it(client, moderator):
    TOTP.activate(moderator, SECRET)
    moderator.email = "mika@example.org"
    moderator.save()
    client.post(reverse("account_reset_password"), {"email": "mika@example.org"})
    [link] = re.findall(r"https?://[^/\s]+(\S+)", mail.outbox[0].body)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    new = "another long phrase"

    client.post(form, {"password1": new, "password2": new})
    after_reset = dict(client.session)
    step = log_in(client, moderator, password=new)

    assert "_auth_user_id" not in after_reset
    assert step.url.startswith(reverse("mfa_authenticate"))


def test_giving_the_factor_up_shuts_the_desk(client, moderator):
    TOTP.activate(moderator, SECRET)
    client.force_login(moderator)
    assert client.get("/moderation/").status_code == 200

    Authenticator.objects.all().delete()

    assert client.get("/moderation/").url == INDEX


def test_demo_stays_usable_where_none_is_required(client, moderator, settings):
    settings.REQUIRE_SECOND_FACTOR = False

    log_in(client, moderator)

    assert client.get("/moderation/").status_code == 200


def test_command_forgets_what_was_lost(moderator, capsys):
    TOTP.activate(moderator, SECRET)
    TOTP.activate(other := UserFactory(), SECRET)

    call_command("forget_second_factor", moderator.username.upper())

    assert capsys.readouterr().out == "mika: 1 forgotten\n"
    assert [each.user for each in Authenticator.objects.all()] == [other]


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_generate_recovery_codes",
    ],
)
def test_pages_wear_our_frame(client, reader, name):
    if name != "mfa_activate_totp":
        TOTP.activate(reader, SECRET)
    client.force_login(reader)
    again = reverse("account_reauthenticate")
    client.post(again, {"password": PASSWORD})

    page = client.get(reverse(name), follow=True)

    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert "css/decorum.css" in page.text
    assert "style=" not in page.text
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", page.text)
    assert page.redirect_chain == []
