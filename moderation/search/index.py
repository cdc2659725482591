"""The full-text index over what comments say now, kept in step by triggers of the database.

One table, ``moderation_search``, on both databases: FTS5 without a copy of the text on SQLite, a
tsvector with a GIN index on PostgreSQL. Beside the words it knows author, article and
whether the comment is held, removed or withdrawn, so that "this word in what was removed" is one
look into the index. An UPDATE of the words replaces what the index holds of them: what a row no
longer says cannot be found.

Visible and pending comments look the same to the index, so that the way from one to the other,
which every comment goes, costs nothing here.
"""

# ruff: noqa: S608  # Statements are put together of constants alone.

import sqlite3

from django.db.backends.base.base import BaseDatabaseWrapper

from moderation.search.statements import (
    INDEXED,
    POSTGRES_FUNCTIONS,
    POSTGRES_STATEMENTS,
    POSTGRES_TRIGGERS,
    SQLITE_FILL,
    SQLITE_TABLE,
    SQLITE_TRIGGERS,
    TABLE,
)

# From this version on a deletion also takes the words out of the index's file at once; before, they
# stay in it, unfindable, until the index next merges its parts.
SQLITE_SECURE = (3, 42)
PAGES = 500  # of the index that one step of merging writes; a few milliseconds


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing of table and triggers; safe to call again.

    SQLite rebuilds a table to alter it, and its triggers are gone then: what was written before
    they come back is not in the index, so it is filled anew.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            install_on_postgres(cursor)
        else:
            install_on_sqlite(cursor)


def install_on_sqlite(cursor) -> None:
    cursor.execute(SQLITE_TABLE)
    if sqlite3.sqlite_version_info >= SQLITE_SECURE:
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('secure-delete', 1)")
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    there = {name for (name,) in cursor.fetchall()}
    if there >= SQLITE_TRIGGERS.keys():
        return
    for name, (when, does) in SQLITE_TRIGGERS.items():
        cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {when} BEGIN {does} END")
    cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')")
    cursor.execute(SQLITE_FILL)


def install_on_postgres(cursor) -> None:
    for statement in POSTGRES_STATEMENTS:
        cursor.execute(statement)
    for name, (when, does) in POSTGRES_TRIGGERS.items():
        cursor.execute(f"CREATE OR REPLACE TRIGGER {name} AFTER {when} EXECUTE FUNCTION {does}()")
    cursor.execute("SELECT to_regclass(%s)", [f"{TABLE}_words"])
    if cursor.fetchone()[0] is not None:
        return
    cursor.execute(
        f"INSERT INTO {TABLE} SELECT id, moderation_indexed(body, author_id, article_id, status) "
        f"FROM {INDEXED} ON CONFLICT DO NOTHING"
    )
    # Last: filling a table without its index and then building that is several times faster.
    cursor.execute(f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin ({TABLE})")


def settle(connection: BaseDatabaseWrapper) -> None:
    """Take words that were deleted out of the index's file, where that was not done at once. In
    many small steps, each a transaction of its own: comments are posted in between."""
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= SQLITE_SECURE:
        return
    step = -PAGES  # Negative: all parts of the index are merged, not only the small ones.
    with connection.cursor() as cursor:
        while True:
            before = changes(cursor)
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('merge', %s)", [step])
            if changes(cursor) - before < 2:  # As the manual of FTS5 says: nothing was left.
                return
            step = PAGES


def changes(cursor) -> int:
    cursor.execute("SELECT total_changes()")
    return cursor.fetchone()[0]


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in POSTGRES_TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {INDEXED}")
            for function in POSTGRES_FUNCTIONS:
                cursor.execute(f"DROP FUNCTION IF EXISTS {function}")
        else:
            for name in SQLITE_TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
