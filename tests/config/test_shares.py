import pytest
from django.core.exceptions import ImproperlyConfigured

from config.shares import share


@pytest.mark.parametrize(("value", "expected"), [("0", 0.0), ("0.02", 0.02), ("1", 1.0)])
def test_a_share_is_read(value, expected):
    assert share("AUDIT_SHARE", value) == expected


@pytest.mark.parametrize("value", ["", "2%", "-0.1", "1.01", "nan"])
def test_what_is_no_share_stops_the_start_and_is_named(value):
    with pytest.raises(ImproperlyConfigured, match="AUDIT_SHARE must be"):
        share("AUDIT_SHARE", value)
