"""The groups reader, moderator, lead and administrator, as moderation/roles.py says."""

from django.db import migrations

from moderation import roles


def forwards(apps, schema_editor):
    roles.install(apps=apps, using=schema_editor.connection.alias)


def backwards(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=roles.PERMISSIONS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_append_only"),
        ("comments", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
