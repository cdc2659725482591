"""The database refuses to change or delete what was decided."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from comments.models import Status
from moderation import append_only
from moderation.chain import erasing, sealing
from moderation.models import (
    Action,
    ChainHead,
    Decision,
    LogEntry,
    PolicyVersion,
    RightsChange,
    Unsealed,
)
from moderation.services import decide
from tests.factories import make_item, set_policy

pytestmark = pytest.mark.django_db
MODELS = {"moderation_decision": Decision, "moderation_policyversion": PolicyVersion}


@pytest.fixture(params=sorted(MODELS))
def row(request, moderator):
    """A row of each table, and how its note reads."""
    if request.param == "moderation_decision":
        return decide(make_item(), moderator=moderator, action=Action.APPROVE, note="as it was")
    return PolicyVersion.objects.create(note="as it was")


def refused(row, deed):
    """SQLite's words and PostgreSQL's."""
    return pytest.raises(
        DatabaseError,
        match=re.compile(f"{row._meta.db_table} is append-only: {deed} refused", re.IGNORECASE),
    )


def assert_unchanged(row):
    assert type(row).objects.get(pk=row.pk).note == "as it was"


def test_the_log_its_chain_and_changes_of_rights_are_protected():
    others = {LogEntry._meta.db_table, RightsChange._meta.db_table}
    assert set(append_only.TABLES) == {*MODELS, *others}
    assert set(append_only.LOGGED) == set(MODELS)


def test_update_by_sql_is_refused(row):
    statement = f"UPDATE {row._meta.db_table} SET note = 'otherwise' WHERE id = %s"

    with refused(row, "update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [row.pk])

    assert_unchanged(row)


def test_delete_by_sql_is_refused(row):
    statement = f"DELETE FROM {row._meta.db_table} WHERE id = %s"

    with refused(row, "delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [row.pk])

    assert_unchanged(row)


def test_emptying_the_table_is_refused(row):
    """As `flush` does it on each database."""
    table = row._meta.db_table
    deed = "truncate" if connection.vendor == "postgresql" else "delete"
    statement = f"TRUNCATE {table} CASCADE" if deed == "truncate" else f"DELETE FROM {table}"
    connection.check_constraints()  # PostgreSQL truncates nothing while keys are to be checked.

    with refused(row, deed), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert_unchanged(row)


def test_update_by_the_orm_is_refused(row):
    with refused(row, "update"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(note="otherwise")

    assert_unchanged(row)


def test_save_is_refused(row):
    row.note = "otherwise"

    with refused(row, "update"), transaction.atomic():
        row.save()

    assert_unchanged(row)


def test_delete_by_the_orm_is_refused(row):
    with refused(row, "delete"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).delete()

    assert_unchanged(row)


def test_writing_over_a_row_by_upsert_is_refused(row):
    row.note = "otherwise"

    with refused(row, "update"), transaction.atomic():
        type(row).objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["note"]
        )

    assert_unchanged(row)


def write_over(row):
    """An INSERT that replaces what is in its way; SQLite fires no trigger for the deletion."""
    columns = [f.column for f in row._meta.concrete_fields]
    values = ", ".join("'otherwise'" if name == "note" else f'"{name}"' for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    table = row._meta.db_table
    rows = f"INTO {table} ({named}) SELECT {values} FROM {table} WHERE id = {row.pk}"
    if connection.vendor == "sqlite":
        return f"INSERT OR REPLACE {rows}"
    return f"INSERT {rows} ON CONFLICT (id) DO UPDATE SET note = excluded.note"


def test_replacing_a_row_is_refused(row):
    with refused(row, "update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(write_over(row))

    assert_unchanged(row)


def test_an_erasure_takes_note_and_salt_and_nothing_else(row):
    before = type(row).objects.values().get(pk=row.pk)

    assert erasing.erase_words(type(row).objects.filter(pk=row.pk)) == 1

    assert type(row).objects.values().get(pk=row.pk) == {**before, "note": "", "salt": ""}
    assert erasing.erase_words(type(row).objects.filter(pk=row.pk)) == 0


HALF_ERASURES = {
    "the note alone": "note = ''",
    "the salt alone": "salt = ''",
    "another note": "note = 'otherwise', salt = ''",
    "another salt": "note = '', salt = 'otherwise'",
    "and the id": "note = '', salt = '', id = id + 1000",
}
MORE_OF = {
    "moderation_decision": "note = '', salt = '', moderator_id = NULL",
    "moderation_policyversion": "note = '', salt = '', banned_words = 'otherwise'",
}


@pytest.mark.parametrize("change", [*HALF_ERASURES.values(), "one column more"])
def test_anything_but_a_whole_erasure_is_refused(row, change):
    change = MORE_OF[row._meta.db_table] if change == "one column more" else change
    statement = f"UPDATE {row._meta.db_table} SET {change} WHERE id = %s"

    with refused(row, "update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [row.pk])

    assert_unchanged(row)


# What is forbidden of the chain's own tables, and a statement that tries.
HASH = "f" * 64
OF_THE_CHAIN = {
    "logentry is append-only: update": f"UPDATE moderation_logentry SET digest = '{HASH}'",
    "logentry is append-only: delete": "DELETE FROM moderation_logentry",
    "an entry must follow the last": (
        "INSERT INTO moderation_logentry (number, kind, row_id, personal, previous, digest,"
        " sealed_at) SELECT max(number) + 1, 'decision', 9999, digest, personal, digest,"
        " sealed_at FROM moderation_logentry GROUP BY personal, digest, sealed_at"
    ),
    "the head only moves on": "UPDATE moderation_chainhead SET number = 0",
    "the head stays": "DELETE FROM moderation_chainhead",
    "this is not sealed yet": "DELETE FROM moderation_unsealed",
    "notes do not change": "UPDATE moderation_unsealed SET row_id = 1",
}


@pytest.mark.parametrize("words", OF_THE_CHAIN)
def test_the_chain_is_only_ever_made_longer(words, moderator):
    sealing.seal_waiting()
    decide(make_item(), moderator=moderator, action=Action.APPROVE)
    before = [list(model.objects.values()) for model in (LogEntry, ChainHead, Unsealed)]

    with (
        pytest.raises(DatabaseError, match=re.compile(words, re.IGNORECASE)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(OF_THE_CHAIN[words])

    assert [list(model.objects.values()) for model in (LogEntry, ChainHead, Unsealed)] == before
    assert [len(rows) for rows in before] == [1, 1, 1]


def test_the_head_cannot_point_past_the_entries(moderator):
    with (
        pytest.raises(DatabaseError, match="the head only moves on"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE moderation_chainhead SET number = 99, digest = '{HASH}'")


def test_what_a_decision_names_cannot_be_deleted(moderator):
    decision = decide(make_item(), moderator=moderator, action=Action.APPROVE)

    for named in (decision.moderator, decision.comment, decision.item, decision.revision):
        with pytest.raises(ProtectedError):
            named.delete()


def test_new_rows_are_welcome(moderator):
    item = make_item()

    decide(item, moderator=moderator, action=Action.REJECT, reason_code="spam")
    set_policy(hold_at=0.5)

    assert Decision.objects.get().status_after == Status.REMOVED
    assert PolicyVersion.current().hold_at == 0.5


def test_installing_twice_is_the_same_as_once(row):
    append_only.install(connection)
    append_only.install(connection)

    with refused(row, "delete"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).delete()


def test_the_first_policy_version_is_there_without_anybody():
    first = PolicyVersion.objects.earliest("pk")

    assert (first.hold_at, first.remove_at, first.created_by) == (0.70, None, None)
    assert first.note == "The values Decorum starts with."


@pytest.mark.django_db(transaction=True)
def test_rows_stay_append_only_after_tables_were_emptied(moderator):
    """Between two tests the triggers step aside; this one runs after such an emptying or makes
    one possible for the next."""
    version = PolicyVersion.objects.create(note="as it was")

    with refused(version, "update"), transaction.atomic():
        PolicyVersion.objects.update(note="otherwise")


@pytest.mark.django_db(transaction=True)
def test_rows_are_append_only_again_after_the_emptying():
    version = PolicyVersion.objects.get()

    with refused(version, "delete"), transaction.atomic():
        PolicyVersion.objects.all().delete()
