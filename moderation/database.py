"""What the database can do that Django does not count on."""

import sqlite3

# SQLite's own limit since 3.32; some builds allow more, and none of our statements needs it.
MOST_PARAMETERS = 32_766


def allow_large_statements(sender, connection, **kwargs) -> None:
    """Let a bulk INSERT or UPDATE of a few hundred rows be one statement on SQLite.

    Django splits at 999 parameters, which was the limit until 2020. Called for every new
    connection: a build of SQLite may still allow fewer than usual.
    """
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = min(limit, MOST_PARAMETERS)
