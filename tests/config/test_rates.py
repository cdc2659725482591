"""Limits in settings: read, or refused with the variable's name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.rates import proxies, rates


def test_limits_are_read_in_the_notation_of_the_readme():
    found = rates(post="6/minute; 60/hour", sign_up="5/30minutes")

    assert {
        deed: [(limit.amount, limit.get_expiry()) for limit in limits]
        for deed, limits in found.items()
    } == {"post": [(6, 60), (60, 3600)], "sign_up": [(5, 1800)]}


@pytest.mark.parametrize("value", ["", "often", "6", "0/minute", "-1/minute"])
def test_a_senseless_limit_stops_the_start(value):
    with pytest.raises(ImproperlyConfigured, match="RATE_SIGN_UP must be limits such as"):
        rates(sign_up=value)


@pytest.mark.parametrize("value", ["", "-1", "two", "1.0"])
def test_a_senseless_number_of_proxies_stops_the_start(value):
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES must be a number"):
        proxies(value)
