"""What a backup says of itself: `manifest.json` beside its files."""

import json
import platform
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

import django
from django.apps import apps
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from moderation.backup import NotPossible
from moderation.chain import digests
from moderation.models import ChainHead

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """``migrations`` are "app.name"; ``rows`` table -> count; ``files`` name -> SHA-256 in hex."""

    format: int
    made_at: str
    database: str  # sqlite or postgresql
    database_version: str
    versions: dict[str, str]
    migrations: list[str]
    rows: dict[str, int]
    head: dict[str, int | str]
    files: dict[str, str]


def describe(*, using: str, made_at: datetime) -> Manifest:
    """Of what ``using`` shows, without the files."""
    connection = connections[using]
    head = ChainHead.objects.using(using).get()
    return Manifest(
        format=FORMAT,
        made_at=made_at.isoformat(timespec="seconds"),
        database=connection.vendor,
        database_version=".".join(map(str, connection.get_database_version())),
        versions={"django": django.get_version(), "python": platform.python_version()},
        migrations=sorted(applied(using)),
        rows=count_rows(using, our_tables()),
        head={
            "number": head.number,
            "digest": head.digest,
            "short": digests.short(head.digest),
        },
        files={},
    )


def with_files(manifest: Manifest, *files: Path) -> Manifest:
    return replace(manifest, files={file.name: sha256(file) for file in files})


def applied(using: str) -> set[str]:
    done = MigrationRecorder(connections[using]).applied_migrations()
    return {f"{app}.{name}" for app, name in done}


def known() -> set[str]:
    """The migrations that this version of the code brings."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def our_tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({m._meta.db_table for m in models if m._meta.managed and not m._meta.proxy})


def count_rows(using: str, tables: list[str]) -> dict[str, int]:
    connection = connections[using]
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # A quoted name.
            counts[table] = cursor.fetchone()[0]
    return counts


def sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def write(manifest: Manifest, folder: Path) -> None:
    text = json.dumps(asdict(manifest), indent=2, ensure_ascii=False) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Raises NotPossible when there is none, or none that this version understands."""
    try:
        return Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise NotPossible(f"{folder} holds no backup: there is no {NAME} in it") from error
    except (OSError, ValueError, TypeError) as error:
        raise NotPossible(f"{folder / NAME} cannot be read: {error}") from error


def check(manifest: Manifest, folder: Path) -> None:
    """Whether this version can restore it, here. Raises NotPossible. Reads every file once."""
    if manifest.format != FORMAT:
        raise NotPossible(f"The backup has format {manifest.format}; this version knows {FORMAT}")
    vendor = connections["default"].vendor
    if manifest.database != vendor:
        raise NotPossible(
            f"The backup is of {manifest.database} and DATABASE_URL leads to {vendor}: "
            "restore it into a database of its own kind"
        )
    if newer := sorted(set(manifest.migrations) - known()):
        raise NotPossible(
            f"The backup was made by a newer version of Decorum ({', '.join(newer[:3])}): "
            "install that version first"
        )
    for name, expected in manifest.files.items():
        file = folder / name
        if Path(name).name != name or not file.is_file():
            raise NotPossible(f"{file} is missing from the backup")
        if sha256(file) != expected:
            raise NotPossible(f"{file} is not as it was written: its SHA-256 is another")
