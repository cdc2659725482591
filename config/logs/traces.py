"""How an error looks in the log: where it happened, and only the words that cannot cite a person.

Messages of errors cite what people typed: "Key (body)=(…) already exists", "invalid literal for
int(): …", refused mail addresses. So a message is left out unless its kind is known to be clean.
Frames are kept, with their lines of code and without local values.
"""

import re
import traceback

import redis
from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateSyntaxError
from structlog.typing import EventDict

# Their messages speak of code, files or servers.
CLEAN = (
    ImportError,
    AttributeError,
    NameError,
    ZeroDivisionError,
    MemoryError,
    RecursionError,
    ConnectionError,
    FileNotFoundError,
    PermissionError,
    ImproperlyConfigured,
    TemplateSyntaxError,
    redis.ConnectionError,
    redis.TimeoutError,
)
# Of a database's message, the part that names a rule, a table or a state of the server.
DATABASE = re.compile(
    r"(?:UNIQUE|NOT NULL) constraint failed: (?:index '\w+'|[\w., ]+)"
    r"|(?:CHECK|FOREIGN KEY) constraint failed[\w: ]*"
    r'|duplicate key value violates unique constraint "\w+"'
    r'|new row for relation "\w+" violates check constraint "\w+"'
    r'|null value in column "\w+" of relation "\w+" violates not-null constraint'
    r'|insert or update on table "\w+" violates foreign key constraint "\w+"'
    r'|relation "\w+" does not exist|column [\w.]+ does not exist|no such (?:table|column): [\w.]+'
    r"|database is locked|database disk image is malformed|database or disk is full"
    r"|deadlock detected|server closed the connection unexpectedly|attempt to write a readonly "
    r"database|canceling statement due to statement timeout"
)
LEFT_OUT = "(message left out)"


def say(error: BaseException) -> str:
    """The kind of ``error`` and what of its message is known to cite nobody."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)
    if isinstance(error, CLEAN):
        return f"{name}: {error}"
    known = DATABASE.match(str(error))
    return f"{name}: {known[0] if known else LEFT_OUT}" if str(error) else name


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def trace(error: BaseException) -> str:
    """The traceback of ``error`` and of what caused it, oldest first, as Python prints it."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines = traceback.format_tb(link.__traceback__)
        parts.append("".join(["Traceback (most recent call last):\n", *lines, say(link)]))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n\nwhich led to:\n\n".join(reversed(parts))


def format_error(logger, method: str, event: EventDict) -> EventDict:
    """A structlog processor: ``exc_info`` becomes the fields ``error`` and ``trace``."""
    info = event.pop("exc_info", None)
    event.pop("exc_text", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = say(error)
        event["trace"] = trace(error).splitlines()
    return event
