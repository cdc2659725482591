"""Database triggers that forbid changing or deleting what must stay as it was written.

One change is allowed: an erasure takes a row's note and the salt of the chain's commitment to it,
both at once and nothing else. See chain/erasing.py.
"""

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from moderation.chain import triggers

# The log's tables, each with its kind in the chain.
LOGGED = {"moderation_decision": "decision", "moderation_policyversion": "policy"}
TABLES = (*LOGGED, "moderation_logentry", "moderation_rightschange")
ERASABLE = {"note", "salt"}

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION decorum_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ? 'salt' THEN
        IF OLD.salt <> '' AND NEW.salt = '' AND NEW.note = ''
            AND to_jsonb(NEW) - 'salt' - 'note' = to_jsonb(OLD) - 'salt' - 'note' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END $$
"""
POSTGRES_TRIGGERS = (
    """
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION decorum_refuse_change()
""",
    """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION decorum_refuse_change()
""",
)
SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{name} BEFORE {deed} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {refused} refused'); END
"""
SQLITE_NAMES = ("update", "delete", "replace")


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; safe to call again.

    Called after every migration and not only once: SQLite rebuilds a table to alter it, and its
    triggers are gone then. On the way through the migrations some tables are still to come.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in TABLES:
            if table in there:
                for statement in statements(connection, cursor, table):
                    cursor.execute(statement)
    if there >= {*LOGGED, "moderation_logentry", *triggers.TABLES}:
        triggers.install(connection, LOGGED)


def statements(connection: BaseDatabaseWrapper, cursor, table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [trigger.format(table=table) for trigger in POSTGRES_TRIGGERS]
    whens = {
        "update": ("UPDATE", is_no_erasure(connection, cursor, table), "update"),
        "delete": ("DELETE", "1", "delete"),
        # INSERT OR REPLACE deletes what is in its way, and fires no trigger for that.
        "replace": ("INSERT", is_in_the_way(connection, cursor, table), "update"),
    }
    drops = [f"DROP TRIGGER IF EXISTS {table}_no_{name}" for name in SQLITE_NAMES]
    return drops + [
        SQLITE_TRIGGER.format(table=table, name=name, deed=deed, when=when, refused=refused)
        for name, (deed, when, refused) in whens.items()
    ]


def is_no_erasure(connection: BaseDatabaseWrapper, cursor, table: str) -> str:
    """SQL for: this UPDATE of SQLite's does anything else than erase."""
    described = connection.introspection.get_table_description(cursor, table)
    columns = {column.name for column in described}
    if not columns >= ERASABLE:
        return "1"
    same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in sorted(columns - ERASABLE))
    return f"NOT (OLD.salt <> '' AND NEW.salt = '' AND NEW.note = '' AND {same})"


def is_in_the_way(connection: BaseDatabaseWrapper, cursor, table: str) -> str:
    """SQL for: a row is there that this INSERT of SQLite's would replace."""
    found = connection.introspection.get_constraints(cursor, table)
    keys = {
        tuple(each["columns"]) for each in found.values() if each["unique"] or each["primary_key"]
    }
    taken = (" AND ".join(f'"{name}" = NEW."{name}"' for name in key) for key in sorted(keys))
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in taken)  # noqa: S608  # Names of our own columns.


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for tests that empty the tables between two of them, and for migrations
    that must fill a new column of old rows; nothing else."""
    triggers.remove(connection, LOGGED)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in TABLES:
            if connection.vendor != "postgresql":
                for name in SQLITE_NAMES:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}")
            elif table in there:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
