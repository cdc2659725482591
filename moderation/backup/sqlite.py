"""SQLite: the copy is a database file, made by VACUUM INTO while others write."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections

from moderation.backup import NotPossible, manifest
from moderation.backup.aliases import opened
from moderation.backup.manifest import Manifest

FILE = "decorum.sqlite3"


def dump(folder: Path, made_at: datetime) -> Manifest:
    """One consistent copy of what was committed when it began; writers go on meanwhile."""
    file = folder / FILE
    file.touch(mode=0o600)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    with opened(str(file)) as using:
        found = manifest.describe(using=using, made_at=made_at)
    settle(file)  # Looking at it turned its WAL on.
    return manifest.with_files(found, file)


def restore(
    folder: Path, found: Manifest, stamp: str, prove: Callable[[str], None], *, keep: bool
) -> str | None:
    """Copy the backup beside the site's file, ``prove`` the copy, and put it in its place at once.

    With ``keep`` the file that was there stays, under the name returned.
    """
    target = Path(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    connections[DEFAULT_DB_ALIAS].close()
    settle(target)
    fresh = target.with_name(f"{target.name}.restoring-{stamp}")
    try:
        copy(folder / FILE, fresh)
        with opened(str(fresh)) as using:
            check_integrity(using)
            prove(using)
        settle(fresh)
        kept = None
        if keep and target.exists():
            kept = target.with_name(f"{target.name}.replaced-{stamp}")
            os.link(target, kept)
        fresh.replace(target)
        sync(target.parent)
    finally:
        for name in (fresh, *beside(fresh)):
            name.unlink(missing_ok=True)
    return str(kept) if kept else None


def copy(source: Path, target: Path) -> None:
    """Byte by byte, and on the disk before anybody relies on it. Read by its owner alone."""
    target.touch(mode=0o600, exist_ok=False)
    with source.open("rb") as stream, target.open("wb") as out:
        while block := stream.read(1024 * 1024):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())


def settle(file: Path) -> None:
    """Merge the WAL into ``file``, so that the file is all there is. Raises NotPossible while any
    other process has it open."""
    if not file.exists():
        return
    with closing(sqlite3.connect(file, timeout=1)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            mode = str(error)
        if mode != "delete":
            raise NotPossible(
                f"{file} is in use ({mode}): stop the site and its worker, then try again"
            )


def beside(file: Path) -> list[Path]:
    return [file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal")]


def sync(folder: Path) -> None:
    """The new name reaches the disk, too."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def check_integrity(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        said = cursor.fetchone()[0]
        if said != "ok":
            raise NotPossible(f"the copy is damaged: {said}")
        cursor.execute("PRAGMA foreign_key_check")
        if broken := cursor.fetchone():
            raise NotPossible(f"a row of {broken[0]} names a row of {broken[2]} that is missing")
