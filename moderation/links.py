"""Finding links in a comment."""

import re

# The whole link, so that its path is not taken for a second one; a link glued to it is one.
LINK = re.compile(
    r"""(?:https?://|(?<!\w)www\.(?=\w))([^\s/?#<>()"“”',;]+)(?:(?!https?://)[^\s<>"“”])*"""
    r"""|(?<![\w@.-])((?:[a-z0-9-]+\.)+(?:com|org|net|info|biz|io|co|shop|site|xyz|example))(?![\w-])""",
    re.IGNORECASE,
)
PORT = re.compile(r":\d*$")


def hosts(text: str) -> tuple[str, ...]:
    """The host of each link in ``text``, lower case, in order of appearance."""
    found = (host_of(match[1] or match[2]) for match in LINK.finditer(text))
    return tuple(filter(None, found))


def host_of(address: str) -> str:
    """``address`` without what stands around a host: a log-in, a port, punctuation after it."""
    _, _, host = address.rstrip(".:!").rpartition("@")
    return PORT.sub("", host).lower()
