"""What the site refuses to start with."""

import ipaddress
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

LOCAL_KEY = "only-for-local-development"
SHORTEST_KEY = 50  # characters
FEWEST_SIGNS = 10  # different characters; 50 random ones have far more
# Keys that stand in public places, by how they begin.
KNOWN_KEYS = (LOCAL_KEY, "django-insecure-", "changeme", "change-me", "secret")
# Names that no name server of the world answers for.
LOCAL_ENDINGS = ("localhost", "local", "internal", "test", "home.arpa")


def check_secret_key(key: str, *, name: str = "SECRET_KEY") -> None:
    """Raise ImproperlyConfigured unless ``key`` can guard sessions and links in mails."""
    if (
        len(key) < SHORTEST_KEY
        or len(set(key)) < FEWEST_SIGNS
        or key.lower().startswith(KNOWN_KEYS)
    ):
        raise ImproperlyConfigured(
            f"{name} must be at least {SHORTEST_KEY} random characters when DEBUG is False, and "
            "none that stands in an example. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )


def check_hosts(hosts: Sequence[str], *, debug: bool) -> None:
    """Raise ImproperlyConfigured for ``*``, and in DEBUG for hosts that strangers can reach."""
    if "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the site's hosts, such as news.example, not *"
        )
    public = [host for host in hosts if is_public(host)]
    if debug and public:
        raise ImproperlyConfigured(
            f"DEBUG must be False where strangers can come: ALLOWED_HOSTS has {public[0]}. "
            "DEBUG shows them settings and code, and lets the demo log-ins in."
        )


def is_public(host: str) -> bool:
    """Whether ``host``, as in ALLOWED_HOSTS, may be reached from outside one's own network."""
    name = host.strip().strip("[]").strip(".").lower()
    try:
        return ipaddress.ip_address(name).is_global
    except ValueError:
        return "." in name and not name.endswith(tuple(f".{each}" for each in LOCAL_ENDINGS))
