"""The full-text index over comments, filled with what is there."""

import django.db.models.deletion
from django.db import migrations, models

import moderation.models.searching
from moderation.search import index


def forwards(apps, schema_editor):
    index.install(schema_editor.connection)


def backwards(apps, schema_editor):
    index.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("moderation", "0006_item_author"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        db_column="rowid",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                (
                    "words",
                    moderation.models.searching.WordsField(db_column="moderation_search"),
                ),
            ],
            options={
                "db_table": "moderation_search",
                "managed": False,
                "default_permissions": (),
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
