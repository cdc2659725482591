"""Whether a visitor may do a deed now."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone
from limits import RateLimitItem

from comments.models import User
from comments.newcomers import is_newcomer
from comments.pace import buckets, rows
from comments.pace.buckets import Bucket
from comments.pace.refusal import TooFast
from comments.pace.visitors import address_key, key_of, network_of

# An office or a school behind one address is that many readers; limits of deeds that need no
# account count per address alone and are not multiplied.
READERS_PER_ADDRESS = 20
NEWCOMERS_SHARE = 2  # a newcomer may do half as much, and at least one
# Without Redis a stranger is told to come back when it will be asked again.
SILENCE = 30  # seconds


def admit(request, deed: str, *, account: str = "") -> None:
    """Count one ``deed`` ("post", "vote", "report", "sign_up", "log_in"), or raise TooFast.

    Counted per signed-in reader and per address. ``account``: what a stranger says who they are,
    counted as well, so that many addresses do not guess one account's password.

    While Redis is silent readers are held to what the database says they did, staff to nothing,
    and strangers are refused.
    """
    rates = settings.RATES[deed]
    user = request.user
    try:
        wait = buckets.take(
            buckets_for(
                deed, rates, user=user, network=network_of(request), account=account.casefold()
            )
        )
    except buckets.Silent:
        without_redis(user, deed, rates)
        return
    if wait > 0:
        raise TooFast(ceil(wait))


def buckets_for(
    deed: str, rates: Sequence[RateLimitItem], *, user, network: str, account: str
) -> list[Bucket]:
    visitors = []
    if user.is_authenticated:
        share = 1 / NEWCOMERS_SHARE if is_newcomer(user, timezone.now()) else 1
        visitors.append((f"user:{user.pk}", share))
    if network:
        visitors.append((address_key(network), factor_of_address(user)))
    if account:
        visitors.append((key_of("account", account), 1))
    return [
        Bucket(
            f"{deed}:{who}:{rate.get_expiry()}", max(1, int(rate.amount * share)), rate.get_expiry()
        )
        for who, share in visitors
        for rate in rates
    ]


def factor_of_address(user) -> int:
    return READERS_PER_ADDRESS if user.is_authenticated else 1


def without_redis(user: User, deed: str, rates: Sequence[RateLimitItem]) -> None:
    """Raise TooFast for strangers, and for readers whose rows say so."""
    if not user.is_authenticated:
        raise TooFast(SILENCE, unsure=True)
    if user.is_staff or deed not in rows.DONE:
        return
    now = timezone.now()
    share = NEWCOMERS_SHARE if is_newcomer(user, now) else 1
    for rate in rates:
        most = max(1, rate.amount // share)
        since = now - timedelta(seconds=rate.get_expiry())
        if rows.DONE[deed](user, since, most) >= most:
            raise TooFast(min(rate.get_expiry(), SILENCE))
