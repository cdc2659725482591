"""A form that another site sends in somebody's name does nothing: every address, without a token
and from a foreign origin."""

import pytest
from django.middleware.csrf import _get_new_csrf_string

from tests.security.addresses import addresses, form, objects, path
from tests.security.asking import ask, clients
from tests.security.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
# Mail programs post there by themselves (RFC 8058); the token in the address is the proof, and all
# it can do is to stop a mail.
BY_MAIL = {"comments:unfollow", "comments:stop_notice_mails"}
FOREIGN = {"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_SEC_FETCH_SITE": "cross-site"}


@pytest.mark.parametrize("forged", ["without a token", "from another site"])
def test_no_address_believes_a_form_of_another_site(forged, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    world = build()
    client = clients(world, enforce_csrf_checks=True)["superuser"]
    token, headers = {}, {}
    if forged == "from another site":
        secret = _get_new_csrf_string()
        client.cookies["csrftoken"] = secret
        token, headers = {"csrfmiddlewaretoken": secret}, FOREIGN

    got = {}
    for address in addresses():
        thing = objects(address)[0]
        url, data = path(address, thing, world, "superuser"), form(address, thing, world)
        got[address.name] = ask(client, "POST", url, data | token, **headers)

    assert {name for name, answer in got.items() if answer.status != 403} == BY_MAIL
    assert {name: answer.wrote for name, answer in got.items() if answer.wrote} == {
        "comments:unfollow": {"comments_follow"},
        "comments:stop_notice_mails": {"comments_noticemails"},
    }
