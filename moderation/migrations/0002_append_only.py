"""The log and the policy versions become append-only, and the first policy version is written."""

from django.db import migrations

from moderation import append_only


def forwards(apps, schema_editor):
    policies = apps.get_model("moderation", "PolicyVersion").objects
    if not policies.exists():
        policies.create(note="The values Decorum starts with.")
    append_only.install(schema_editor.connection)


def backwards(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
