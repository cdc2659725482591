"""Browsers by their kind."""

import pytest

from comments.accounts.devices import device_of

pytestmark = pytest.mark.any_database

MOZILLA = "Mozilla/5.0 "
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (MOZILLA + "(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            MOZILLA + f"(Windows NT 10.0; Win64; x64) {WEBKIT}Chrome/131.0 Safari/537.36 Edg/131.0",
            "Edge, Windows",
        ),
        (MOZILLA + f"(Linux; Android 14) {WEBKIT}Chrome/131.0 Safari/537.36", "Chrome, Android"),
        (MOZILLA + f"(iPhone; CPU like Mac OS X) {WEBKIT}Version/18 Safari/604", "Safari, iPhone"),
        (MOZILLA + f"(Macintosh; Intel) {WEBKIT}Version/18.0 Safari/605", "Safari, macOS"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script> Firefox", "Firefox"),
    ],
)
def test_device_of_a_user_agent(agent, device):
    assert device_of(agent) == device
