"""While a new version is deployed, workers and web servers of the old one run on its schema: so a
migration only adds. What it no longer needs a later version takes away.

Nothing was released before FIRST, so what came up to there may have been changed at will.
"""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED

# The last migrations of a time without a release, per app.
FIRST = {"comments": 4, "moderation": 13}
ADDING = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.SeparateDatabaseAndState,
    migrations.RunPython,
)
# Taken away by a later version than the one that stopped using it, with the version's number.
CONTRACTED: dict[tuple[str, str], str] = {}


def complaint(operation) -> str:
    """Why an old process could not go on beside this operation; "" when it can."""
    name = type(operation).__name__
    if isinstance(operation, migrations.AddField):
        field = operation.field
        is_optional = field.null or field.db_default is not NOT_PROVIDED or field.many_to_many
        return "" if is_optional else f"{name} {operation.name}: old code inserts rows without it"
    if isinstance(operation, migrations.AlterField):
        # Whether it only widens is for whoever writes it to say: by an entry in CONTRACTED.
        return f"{name} {operation.name}: old code may not know what it allows"
    if isinstance(operation, ADDING):
        return ""
    return f"{name}: takes away or forbids what old code relies on"


def test_migrations_only_add():
    found = MigrationLoader(None, ignore_no_initial=True).disk_migrations
    late = {
        key: migration
        for key, migration in found.items()
        if key[0] in FIRST and int(key[1][:4]) > FIRST[key[0]] and key not in CONTRACTED
    }

    complaints = {
        key: [said for operation in migration.operations if (said := complaint(operation))]
        for key, migration in late.items()
    }

    assert {key: said for key, said in complaints.items() if said} == {}


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("comment", "body"),
        migrations.RenameField("comment", "body", "words"),
        migrations.DeleteModel("Comment"),
        migrations.RenameModel("Comment", "Remark"),
        migrations.AlterField("comment", "body", models.CharField(max_length=10)),
        migrations.AddField("comment", "tone", models.CharField(max_length=10, default="")),
        migrations.AddConstraint(
            "comment", models.CheckConstraint(name="x", condition=models.Q(depth__lt=9))
        ),
        migrations.RunSQL("DROP TABLE comments_comment"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_old_code_could_not_live_with_is_found(operation):
    assert complaint(operation) != ""


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Mood", [("id", models.AutoField(primary_key=True))]),
        migrations.AddField("comment", "tone", models.CharField(max_length=10, null=True)),
        migrations.AddField("comment", "tone", models.CharField(max_length=10, db_default="")),
    ],
)
def test_what_only_adds_is_let_through(operation):
    assert complaint(operation) == ""
