"""Which requests count as from one place."""

import pytest
from django.test import RequestFactory

from comments.pace.visitors import key_of, network, network_of


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("nonsense", ""),
        ("192.0.2.7, 192.0.2.8", ""),
    ],
)
def test_an_address_counts_as_its_network(address, counted_as):
    assert network(address) == counted_as


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted_as"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "forged, 203.0.113.9", "203.0.113.9"),
        (2, "forged, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", ""),
    ],
)
def test_a_forwarded_header_is_believed_as_far_as_ones_own_proxies_wrote_it(
    settings, proxies, forwarded, counted_as
):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded}
    )

    assert network_of(request) == counted_as


def test_a_key_tells_nothing_of_the_account_and_depends_on_the_sites_secret(settings):
    one = key_of("account", "robin")
    same = key_of("account", "robin")
    settings.SECRET_KEY = "another " * 10

    assert one == same
    assert "robin" not in one
    assert key_of("account", "robin") != one
