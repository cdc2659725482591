"""A passkey from the first click to a log-in without a password, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import PASSWORD
from tests.factories import UserFactory

pytestmark = [
    pytest.mark.any_database,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def test_passkey_is_added_and_logs_in(visitor, browser):
    UserFactory(username="robin", password=PASSWORD)
    one = visitor()
    one.site = one.site.replace("127.0.0.1", "localhost")  # A passkey needs a name, not a number.
    page = one.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    one.log_in("robin", PASSWORD)
    one.open("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Log in with this key alone").check()
    page.get_by_role("button", name="Add this device").click()
    expect(page.locator("ul.codes li")).to_have_count(10)
    one.open("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Log out").click()
    one.open("/accounts/login/?next=/me/")
    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page.locator(".who-am-i")).to_contain_text("robin")
