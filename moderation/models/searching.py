"""The full-text index, as queries see it. moderation/search/index.py makes the table."""

from typing import Protocol

from django.db import models
from django.db.models import Lookup


class Question(Protocol):
    """What somebody looks for, in the words of each database: SQL for an operand and its values."""

    def for_sqlite(self) -> tuple[str, list]: ...

    def for_postgres(self) -> tuple[str, list]: ...


class WordsField(models.Field):
    """The column that the index is asked through. Never read and never written."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"


@WordsField.register_lookup
class Matches(Lookup):
    lookup_name = "matches"
    prepare_rhs = False
    rhs: Question

    def as_sqlite(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        operand, more = self.rhs.for_sqlite()
        return f"{column} MATCH {operand}", [*values, *more]

    def as_postgresql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        operand, more = self.rhs.for_postgres()
        return f"{column} @@ ({operand})", [*values, *more]


class SearchEntry(models.Model):
    """What the index holds of one comment's present words. Triggers write it, and nobody else."""

    # No constraint and no cascade: SQLite's virtual tables know neither.
    comment = models.OneToOneField(
        "comments.Comment",
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="search_entry",
    )
    # FTS5 calls the column that stands for the whole row like the table; PostgreSQL's is ours.
    words = WordsField(db_column="moderation_search")

    class Meta:
        managed = False
        db_table = "moderation_search"
        default_permissions = ()

    def __str__(self):
        return f"words of comment {self.comment_id}"
