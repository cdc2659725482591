"""Database triggers that forbid changing or deleting what must stay as it was written."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("moderation_decision", "moderation_policyversion")

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION decorum_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
CREATE TRIGGER IF NOT EXISTS {table}_no_{deed} BEFORE {deed} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {deed} refused'); END
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; safe to call again.

    Called after every migration and not only once: SQLite rebuilds a table to alter it, and its
    triggers are gone then.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in TABLES:
            for statement in statements(connection.vendor, table):
                cursor.execute(statement)


def statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [trigger.format(table=table) for trigger in POSTGRES_TRIGGERS]
    return [SQLITE_TRIGGER.format(table=table, deed=deed) for deed in ("update", "delete")]


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for tests that empty the tables between two of them, and nothing else."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
