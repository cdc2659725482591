"""Servers of a test's own, to be stopped, killed and started again: Valkey and PostgreSQL."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from launcher import postgres, valkey
from tests.processes import wait_until


class Mortal:
    """A server of the launcher's that can be frozen and killed, and comes back where it was."""

    def __init__(self, server):
        self.server = server

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> None:
        self.server.program.start()
        wait_until(self.server.answers, timeout=30, what=self.server.program.name)

    def freeze(self) -> None:
        self.server.program.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.server.program.signal(signal.SIGCONT)

    def end(self, number: int = signal.SIGKILL) -> None:
        self.server.program.signal(number)
        wait_until(
            lambda: self.server.program.ended() is not None, timeout=30, what="the server's end"
        )
        self.server.program.stop()  # Its keeper is gone, too, and leaves the folder as it is.


@contextlib.contextmanager
def own_valkey(folder: Path) -> Iterator[Mortal]:
    with lasting(valkey.prepare(env=os.environ, log=folder / "valkey.log")) as server:
        yield server


@contextlib.contextmanager
def own_postgres(folder: Path) -> Iterator[Mortal]:
    server = postgres.prepare(env=os.environ, log=folder / "postgres.log")
    # The launcher's, made to be thrown away, says "committed" before it has written it.
    server.program.command.append("--synchronous_commit=on")
    with lasting(server) as mortal:
        yield mortal


@contextlib.contextmanager
def lasting(server) -> Iterator[Mortal]:
    mortal = Mortal(server)
    try:
        mortal.start()
        yield mortal
    finally:
        if server.program.ended() is None:
            mortal.thaw()  # What is frozen does not end by being asked to.
        server.program.stop()
