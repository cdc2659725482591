"""Links in mails, and where a log-in may lead."""

import re

import pytest
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

AWAY = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "HtTpS://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt://x/%0aalert(1)",
    "data:text/html,x",
    "vbscript:x",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n//evil.example",
    "https://testserver@evil.example/",
    "https://testserver:443@evil.example/",
    "https://evil.example\\@testserver/",
    "https://testserver.evil.example/",
    "http://other.example/",
    "http://[::1/",
    "ftp://testserver/",
    "%0d%0aLocation:https://evil.example",
    "/%0d%0aLocation:https://evil.example",
    "/me/\r\nLocation: https://evil.example",
]


@pytest.fixture(autouse=True)
def another_name(settings):
    settings.ALLOWED_HOSTS = ["testserver", ".other.example"]


def stays(url: str) -> bool:
    """Whether a browser on http://testserver stays there, and no second header was made."""
    bare = re.sub(r"[\t\r\n]", "", url)  # As browsers do.
    assert "\r" not in url
    assert "\n" not in url
    return re.match(r"(https?://testserver)?/(?![/\\])|(?![a-z]+:|[/\\ ])", bare, re.I) is not None


@pytest.mark.parametrize("target", AWAY)
def test_no_next_leads_away(client, target):
    UserFactory(username="petra")
    form = {"login": "petra", "password": "correct horse battery", "next": target}
    deeds = [
        (reverse("account_login"), form),
        (reverse("account_logout"), {"next": target}),
        (reverse("theme"), {"theme": "dark", "next": target}),
        (reverse("language"), {"language": "de", "next": target}),
    ]

    for address, fields in deeds:
        answer = client.post(address, fields)

        assert answer.status_code == 302, address
        assert stays(answer.url), (address, answer.url)


@pytest.mark.parametrize("target", ["/me/", "http://testserver/me/", "/articles/a?x=1#c"])
def test_next_on_the_site_is_followed(client, target):
    UserFactory(username="petra")

    answer = client.post(
        reverse("account_login"),
        {"login": "petra", "password": "correct horse battery", "next": target},
    )

    assert answer.url == target


def test_links_in_mails_never_follow_the_host_of_the_request(client, mailoutbox, settings):
    settings.SITE_URL = "https://news.example"
    reader = UserFactory(username="petra", email="petra@example.org")
    forged = {"HTTP_HOST": "evil.other.example", "HTTP_X_FORWARDED_HOST": "evil.example"}

    for address in ("petra@example.org", "nobody@example.org"):
        client.post(reverse("account_reset_password"), {"email": address}, **forged)
    client.force_login(reader)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"}, **forged)

    links = [link for mail in mailoutbox for link in re.findall(r"https?://\S+", mail.body)]
    assert len(links) == len(mailoutbox) == 3
    assert [link.startswith("https://news.example/accounts/") for link in links] == [True] * 3
    assert all("evil" not in str(mail.message()) for mail in mailoutbox)
