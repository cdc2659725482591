"""Servers of the measurements' own, as `run.py servers` starts them: no real site is touched."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from moderation.bench.site import ENV, ROOT, NotMeasured

VALKEY, POSTGRES = "valkey", "postgres"
VARIABLES = {VALKEY: "REDIS_URL=", POSTGRES: "DATABASE_URL="}


@contextmanager
def server(name: str, *, keep: Path | None = None) -> Iterator[str]:
    """The URL of VALKEY or POSTGRES while the block runs; data of the latter stays in ``keep``.

    Raises NotMeasured, with the reason, where it does not start.
    """
    # It uses the packages of this very Python, and installs none.
    environment = [f"DECORUM_VENV={sys.prefix}", f"DECORUM_VAR={settings.VAR_DIR}"]
    arguments = ["run.py", "servers", f"--only={name}", *([f"--keep={keep}"] if keep else [])]
    process = subprocess.Popen(  # noqa: S603  # Our own command.
        [ENV, *environment, sys.executable, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield url_of(name, process)
    finally:
        process.communicate()  # The end of its input is what it waits for.


def url_of(name: str, process: subprocess.Popen) -> str:
    """What it says where it is, once it is READY. Raises NotMeasured with what else it said."""
    said: list[str] = []
    for line in process.stdout or ():
        if line.strip() == "READY":
            break
        said.append(line.strip())
    else:
        raise NotMeasured("\n".join(said) or f"{name} did not start.")
    return said[-1].removeprefix(VARIABLES[name])
