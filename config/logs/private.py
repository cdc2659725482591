"""Takes out of a log line what must not be in it, whoever logged it."""

import ipaddress
import re
import unicodedata

from structlog.typing import EventDict

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Candidates only: what ipaddress does not take stays, such as a time of day.
ADDRESS = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![\w.])"
)
# Long enough and mixed: a session key, a reset link, an API key. Ids of requests and tasks are
# fields of their own and not looked at.
TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{20,}(?![\w-])")
# Escaped, for they hide, reorder or forge what stands around them: controls, formats (bidi among
# them), surrogates and line separators.
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
IDS = {"request_id", "task_id"}


def clean_event(logger, method: str, event: EventDict) -> EventDict:
    """A structlog processor: every value without addresses, mails, tokens and unseen characters."""
    return {key: value if key in IDS else clean(value) for key, value in event.items()}


def clean(value):
    if isinstance(value, dict):
        return {escape(str(key)): clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return escape(mask(str(value)))


def mask(text: str) -> str:
    text = MAIL.sub("[mail]", text)
    text = ADDRESS.sub(hide_address, text)
    return TOKEN.sub(hide_token, text)


def hide_address(found: re.Match) -> str:
    try:
        address = ipaddress.ip_address(found[0])
    except ValueError:
        return found[0]
    # Our own machine's says nothing about a person.
    return found[0] if address.is_loopback or address.is_unspecified else "[address]"


def hide_token(found: re.Match) -> str:
    # A name of code has words; what is random has digits all over.
    return "[token]" if sum(sign.isdigit() for sign in found[0]) >= 3 else found[0]


def escape(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign.encode("unicode_escape").decode() if unicodedata.category(sign) in UNSEEN else sign
        for sign in text
    )
