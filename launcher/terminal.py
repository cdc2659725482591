"""What is said to whoever started the launcher, and how it stops."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType


class Problem(Exception):
    """Something expected went wrong. The message is for people; no traceback is shown."""


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal. Not an Exception: no handler must swallow it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def say(text: str = "", *, end: str = "\n") -> None:
    """Print ``text``. A terminal that is gone, or a closed pipe, is no reason to fail."""
    try:
        sys.stdout.write(text + end)
        sys.stdout.flush()
    except OSError:
        # Also keeps the interpreter's last flush from complaining.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is being done and, at its end, how long it took."""
    started = time.monotonic()
    say(f"  {title:<28}", end="")
    try:
        yield
    except BaseException:
        say()
        raise
    say(f"{time.monotonic() - started:6.1f} s")


def last_lines(log: Path, count: int = 15) -> str:
    """The end of ``log``, indented, to be put under a message."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    return "\n".join(f"    {line}" for line in lines[-count:]) or "    (nothing was logged)"


def stop_on_signals() -> None:
    """From here on Ctrl-C, SIGTERM and SIGHUP raise Stopped, the first time.

    SIGINT is taken even where the shell ignores it for programs in the background: whoever sends
    one means it. SIGHUP stays ignored under nohup.
    """
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in numbers:
            # Cleaning up must not be interrupted by an impatient second Ctrl-C: it has its own
            # time limits.
            signal.signal(each, lambda *ignored: None)
        raise Stopped(number)

    for each in numbers:
        signal.signal(each, stop)
