"""The least that a deed can cost: its own writing statements, sent again, with nothing around."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection, transaction

WRITES = ("INSERT", "UPDATE", "DELETE")

Statement = tuple[str, Sequence[Any] | None]  # SQL and its parameters


class NotKept(Exception):
    """Ends a transaction whose writes nobody wants to keep."""


def undone(deed: Callable[[], object]) -> Callable[[], object]:
    """``deed`` in a transaction that is rolled back, so that it can be done again and again."""

    def do() -> object:
        result = None
        try:
            with transaction.atomic():
                result = deed()
                raise NotKept
        except NotKept:
            return result

    return do


def writes_of(deed: Callable[[], object]) -> list[Statement]:
    """The writing statements of ``deed``, which is rolled back."""
    found: list[Statement] = []

    def note(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with listening(note):
        undone(deed)()
    return found


def listening(note: Callable[..., object]) -> AbstractContextManager[None]:
    return connection.execute_wrapper(note)


def replay(statements: list[Statement]) -> Callable[[], object]:
    """A deed that sends ``statements`` again and rolls them back."""

    def send() -> None:
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()

    return undone(send)
