"""Looking into another database than the site's, for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def opened(name: str, alias: str = "copy") -> Iterator[str]:
    """The database ``name`` (a file on SQLite), as the site's own is opened otherwise."""
    connection = connections[DEFAULT_DB_ALIAS].copy(alias)
    connection.settings_dict["NAME"] = name
    connections[alias] = connection  # In this thread alone; the settings never hear of it.
    try:
        yield alias
    finally:
        connection.close()
        del connections[alias]
