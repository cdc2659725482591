"""Devices that logged in here before, told by a signed cookie.

An attacker who keeps guessing one person's password locks that account for devices nobody knows;
its owner, on their own, has tries of their own. The cookie opens nothing by itself.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing

SALT = "comments.accounts.known"
AGE = timedelta(days=180)
MOST = 5  # people on one device


def known_on(request) -> list[int]:
    """The people who logged in on this device lately."""
    try:
        people = signing.loads(
            request.COOKIES.get(settings.KNOWN_COOKIE_NAME, ""), salt=SALT, max_age=AGE
        )
    except signing.BadSignature:
        return []
    return people


def remember(request, response, person: int) -> None:
    """Give the device a cookie that it knows ``person``, unless it has it."""
    people = known_on(request)
    if person in people:
        return
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        signing.dumps([person, *people][:MOST], salt=SALT),
        max_age=AGE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
