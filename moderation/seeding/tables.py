"""Writing rows in bulk, with the columns that the models have: a column that comes later is filled
with its default, and one that has none cannot be forgotten.
"""

# ruff: noqa: S608  # Statements are put together of our own tables and columns alone.

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db import connection, models

KEPT = 50_000  # moments kept in the form that the database takes


class SeedGap(Exception):
    """A column for which neither the seed nor the model has a value, or a value without column."""


class Missing:
    """Stands where the model has no value that is the same each time."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    default: Any
    prepared: Callable[[Any], Any] | None  # None: the driver takes the value as it is


def column_of(field: models.Field) -> Column:
    return Column(field.attname, default_of(field), preparation(field))


def default_of(field: models.Field) -> Any:
    if field.has_default() and callable(field.default) and field.default not in (dict, list):
        return Missing  # A time, a key: another one each time.
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    return "" if field.blank and field.empty_strings_allowed else Missing


def preparation(field: models.Field) -> Callable[[Any], Any] | None:
    if isinstance(field, models.DateTimeField):
        if connection.vendor == "postgresql":
            return None
        # One moment stands in several rows.
        return lru_cache(KEPT)(connection.ops.adapt_datetimefield_value)
    if isinstance(field, models.JSONField | models.UUIDField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None


class Table:
    """Takes rows as dictionaries of a model's columns, and gives out its next ids."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        fields = [field for field in model._meta.local_concrete_fields if not field.generated]
        self.columns = [column_of(field) for field in fields]
        self.names = {column.name for column in self.columns}
        self.prepared = [
            (place, column.prepared) for place, column in enumerate(self.columns) if column.prepared
        ]
        quoted = [connection.ops.quote_name(str(field.column)) for field in fields]
        self.name = connection.ops.quote_name(model._meta.db_table)
        self.into = f"{self.name} ({', '.join(quoted)})"
        self.last = 0
        self.rows: list[dict[str, Any]] = []

    def begin(self) -> None:
        """Ids go on after the last that was given out."""
        key = self.model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COALESCE(MAX({key}), 0) FROM {self.name}")
            self.last = cursor.fetchone()[0]

    def new_id(self) -> int:
        self.last += 1
        return self.last

    def add(self, **row) -> None:
        self.rows.append(row)

    def values(self, rows: Iterable[dict[str, Any]]) -> Iterable[list]:
        """Raises SeedGap."""
        for row in rows:
            if not row.keys() <= self.names:
                raise SeedGap(f"{self.model.__name__} has no {sorted(row.keys() - self.names)}")
            values = [row.get(column.name, column.default) for column in self.columns]
            if Missing in values:
                gap = self.columns[values.index(Missing)].name
                raise SeedGap(f"the seed gives no value for {self.model.__name__}.{gap}")
            for place, prepared in self.prepared:
                values[place] = prepared(values[place])
            yield values

    def write(self) -> int:
        """Store what was added. Returns how many rows."""
        rows, self.rows = self.rows, []
        if not rows:
            return 0
        if connection.vendor == "postgresql":
            self.copy(rows)
        else:
            self.insert(rows)
        return len(rows)

    def copy(self, rows: Iterable[dict[str, Any]]) -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {self.into} FROM STDIN") as copy,
        ):
            for values in self.values(rows):
                copy.write_row(values)

    def insert(self, rows: Iterable[dict[str, Any]]) -> None:
        """Many rows a statement and not executemany: with each statement FTS5 begins a new part of
        its index, which makes a row ten times as dear."""
        most = (connection.features.max_query_params or 999) // len(self.columns)
        row = f"({', '.join(['?'] * len(self.columns))})"
        values = iter(self.values(rows))
        while part := list(chain.from_iterable(islice(values, most))):
            places = ", ".join([row] * (len(part) // len(self.columns)))
            # Past Django's cursor, which would translate every place.
            connection.connection.execute(f"INSERT INTO {self.into} VALUES {places}", part)

    def give_back_ids(self) -> None:
        """Let the database go on after the ids that were used. SQLite does so by itself."""
        if connection.vendor != "postgresql" or not self.last:
            return
        with connection.cursor() as cursor:
            key = self.model._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [self.name, key])
            if sequence := cursor.fetchone()[0]:
                cursor.execute("SELECT setval(%s, %s)", [sequence, self.last])
