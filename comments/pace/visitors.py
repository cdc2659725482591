"""From where a request comes, as the limits count it."""

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.utils import timezone

from comments.privacy import addresses

PREFIX = 64  # bits of an IPv6 address that one household has to itself


def network_of(request) -> str:
    """The visitor's IPv4 address, or the /64 network of their IPv6 address; "" when unknown.

    Behind TRUSTED_PROXIES proxies, each of which appends whom it heard from to X-Forwarded-For:
    the entry that the outermost of them wrote. What stands before it is the visitor's own say.
    """
    heard_from = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    if proxies:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        # Fewer entries than proxies: the request came round them. Whoever is nearest is believed.
        heard_from = hops[-proxies] if len(hops) >= proxies else heard_from
    return network(heard_from.strip())


def network(address: str) -> str:
    """``address`` without what one visitor can change at will; "" when it is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, PREFIX), strict=False).network_address)


def address_key(network: str) -> str:
    """A name for where a visitor comes from, under a key that is destroyed in time."""
    found = addresses.hashed(network, timezone.now())
    return f"address:{found.period}:{found.digest}"


def key_of(kind: str, who: str) -> str:
    """A name for an account that does not tell which it is without the site's key."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"{kind}:{who}".encode(), hashlib.sha256)
    return f"{kind}:{digest[:12].hex()}"
