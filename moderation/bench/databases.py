"""Databases of given sizes, on SQLite and on PostgreSQL: seeded once and then kept."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from moderation.bench import servers
from moderation.bench.site import NotMeasured, call, environment, run, sqlite

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
SEED = 6
UNTIL = "2026-11-01"  # The same rows whenever they are seeded.
DECIDED = 0.1  # comments that no longer wait, for one that does

Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Database:
    """``rows`` items wait in its queue. ``redis_url`` is a database of Valkey that is its own."""

    kind: str
    rows: int
    url: str
    redis_url: str
    keep: Path  # a folder, with notes of what was done to it already

    @property
    def settings(self) -> list[str]:
        """Arguments of env(1) for programs that work on it."""
        return environment(self.keep, redis_url=self.redis_url, database_url=self.url)

    def once(self, deed: str, do: Callable[[], object]) -> None:
        """Do what ``deed`` names, unless a note says that it was done."""
        note = self.keep / f"{self.kind.lower()}-{self.rows}.{deed}"
        if not note.exists():
            do()
            note.touch()


@dataclass
class Databases:
    """Gives databases as they are asked for. ``missing`` says why one kind is not there."""

    keep: Path
    tell: Tell
    kinds: tuple[str, ...] = (SQLITE, POSTGRES)
    missing: str = ""
    _stack: ExitStack = field(default_factory=ExitStack)
    _servers: dict[str, str] = field(default_factory=dict)
    _given: int = 0
    _has_files: bool = False

    def each(self, sizes: tuple[int, ...]) -> list[Database]:
        """One of each kind and size, migrated and seeded. Raises NotMeasured."""
        return [
            self.seeded(kind, rows) for kind in self.kinds if self.serves(kind) for rows in sizes
        ]

    def serves(self, kind: str) -> bool:
        """Whether that kind can be had; if not, ``missing`` says why."""
        if kind == POSTGRES and not self.missing:
            try:
                self.server(servers.POSTGRES)
            except NotMeasured as problem:
                self.missing = f"PostgreSQL was not measured. {problem}"
        return kind == SQLITE or not self.missing

    def server(self, name: str) -> str:
        """Its URL. Starts it at the first time. Raises NotMeasured."""
        if name not in self._servers:
            keep = self.keep if name == servers.POSTGRES else None
            self._servers[name] = self._stack.enter_context(servers.server(name, keep=keep))
        return self._servers[name]

    def seeded(self, kind: str, rows: int) -> Database:
        database = self.empty(kind, f"{rows}", rows=rows)
        comments = rows + round(DECIDED * rows)
        words = f"--comments={comments} --open-items={rows} --seed={SEED} --until={UNTIL}".split()

        def seed() -> None:
            self.tell(f"Seeding {kind} with {rows:,} open items, once and for all later runs")
            run(database.settings, "seed_load", *words, show=True)

        database.once("seeded", seed)
        if kind == POSTGRES:
            database.once("analyzed", lambda: call(database.settings, "side", "analyze()"))
        return database

    def fresh(self, kind: str, name: str) -> Database:
        """One with tables and nothing else, whatever it held before. Raises NotMeasured."""
        if kind == SQLITE:
            for end in ("", "-wal", "-shm"):
                (self.keep / f"sqlite-{name}.sqlite3{end}").unlink(missing_ok=True)
        else:
            drop(self.server(servers.POSTGRES), f"bench_{name}")
        return self.empty(kind, name)

    def empty(self, kind: str, name: str, *, rows: int = 0) -> Database:
        """One with tables, and what was put in before. Raises NotMeasured."""
        self.keep.mkdir(parents=True, exist_ok=True)
        if kind == SQLITE:
            url = sqlite(self.keep / f"sqlite-{name}.sqlite3")
        else:
            url = create(self.server(servers.POSTGRES), f"bench_{name}")
        redis_url = f"{self.server(servers.VALKEY)}?db={self._given % 16}"
        self._given += 1
        database = Database(kind, rows, url, redis_url, self.keep)
        run(database.settings, "migrate", "--verbosity=0")
        if not self._has_files:
            # Outside DEBUG no page is shown without them.
            run(database.settings, "collectstatic", "--noinput", "--verbosity=0")
            self._has_files = True
        return database


def create(server: str, name: str) -> str:
    """The URL of the database ``name``, made where there is none."""
    with psycopg.connect(server, autocommit=True) as connection:
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(name))
        )


@contextmanager
def databases(
    keep: Path, tell: Tell, kinds: tuple[str, ...] = (SQLITE, POSTGRES)
) -> Iterator[Databases]:
    """All that are asked for in the block, and their servers until its end."""
    found = Databases(keep, tell, kinds)
    with found._stack:
        yield found
