"""Addresses, as a keyed hash alone: with the key of a period of 30 days, which is destroyed.

Nothing else of an address is stored anywhere. Within a period the same network has the same hash,
so that limits can be counted and moderators be hinted at accounts that may belong together. Without
its key a hash says nothing, not even to whoever tries all addresses there are.
"""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection

from comments.models import AddressKey, PostingNetwork, User

logger = logging.getLogger(__name__)

PERIOD = timedelta(days=30)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DIGITS = 32  # hex digits of a hash that are kept
MOST_SHARING = 5  # accounts; a network with more is an office, a school or a telephone company's
LOOKED_AT = 500  # rows of other people

# The key of the present period, asked for once per process. Only one is ever in memory.
known: dict[int, str] = {}


@dataclass(frozen=True, slots=True)
class Hashed:
    period: int
    digest: str  # hex


def period_of(moment: datetime) -> int:
    return (moment - EPOCH) // PERIOD


def began_at(period: int) -> datetime:
    return EPOCH + period * PERIOD


def hashed(network: str, now: datetime) -> Hashed:
    """``network``, as `comments.pace.visitors.network_of` gives it, under the key of ``now``."""
    period = period_of(now)
    digest = hmac.digest(bytes.fromhex(key_of(period)), network.encode(), hashlib.sha256)
    return Hashed(period, digest.hex()[:DIGITS])


def key_of(period: int) -> str:
    """The secret of a period, made by whoever needs it first."""
    if period not in known:
        row, _new = AddressKey.objects.get_or_create(
            period=period, defaults={"secret": secrets.token_hex(32)}
        )
        if connection.in_atomic_block:
            return row.secret  # It may be rolled back, and then another process makes another.
        known.clear()
        known[period] = row.secret
    return known[period]


def note_posting(user: User, network: str, now: datetime) -> None:
    """Remember that ``user`` posts from ``network``: one row per period, whatever they post.

    Called when the comment is stored already, so a database that is busy costs the hint alone.
    """
    if not network:
        return
    try:
        found = hashed(network, now)
        here = {"user": user, "period": found.period, "digest": found.digest}
        if not PostingNetwork.objects.filter(**here).exists():
            PostingNetwork.objects.get_or_create(**here, defaults={"noted_at": now})
    except DatabaseError as error:
        logger.warning("network of a comment not noted: %s", type(error).__name__)


def sharing_with(user: User) -> list[int]:
    """Ids of other accounts that posted from the same networks in the same periods, at most
    MOST_SHARING for each network. More from one network means nothing and is left out whole.

    A hint for people, who know that a household, a café or a telephone company has one address for
    many. Nothing is done because of it.
    """
    mine = set(user.posting_networks.values_list("period", "digest"))
    if not mine:
        return []
    others = PostingNetwork.objects.filter(digest__in=[digest for _period, digest in mine])
    sharing: dict[tuple[int, str], list[int]] = {}
    rows = others.exclude(user=user).order_by("-pk").values_list("period", "digest", "user")
    for period, digest, other in rows[:LOOKED_AT]:
        if (period, digest) in mine:
            sharing.setdefault((period, digest), []).append(other)
    few = (people for people in sharing.values() if len(people) <= MOST_SHARING)
    return sorted({pk for people in few for pk in people})
