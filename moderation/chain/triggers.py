"""What the database itself sees to about the chain.

Every new row of the log is noted for sealing in its own transaction; an entry must follow the one
before it; the head only moves on, to an entry that is there; a note goes only when its row is
sealed.
"""

# ruff: noqa: S608  # Statements are put together of constants alone.

from collections.abc import Mapping

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from moderation.chain.digests import START

ENTRY, HEAD, UNSEALED = "moderation_logentry", "moderation_chainhead", "moderation_unsealed"
TABLES = (ENTRY, HEAD, UNSEALED)

FOLLOWS = f"""
(NEW.number = 1 AND NEW.previous = '{START}')
OR EXISTS (SELECT 1 FROM {ENTRY} WHERE number = NEW.number - 1 AND digest = NEW.previous)
"""
MOVES_ON = f"""
NEW.id = OLD.id AND NEW.number > OLD.number
AND EXISTS (SELECT 1 FROM {ENTRY} WHERE number = NEW.number AND digest = NEW.digest)
"""
IS_SEALED = f"EXISTS (SELECT 1 FROM {ENTRY} WHERE kind = OLD.kind AND row_id = OLD.row_id)"

# Trigger -> (deed, table, what must hold, the words otherwise).
RULES = {
    "moderation_logentry_follows": ("INSERT", ENTRY, FOLLOWS, "an entry must follow the last"),
    "moderation_chainhead_moves_on": ("UPDATE", HEAD, MOVES_ON, "the head only moves on"),
    "moderation_chainhead_stays": ("DELETE", HEAD, "1 = 0", "the head stays"),
    "moderation_unsealed_sealed": ("DELETE", UNSEALED, IS_SEALED, "this is not sealed yet"),
    "moderation_unsealed_fixed": ("UPDATE", UNSEALED, "1 = 0", "notes do not change"),
}
# FOR EACH STATEMENT: one INSERT for a batch of five hundred.
POSTGRES_NOTE = """
CREATE OR REPLACE FUNCTION {table}_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {unsealed} (kind, row_id) SELECT '{kind}', id FROM fresh ORDER BY id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER {table}_note AFTER INSERT ON {table}
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION {table}_note()
"""
POSTGRES_RULE = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {holds} THEN
        RETURN {row};
    END IF;
    RAISE EXCEPTION '{words}: % refused', TG_OP;
END $$;
CREATE OR REPLACE TRIGGER {name} BEFORE {deed} ON {table}
FOR EACH ROW EXECUTE FUNCTION {name}()
"""
POSTGRES_NO_TRUNCATE = """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION decorum_refuse_change()
"""
SQLITE_NOTE = """
CREATE TRIGGER IF NOT EXISTS {table}_note AFTER INSERT ON {table}
BEGIN INSERT INTO {unsealed} (kind, row_id) VALUES ('{kind}', NEW.id); END
"""
SQLITE_RULE = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE {deed} ON {table} WHEN NOT ({holds})
BEGIN SELECT RAISE(ABORT, '{words}: {deed} refused'); END
"""


def install(connection: BaseDatabaseWrapper, logged: Mapping[str, str]) -> None:
    """Create the triggers; safe to call again. ``logged`` maps the log's tables to their kinds."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements(connection.vendor, logged):
            cursor.execute(statement)


def statements(vendor: str, logged: Mapping[str, str]) -> list[str]:
    postgres = vendor == "postgresql"
    note, rule = (POSTGRES_NOTE, POSTGRES_RULE) if postgres else (SQLITE_NOTE, SQLITE_RULE)
    found = [
        note.format(table=table, kind=kind, unsealed=UNSEALED) for table, kind in logged.items()
    ]
    for name, (deed, table, holds, words) in RULES.items():
        row = "OLD" if deed == "DELETE" else "NEW"
        found.append(
            rule.format(name=name, deed=deed, table=table, holds=holds, words=words, row=row)
        )
    if postgres:
        found += [POSTGRES_NO_TRUNCATE.format(table=table) for table in (HEAD, UNSEALED)]
    return found


def remove(connection: BaseDatabaseWrapper, logged: Mapping[str, str]) -> None:
    """Drop them again; see append_only.remove for when."""
    places = {f"{table}_note": table for table in logged}
    places |= {name: table for name, (_, table, _, _) in RULES.items()}
    if connection.vendor == "postgresql":
        places |= {f"{table}_no_truncate": table for table in (HEAD, UNSEALED)}
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for name, table in places.items():
            if table in there:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
