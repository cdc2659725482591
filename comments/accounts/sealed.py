"""What a second factor keeps in the database, so that a copy of the database alone opens nothing.

Fernet (AES-128-CBC with HMAC-SHA-256) under keys derived from SECRET_KEY and its fallbacks by HKDF
(RFC 5869). An earlier key still opens; what is stored from now on is sealed with the newest.
"""

import base64
import logging

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

MARK = "sealed:"
PURPOSE = b"decorum second factor"


def seal(text: str) -> str:
    return MARK + keys().encrypt(text.encode()).decode()


def opened(stored: str) -> str:
    """What was sealed, or ``stored`` itself where it is older than the seals.

    Raises PermissionDenied when no key opens it: never an empty secret, whose codes anybody knows.
    """
    if not stored.startswith(MARK):
        return stored
    try:
        return keys().decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise PermissionDenied(
            _(
                "The second factor of this account cannot be read since the site's key was"
                " changed. Ask an administrator to forget it, then set it up again."
            )
        ) from error


def reseal() -> int:
    """Seal with the newest key what an earlier one sealed, or none did, so that an earlier key can
    be dropped. Returns how many factors. Safe at any time; what no key opens is left as it is."""
    sealed = 0
    for pk, data in Authenticator.objects.values_list("pk", "data").iterator():
        if is_stale(data):
            with transaction.atomic():
                sealed += reseal_one(pk)
    return sealed


def reseal_one(pk: int) -> int:
    # Locked, and read again: a recovery code that is used now must stay used.
    factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if factor is None or not is_stale(factor.data):
        return 0
    try:
        factor.data |= {name: seal(opened(factor.data[name])) for name in names_in(factor.data)}
    except PermissionDenied:
        logger.error("no key opens second factor %s", pk)
        return 0
    factor.save(update_fields=["data"])
    return 1


def names_in(data: dict) -> list[str]:
    """Of the secrets that allauth has us seal in one factor's data."""
    return [name for name in ("secret", "seed") if name in data]


def is_stale(data: dict) -> bool:
    return any(not is_by_newest(data[name]) for name in names_in(data))


def is_by_newest(stored: str) -> bool:
    try:
        Fernet(derived(settings.SECRET_KEY)).decrypt(stored.removeprefix(MARK))
    except InvalidToken:
        return False
    return True


def keys() -> MultiFernet:
    """Anew each time: it takes microseconds, and tests change the settings."""
    return MultiFernet(
        [Fernet(derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def derived(key: str) -> bytes:
    """32 bytes in base 64, as Fernet wants them."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(hkdf.derive(key.encode()))
