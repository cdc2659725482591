"""Gives what was decided before the chain a salt of its own, and notes it for sealing.

The triggers step aside for the salts alone. The sealing follows when all migrations are through
(moderation/apps.py), in batches, and goes on where it ended if somebody stops it.
"""

from django.db import migrations

from moderation import append_only

SALTS = {
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
    "sqlite": "lower(hex(randomblob(16)))",
}
NOTE = """
INSERT INTO moderation_unsealed (kind, row_id) SELECT kind, id FROM (
    SELECT 'policy' AS kind, id, created_at AS at FROM moderation_policyversion
    UNION ALL SELECT 'decision', id, decided_at FROM moderation_decision
) AS logged ORDER BY at, id
"""


def fill(apps, schema_editor):
    connection = schema_editor.connection
    append_only.remove(connection)
    with connection.cursor() as cursor:
        for table in ("moderation_decision", "moderation_policyversion"):
            cursor.execute(f"UPDATE {table} SET salt = {SALTS[connection.vendor]}")  # noqa: S608  # Constants.
        cursor.execute(NOTE)
    append_only.install(connection)


def step_aside(apps, schema_editor):
    """The tables that the triggers write to are about to go."""
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0012_chain")]

    operations = [migrations.RunPython(fill, step_aside)]
