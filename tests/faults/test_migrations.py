"""While a new version is deployed, workers and web servers of the old one run on its schema: so a
migration only adds. What it no longer needs, a later version takes away.

The rule begins with the first release: before it there is no old version to run.
"""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED

# Per app, the number of the last migration of the last release. Written at each release.
RELEASED: dict[str, int] = {}
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


def complaints_since(released: dict[str, int]) -> dict[tuple[str, str], list[str]]:
    """Migration -> what old code could not live with in it; of those after ``released``."""
    late = {
        key: migration
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key[0] in released and int(key[1][:4]) > released[key[0]] and key not in CONTRACTED
    }

    found = {key: complaints_of(migration) for key, migration in late.items()}
    return {key: said for key, said in found.items() if said}


def complaints_of(migration) -> list[str]:
    """Nothing old uses a table that this very migration makes."""
    fresh = {op.name_lower for op in migration.operations if isinstance(op, migrations.CreateModel)}
    others = [op for op in migration.operations if getattr(op, "model_name_lower", "") not in fresh]
    return [said for operation in others if (said := complaint(operation))]


def test_migrations_since_the_last_release_only_add():
    assert complaints_since(RELEASED) == {}


def test_rule_would_have_seen_what_was_taken_away_before_the_first_release():
    found = complaints_since({"moderation": 11})

    removal = "RemoveConstraint: takes away or forbids what old code relies on"
    assert removal in found["moderation", "0012_chain"]


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
