"""Runs one program, and ends it with all it started once the launcher is gone, however it went.

A process of its own, one per program, started as a script. Its standard input is a pipe whose
other end only the launcher holds: a byte is the number of a signal to pass on, the end of the
pipe means "stop". The kernel closes a pipe of a killed process too, so kill -9 is covered.
"""

import argparse
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # from <linux/prctl.h>
LAUNCHER = 0  # standard input
KILL_LIMIT = 10  # seconds to wait for processes that were sent SIGKILL


def prctl(option: int, value: int) -> None:
    """Set a Linux process attribute; nothing elsewhere."""
    if LINUX:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of descendants that lose theirs, so that descendants() sees them all."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def descendants(of: int) -> set[int]:
    """Process ids of all children of process ``of``, their children and so on. Empty off Linux."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold anything; the parent is the second field after it.
            parent = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found: set[int] = set()
    waiting = [of]
    while waiting:
        fresh = set(children.get(waiting.pop(), [])) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def reap() -> dict[int, int]:
    """Collect children that ended: ``{process id: exit code}``, 128 + n for signal n."""
    ended = {}
    with suppress(ChildProcessError):
        while (pid_and_status := os.waitpid(-1, os.WNOHANG))[0]:
            code = os.waitstatus_to_exitcode(pid_and_status[1])
            ended[pid_and_status[0]] = code if code >= 0 else 128 - code
    return ended


def kill_the_rest(group: int) -> None:
    """SIGKILL everything below this process until nothing is left."""
    deadline = time.monotonic() + KILL_LIMIT
    with suppress(OSError):
        os.killpg(group, signal.SIGKILL)  # All there is to go by where there is no /proc.
    while (left := descendants(os.getpid())) and time.monotonic() < deadline:
        for pid in left:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        reap()
        time.sleep(0.01)


def wake_on_signals() -> int:
    """Return a descriptor that becomes readable when a child ends or someone asks us to stop.

    Handlers and not SIG_IGN: what is ignored would stay ignored in the program.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, lambda *ignored: None)
    return reading


def keep(pid: int, *, wake: int, grace: float, stop_signal: int) -> tuple[int, bool]:
    """Watch process ``pid`` until it ends. Returns its exit code and whether it was told to stop.

    ``wake`` is what wake_on_signals() gave, ``grace`` the seconds between ``stop_signal`` and
    SIGKILL.
    """
    kill_at: float | None = None
    while pid not in (ended := reap()):
        watched, limit = ([LAUNCHER, wake], None) if kill_at is None else ([wake], 0.05)
        ready = select.select(watched, [], [], limit)[0]
        told = wake in ready and signal.SIGTERM in os.read(wake, 64)
        if LAUNCHER in ready:
            passed_on = os.read(LAUNCHER, 64)
            told = told or not passed_on
            for number in passed_on:
                os.kill(pid, number)
        if told and kill_at is None:
            os.kill(pid, stop_signal)
            kill_at = time.monotonic() + grace
        if kill_at is not None and time.monotonic() > kill_at:
            os.kill(pid, signal.SIGKILL)
    return ended[pid], kill_at is not None


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--grace", type=float, required=True)
    parser.add_argument("--stop-signal", type=int, required=True)
    parser.add_argument("--user", type=int)
    parser.add_argument("--remove", type=Path, help="a folder to remove when told to stop")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    adopt_orphans()
    wake = wake_on_signals()
    try:
        program = subprocess.Popen(  # noqa: S603  # The launcher's own commands.
            options.command,
            stdin=subprocess.DEVNULL,
            process_group=0,
            user=options.user,
            group=options.user,
            extra_groups=None if options.user is None else [],
            # Should this keeper itself be killed, the program at least ends on its own.
            preexec_fn=lambda: prctl(PR_SET_PDEATHSIG, signal.SIGTERM),
        )
    except OSError as error:
        sys.stderr.write(f"{options.command[0]} could not be started: {error.strerror}\n")
        return 127
    code, told = keep(program.pid, wake=wake, grace=options.grace, stop_signal=options.stop_signal)
    kill_the_rest(program.pid)
    if told and options.remove:
        shutil.rmtree(options.remove, ignore_errors=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
