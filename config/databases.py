"""The database, and the copy of it for reading that a large site may have."""

import os
from pathlib import Path

import dj_database_url

from config.replica import REPLICA

# Without IMMEDIATE a transaction that reads and then writes fails at once with "database is locked"
# when another writer came in between: the timeout is not even tried.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def databases(url: str, *, replica: str, var: Path) -> dict[str, dict]:
    """DATABASES of the settings. ``replica`` is empty where there is none."""
    found = {"default": parse(url)}
    if found["default"]["ENGINE"].endswith("sqlite3"):
        found["default"]["OPTIONS"] = SQLITE
        # A file, not memory: the tests' worker and web server are other processes.
        found["default"]["TEST"] = {"NAME": str(var / f"test-{os.getpid()}.sqlite3")}
    if replica:
        found[REPLICA] = parse(replica)
    return found


def parse(url: str) -> dict:
    # None: a connection per thread is kept. Else every drain of the worker reconnects.
    return dict(dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True))
