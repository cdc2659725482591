"""What the settings of the scoring engine may be."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LONGEST = 3.0  # seconds for a batch; one that takes five ends its worker


def is_private_address(url: str) -> bool:
    """Whether nobody on the way can read what is sent to ``url``: https, or this machine."""
    if not re.fullmatch(r"[!-~]+", url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    local = host in ("localhost", "127.0.0.1", "::1")
    return parts.scheme == "https" or (parts.scheme == "http" and local)


def check_engine(engine: str, *, url: str, api_key: str) -> None:
    """Raises ImproperlyConfigured, with what would do instead."""
    if len(engine) > 60 or not re.fullmatch(
        r"local|semantic|openai(:[A-Za-z0-9][A-Za-z0-9._/-]*)?|perspective"
        r"|(?!openai:)[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*",
        engine,
    ):
        raise ImproperlyConfigured(
            "SCORER_ENGINE must be local, semantic, openai, openai:MODEL, perspective or "
            f"package.module:function, at most 60 characters, not {engine!r}"
        )
    if engine.split(":")[0] in ("openai", "perspective") and not is_private_address(url):
        raise ImproperlyConfigured(
            f"SCORER_ENGINE {engine!r} needs a SCORER_URL that begins with https://, or with "
            "http:// and localhost, and holds no password"
        )
    if not re.fullmatch(r"[!-~]*", api_key):
        raise ImproperlyConfigured("SCORER_API_KEY must be printable ASCII without blanks")


def seconds_for_a_batch(value: str) -> float:
    """SCORER_TIMEOUT as a number. Raises ImproperlyConfigured."""
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST:
        raise ImproperlyConfigured(
            f"SCORER_TIMEOUT must be seconds, more than 0 and at most {LONGEST:g}"
        )
    return seconds
