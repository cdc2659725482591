"""Errors in the log: where they happened, without what they cite."""

import pytest
from django.db import DataError, IntegrityError, connection

from comments.models import User
from config.logs.traces import say, trace
from tests.factories import UserFactory

SECRET = "CANARY words of a reader"


def caught(deed) -> Exception:
    try:
        deed()
    except Exception as error:
        return error
    raise AssertionError("no error")


def test_message_of_a_broken_value_is_left_out():
    assert say(caught(lambda: int(SECRET))) == "ValueError: (message left out)"


def test_message_about_code_stays():
    assert say(caught(lambda: None.words)) == (
        "AttributeError: 'NoneType' object has no attribute 'words'"
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            IntegrityError(
                'duplicate key value violates unique constraint "comments_once"\n'
                f"DETAIL:  Key (body)=({SECRET}) already exists."
            ),
            'duplicate key value violates unique constraint "comments_once"',
        ),
        (
            IntegrityError(
                'new row for relation "comments_comment" violates check constraint "known"\n'
                f"DETAIL:  Failing row contains (1, {SECRET})."
            ),
            'new row for relation "comments_comment" violates check constraint "known"',
        ),
        (DataError(f'invalid input syntax for type uuid: "{SECRET}"'), "(message left out)"),
        (IntegrityError(f"UNIQUE constraint failed: a.b {{{SECRET}}}"), None),
    ],
)
def test_of_a_database_error_the_broken_rule_stays(error, said):
    assert SECRET not in say(error)
    if said:
        assert say(error) == f"{type(error).__module__}.{type(error).__name__}: {said}"


@pytest.mark.django_db
def test_real_constraint_is_named_and_its_row_is_not():
    UserFactory(username="canary-name")

    def again():
        User.objects.create(username="canary-name")

    said = say(caught(again))

    assert "canary-name" not in said
    assert "username" in said
    assert ("UNIQUE constraint failed" if connection.vendor == "sqlite" else "unique") in said


def test_trace_has_the_frames_of_every_cause_and_no_message_of_them():
    def deed():
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(f"cannot read {SECRET}") from error

    told = trace(caught(deed))

    assert SECRET not in told
    assert told.index("ValueError: (message") < told.index("which led to:")
    assert told.endswith("RuntimeError: (message left out)")
    assert told.count("in deed") == 2


def test_error_that_is_its_own_cause_ends():
    error = RuntimeError("x")
    error.__cause__ = error

    assert trace(error).count("RuntimeError") == 1
