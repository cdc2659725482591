"""The rows that the chain covers: which tables, and what of a row is content, what personal."""

from collections.abc import Iterable

from django.db import DataError, models

from moderation.chain import digests
from moderation.models import Decision, LogKind, PolicyVersion

# Free words. They may name or quote people, so they can be erased: see chain/erasing.py.
PERSONAL = ("note",)
SALT = "salt"

Logged = type[Decision] | type[PolicyVersion]
MODELS: dict[str, Logged] = {LogKind.DECISION: Decision, LogKind.POLICY: PolicyVersion}


# What reading a value that its field cannot be ends with: Django's words and the driver's.
WRONG_VALUE = (TypeError, ValueError, OverflowError, DataError)


class Unreadable:
    """A row with a value that its field cannot be: somebody wrote past the application."""


Row = Decision | PolicyVersion | Unreadable


def content(row: Decision | PolicyVersion) -> dict[str, object]:
    """What the chain covers openly. People and comments are in it as numbers alone.

    Without what is null: so a column that comes later leaves the hashes of older rows as they are,
    if it is null in them.
    """
    values = {
        field.attname: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if field.name not in (*PERSONAL, SALT)
    }
    return {name: value for name, value in values.items() if value is not None}


def personal(row: Decision | PolicyVersion) -> dict[str, object]:
    return {name: getattr(row, name) for name in PERSONAL}


def is_erased(row: Decision | PolicyVersion) -> bool:
    return row.salt == "" and not any(personal(row).values())


def commitment(row: Decision | PolicyVersion) -> str:
    return digests.commitment(row.salt, personal(row))


def load(wanted: Iterable[tuple[str, int]], *, using: str) -> dict[tuple[str, int], Row]:
    """The rows of these kinds and ids that are there. One query for each kind."""
    ids: dict[str, list[int]] = {}
    for kind, row_id in wanted:
        ids.setdefault(kind, []).append(row_id)
    found: dict[tuple[str, int], Row] = {}
    for kind, model in MODELS.items():
        rows = model._default_manager.using(using)
        for row_id, row in read(rows, ids.get(kind, [])).items():
            found[kind, row_id] = row
    return found


def read(rows: models.QuerySet, ids: list[int]) -> dict[int, Row]:
    """As in_bulk. Where one row cannot be read, all are read by themselves to find it."""
    try:
        return rows.in_bulk(ids)
    except WRONG_VALUE:
        return {row_id: read_one(rows, row_id) for row_id in ids if has(rows, row_id)}


def has(rows: models.QuerySet, row_id: int) -> bool:
    return rows.filter(pk=row_id).exists()


def read_one(rows: models.QuerySet, row_id: int) -> Row:
    try:
        return rows.get(pk=row_id)
    except WRONG_VALUE:
        return Unreadable()
