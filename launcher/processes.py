"""Programs that never outlive the launcher: each runs under a keeper of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from launcher import keeper
from launcher.places import ROOT, shown
from launcher.terminal import Problem, last_lines

KEEPER = [sys.executable, "-I", "-S", keeper.__file__]
LOG_LIMIT = 10_000_000  # bytes; a larger log is put aside at the next start
CLEANING_UP = 5  # seconds a keeper may take beyond its program's grace


@dataclass
class Program:
    """One program, how to run it and, once started, its keeper.

    Without ``log`` it writes to the terminal. ``grace`` is the time in seconds it gets to end
    after ``stop_signal``. ``user`` is a user id to run as. ``folder`` is its own and removed when
    it is stopped. ``holds`` are descriptors that stay open until the last of its processes is gone.
    """

    name: str
    command: list[str]
    env: Mapping[str, str]
    log: Path | None = None
    grace: float = 5
    stop_signal: int = signal.SIGTERM
    user: int | None = None
    folder: Path | None = None
    holds: tuple[int, ...] = ()
    _keeper: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        options = [f"--grace={self.grace}", f"--stop-signal={int(self.stop_signal)}"]
        if self.user is not None:
            options.append(f"--user={self.user}")
        if self.folder is not None:
            options.append(f"--remove={self.folder}")
        output = None if self.log is None else _opened(self.log)
        try:
            self._keeper = subprocess.Popen(  # noqa: S603  # The launcher's own commands.
                [*KEEPER, *options, "--", *self.command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=self.env,
                pass_fds=self.holds,
                # Ctrl-C and a closed terminal reach the launcher alone, which then ends everything
                # in order.
                start_new_session=True,
            )
        finally:
            if output is not None:
                os.close(output)

    def ended(self) -> int | None:
        """Its exit code, 128 + n after signal n, or None while it runs."""
        code = self._started().poll()
        return code if code is None or code >= 0 else 128 - code

    def signal(self, number: int) -> None:
        """Pass a signal on to the program itself, not to its children."""
        pipe = self._started().stdin
        with suppress(OSError):
            os.write(pipe.fileno(), bytes([number]))  # type: ignore[union-attr]  # stdin=PIPE

    def wait(self) -> int:
        """Wait until it ends. Returns its exit code."""
        while (code := self.ended()) is None:
            time.sleep(0.05)
        return code

    def ask_to_stop(self) -> None:
        """Begin its end without waiting for it. Harmless if it never started or has ended."""
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.close()

    def stop(self) -> None:
        """End it and everything it started, and wait until that is done."""
        self.ask_to_stop()
        if self._keeper is not None:
            limit = self.grace + keeper.KILL_LIMIT + CLEANING_UP
            with suppress(subprocess.TimeoutExpired):
                self._keeper.wait(timeout=limit)

    def keeper_pid(self) -> int:
        return self._started().pid

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._keeper is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._keeper


def run(program: Program) -> int:
    """Run ``program`` to its end, or stop it when we are interrupted. Returns its exit code."""
    program.start()
    try:
        return program.wait()
    finally:
        program.stop()


def run_or_explain(*programs: Program) -> None:
    """Run ``programs`` side by side. Raises Problem with the end of the log of one that fails."""
    try:
        for program in programs:
            program.start()
        for program in programs:
            if code := program.wait():
                raise Problem(failure(program, code))
    finally:
        for program in programs:
            program.stop()


def failure(program: Program, code: int) -> str:
    """What to tell people about a program that ended when it should not have, or not so."""
    text = f"{program.name} failed ({reason(code)})."
    if program.log is None:
        return text
    return f"{text} The end of {shown(program.log)}:\n{last_lines(program.log)}"


def reason(code: int) -> str:
    """An exit code in words."""
    with suppress(ValueError):
        return f"killed by {signal.Signals(code - 128).name}"
    return f"exit code {code}"


def end_strays(programs: Iterable[Program]) -> None:
    """SIGKILL our descendants that no keeper watches: what is left when a keeper was killed.

    Only sees them after keeper.adopt_orphans() in this process.
    """
    watched: set[int] = set()
    for program in programs:
        if program.ended() is None:
            watched |= {program.keeper_pid(), *keeper.descendants(program.keeper_pid())}
    for pid in keeper.descendants(os.getpid()) - watched:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _opened(log: Path) -> int:
    with suppress(OSError):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".old.log"))
    return os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
