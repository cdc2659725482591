"""PostgreSQL: the copy is pg_dump's, of one snapshot; it comes back into a database of its own."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connections, transaction
from django.db.backends.postgresql.client import DatabaseClient

from moderation.backup import NotPossible, manifest
from moderation.backup.aliases import opened
from moderation.backup.manifest import Manifest

FILE = "decorum.dump"
MAINTENANCE = "postgres"  # the database from which others are made and renamed
LEAVE = 5.0  # seconds that closed connections get to be gone
LONGEST_NAME = 63  # characters; PostgreSQL cuts the rest off


def dump(folder: Path, made_at: datetime) -> Manifest:
    """What was committed when it began: counted and dumped in one snapshot."""
    connection = connections[DEFAULT_DB_ALIAS]
    program = find("pg_dump")
    file = folder / FILE
    file.touch(mode=0o600)
    with opened(connection.settings_dict["NAME"]) as using, transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={file}"]
        run(program, using, *options, f"--snapshot={snapshot}")
        found = manifest.describe(using=using, made_at=made_at)
    return manifest.with_files(found, file)


def restore(
    folder: Path, found: Manifest, stamp: str, prove: Callable[[str], None], *, keep: bool
) -> str | None:
    """Fill a database of its own, ``prove`` it, and give it the site's name in one transaction.

    With ``keep`` the database that was there stays, under the name returned.
    """
    program = find("pg_restore")
    name = connections[DEFAULT_DB_ALIAS].settings_dict["NAME"]
    begin = name[: LONGEST_NAME - len("_restoring_") - len(stamp)]
    fresh, old = f"{begin}_restoring_{stamp}", f"{begin}_replaced_{stamp}"
    connections[DEFAULT_DB_ALIAS].close()
    with opened(MAINTENANCE, "maintenance") as maintenance:
        refuse_in_use(maintenance, name)
        with made(maintenance, fresh):
            with opened(fresh) as using:
                run(
                    program,
                    using,
                    "--no-owner",
                    "--no-privileges",
                    "--exit-on-error",
                    str(folder / FILE),
                )
                check_keys(using)
                prove(using)
            refuse_in_use(maintenance, name)
            with transaction.atomic(using=maintenance):
                execute(maintenance, "ALTER DATABASE {} RENAME TO {}", name, old)
                execute(maintenance, "ALTER DATABASE {} RENAME TO {}", fresh, name)
        if not keep:
            execute(maintenance, "DROP DATABASE {}", old)
    return old if keep else None


def find(name: str) -> str:
    """The program ``name`` on PATH, at least as new as the server. Raises NotPossible."""
    program = shutil.which(name)
    server = connections[DEFAULT_DB_ALIAS].get_database_version()[0]
    advice = f"install the client programs of PostgreSQL {server} and put them first on PATH"
    if program is None:
        raise NotPossible(f"{name} is not on PATH: {advice}")
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout  # noqa: S603  # Found above.
    version = re.search(r"\d+", said)
    if version is None or int(version[0]) < server:
        raise NotPossible(f"{program} is “{said.strip()}”, too old for the server: {advice}")
    return program


def run(program: str, using: str, *options: str) -> None:
    """Run a client program against ``using``. Raises NotPossible with its own words."""
    connect, env = DatabaseClient.settings_to_cmd_args_env(connections[using].settings_dict, [])
    *where, database = connect[1:]
    command = [program, *where, "--no-password", f"--dbname={database}", *options]
    ended = subprocess.run(command, env=env or {}, capture_output=True, text=True, check=False)  # noqa: S603  # Ours.
    if ended.returncode:
        raise NotPossible(f"{Path(program).name} failed: {ended.stderr.strip()[-2000:]}")


@contextmanager
def made(maintenance: str, name: str) -> Iterator[None]:
    """An empty database ``name``; gone again when the block fails."""
    try:
        execute(maintenance, "CREATE DATABASE {} TEMPLATE template0", name)
    except ProgrammingError as error:
        raise NotPossible(
            f"no database to restore into could be made ({str(error).strip()}): "
            "give the database's user the right CREATEDB for the time of the restore"
        ) from error
    try:
        yield
    except BaseException:
        execute(maintenance, "DROP DATABASE IF EXISTS {}", name)
        raise


def refuse_in_use(maintenance: str, name: str) -> None:
    """Raises NotPossible while others are connected: they would write into what is replaced."""
    end = time.monotonic() + LEAVE
    while True:
        with connections[maintenance].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name])
            [others] = cursor.fetchone()
        if not others:
            return
        if time.monotonic() > end:
            raise NotPossible(
                f"{others} connections to {name} are open: stop the site and its worker, then try "
                "again"
            )
        time.sleep(0.1)


def check_keys(using: str) -> None:
    """pg_restore made every foreign key anew and failed if a row broke one."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")
        if broken := cursor.fetchone():
            raise NotPossible(f"the foreign key {broken[0]} was not checked")


def execute(using: str, statement: str, *names: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(*map(connection.ops.quote_name, names)))
