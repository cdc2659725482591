"""How often one may try to log in: from one address, and as one person."""

from math import ceil

from django.conf import settings

from comments.accounts.known import known_on
from comments.models import User
from comments.pace import TooFast, buckets
from comments.pace.admission import SILENCE
from comments.pace.buckets import Bucket
from comments.pace.visitors import address_key, key_of, network_of


def admit(request, name: str) -> None:
    """Count one try to log in as ``name``, or raise TooFast. Asked before a password is hashed.

    Strangers share the tries at one account; a device that its owner logged in on before has its
    own. While Redis is silent only such devices may try: a stranger is told to come back.
    """
    name = name.casefold()
    known = is_known(request, name)
    if not request.user.is_authenticated:
        who = [("log_in", address_key(network_of(request)))]
    else:
        who = []  # Shows again who they are; the session says from where.
    who.append(("log_in_as", key_of("known account" if known else "account", name)))
    try:
        wait = buckets.take(
            [
                Bucket(f"{deed}:{key}:{rate.get_expiry()}", rate.amount, rate.get_expiry())
                for deed, key in who
                for rate in settings.RATES[deed]
            ]
        )
    except buckets.Silent:
        if known:
            return
        raise TooFast(SILENCE, unsure=True) from None
    if wait > 0:
        raise TooFast(ceil(wait))


def is_known(request, name: str) -> bool:
    people = known_on(request)
    return bool(people) and User.objects.filter(pk__in=people, username__iexact=name).exists()
