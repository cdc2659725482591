"""The database refuses to change or delete what was decided."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from comments.models import Status
from moderation import append_only
from moderation.models import Action, Decision, PolicyVersion
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


def test_both_tables_are_protected():
    assert set(append_only.TABLES) == set(MODELS)


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
