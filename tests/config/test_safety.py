"""The site does not start with what would make it unsafe, and says what to do."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.safety import LOCAL_KEY, check_hosts, check_secret_key, is_public
from tests.processes import ROOT

pytestmark = pytest.mark.any_database

# Not drawn anew each time: tests that run side by side go by the same names.
GOOD_KEY = "uT3wq9Zk-1bVx7Rn_4mHc6Ys2Lp8Gd5Jf0AaQeWoKiXtBvNzCrMhEyUgSl3Pj9D7"


@pytest.mark.parametrize(
    "key",
    [
        "",
        LOCAL_KEY,
        GOOD_KEY[:49],
        "django-insecure-" + GOOD_KEY,
        "changeme-" + GOOD_KEY,
        "abc" * 30,
    ],
)
def test_weak_or_well_known_keys_are_refused(key):
    with pytest.raises(ImproperlyConfigured, match="at least 50 random characters"):
        check_secret_key(key)


def test_random_key_is_taken():
    check_secret_key(GOOD_KEY)


@pytest.mark.parametrize("debug", [True, False])
def test_a_star_is_no_host(debug):
    with pytest.raises(ImproperlyConfigured, match=r"not \*"):
        check_hosts(["news.example", "*"], debug=debug)


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("localhost", False),
        ("127.0.0.1", False),
        ("[::1]", False),
        ("192.168.1.20", False),
        ("desk", False),
        ("desk.localhost", False),
        ("desk.internal", False),
        ("testserver", False),
        ("news.example", True),
        (".news.example", True),
        ("NEWS.EXAMPLE.", True),
        ("8.8.8.8", True),
        ("[2606:4700::1111]", True),
        ("notlocalhost.example", True),
        ("local.example", True),
    ],
)
def test_hosts_that_strangers_can_reach(host, public):
    assert is_public(host) == public


def test_debug_is_refused_where_strangers_can_come_and_only_there():
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG must be False.*news\.example"):
        check_hosts(["localhost", "news.example"], debug=True)
    check_hosts(["localhost", "news.example"], debug=False)
    check_hosts(["localhost", "[::1]"], debug=True)


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be"),
        ({"SECRET_KEY_FALLBACKS": "short"}, "each of SECRET_KEY_FALLBACKS must be"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"DEBUG": "True"}, "DEBUG must be False"),
        ({}, ""),
    ],
)
def test_settings_check_themselves(variables, complaint):
    good = {"DEBUG": "False", "SECRET_KEY": GOOD_KEY, "ALLOWED_HOSTS": "news.example"}

    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env=os.environ | good | variables,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode != 0) == bool(complaint)
    assert complaint in done.stderr
