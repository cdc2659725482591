"""The headers of every address of the site, and of every error page."""

import os
import re
import secrets
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.contrib.messages import INFO
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils.module_loading import import_string
from django.utils.regex_helper import normalize

from comments.models import Article
from comments.pace import TooFast
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

FILLED = {"int": "1", "uuid": "6f1d7a52-2f6b-4a3e-9d0b-0d1c2b3a4f5e", "slug": "x", "str": "x"}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
COOKIES = tuple(
    f"{name}_COOKIE_NAME" for name in ("SESSION", "CSRF", "LANGUAGE", "THEME", "KNOWN", "MESSAGES")
)
PRIVATE = ("/moderation/", "/admin/", "/accounts/", "/me/")
EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def addresses(patterns=None, before: str = "/") -> list[str]:
    """Every address that the resolver knows, with something in each gap."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + filled(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, path)
        else:
            found.append(path)
    return found


def filled(pattern) -> str:
    route = getattr(pattern, "_route", None)
    if route is not None:
        return re.sub(r"<(?:(\w+):)?\w+>", lambda gap: FILLED.get(gap[1] or "str", "x"), route)
    form, names = normalize(pattern.regex.pattern)[0]
    return form % dict.fromkeys(names, "x")


@pytest.fixture(autouse=True)
def production(settings):
    """As config/settings.py has it when HTTPS is on; the tests' own is off."""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.LANGUAGE_COOKIE_SECURE = settings.HTTPS = True
    for name in COOKIES:
        setattr(settings, name, f"__Host-{getattr(settings, name)}")


def wrong(answer, *, private: bool) -> dict[str, str | None]:
    """Header -> what it is, for those that are not as they should be."""
    found = {
        name: answer.headers.get(name)
        for name, value in EVERYWHERE.items()
        if answer.headers.get(name) != value
    }
    policy = answer.headers.get("Content-Security-Policy", "")
    if set(policy.split("; ")) != POLICY:
        found["Content-Security-Policy"] = policy
    kept = answer.headers.get("Cache-Control", "")
    if private and not {"no-store", "private"} <= set(kept.split(", ")):
        found["Cache-Control"] = kept
    kind = answer.headers.get("Content-Type", "")
    if not re.fullmatch(r"(text/|.*xml).*charset=\W?utf-8\W?|application/(json|javascript)", kind):
        found["Content-Type"] = kind
    for name in ("Server", "X-Powered-By"):
        if name in answer.headers:
            found[name] = answer.headers[name]
    return found


@pytest.mark.parametrize("who", ["stranger", "superuser"])
def test_every_address_has_every_header(who):
    client = Client(raise_request_exception=False)
    if who == "superuser":
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
    known = addresses()

    answers = {path: client.get(path, secure=True) for path in known}

    assert len(known) > 150
    assert {path for path, answer in answers.items() if answer.status_code >= 500} <= {"/readyz"}
    found = {
        path: wrong(answer, private=path.startswith(PRIVATE)) for path, answer in answers.items()
    }
    assert {path: headers for path, headers in found.items() if headers} == {}


def test_error_pages_have_them_too(monkeypatch):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    found = {
        404: client.get("/nothing-here/", secure=True),
        403: client.post("/theme", {"theme": "dark"}, secure=True),
    }
    raised = {
        400: SuspiciousOperation,
        500: RuntimeError,
        503: OperationalError,
    }
    for status, error in raised.items():

        def fail(error=error):
            raise error

        monkeypatch.setattr(Article.objects, "published", fail, raising=False)
        found[status] = client.get("/articles/x/", secure=True)
    monkeypatch.setattr("comments.accounts.tries.admit", too_often)
    found[429] = Client().post("/accounts/login/", {"login": "a", "password": "b"}, secure=True)

    assert {status: answer.status_code for status, answer in found.items()} == {
        status: status for status in found
    }
    assert {status: wrong(answer, private=False) for status, answer in found.items()} == {
        status: {} for status in found
    }


@pytest.mark.parametrize(
    "address", ["/", "/healthz", "/moderation/", "/admin/", "/accounts/login/"]
)
def test_trace_gives_nothing_back(address):
    answer = Client().trace(address, headers={"X-Canary": "canary"}, secure=True)

    assert "canary" not in str(answer.headers) + answer.text


def too_often(request, name):
    raise TooFast(30)


def test_cookies_are_for_this_site_over_https_alone(client):
    UserFactory(username="petra")
    client.post(
        "/accounts/login/", {"login": "petra", "password": "correct horse battery"}, secure=True
    )
    client.get("/accounts/password/change/", secure=True)
    client.post("/theme", {"theme": "dark"}, secure=True)
    client.post("/language", {"language": "de"}, secure=True)

    flags = {
        name: (
            bool(each["secure"]),
            bool(each["httponly"]),
            each["samesite"],
            each["domain"],
            each["path"],
        )
        for name, each in client.cookies.items()
        if each.value  # The cookie of messages that were shown is taken away.
    }

    assert flags == dict.fromkeys(
        [
            "__Host-csrftoken",
            "__Host-sessionid",
            "__Host-known",
            "__Host-theme",
            "__Host-django_language",
        ],
        (True, True, "Lax", "", "/"),
    )


@pytest.mark.parametrize(("https", "before"), [("True", "__Host-"), ("False", "")])
def test_names_of_cookies_bind_them_to_this_host_where_there_is_https(https, before):
    asked = "import config.settings as s; print(" + ", ".join(f"s.{name}" for name in COOKIES) + ")"
    env = {"DEBUG": "False", "SECRET_KEY": secrets.token_urlsafe(50), "HTTPS": https}

    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=True,
    )

    names = ("sessionid", "csrftoken", "django_language", "theme", "known", "messages")
    assert done.stdout.split() == [before + name for name in names]


def test_messages_wait_in_a_cookie_of_ours(client):
    page = client.get("/", secure=True)
    storage = import_string(configured.MESSAGE_STORAGE)(page.wsgi_request)

    storage.add(INFO, "Seen.")
    storage.update(page)

    assert [name for name in page.cookies if "messages" in name] == ["__Host-messages"]
