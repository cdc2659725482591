"""Files in a folder by which a test tells another process what shall go wrong now.

Imports nothing of Django: web_app.py and odd_worker.py read them before it is set up.
"""

import os
import signal
from pathlib import Path

VARIABLE = "FAULTS"  # names the folder


class Switches:
    def __init__(self, folder: Path | str | None = None):
        self.folder = Path(folder or os.environ[VARIABLE])

    def set(self, name: str, value: object = "") -> None:
        unfinished = self.folder / f"{name}.unfinished"
        unfinished.write_text(str(value))
        unfinished.replace(self.folder / name)  # Nobody reads half of it.

    def clear(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def get(self, name: str, default: str = "") -> str:
        try:
            return (self.folder / name).read_text()
        except FileNotFoundError:
            return default

    def take(self, name: str) -> str | None:
        """The value of a switch that works once, and None for all who come later."""
        taken = self.folder / f"{name}.{os.getpid()}"
        try:
            (self.folder / name).rename(taken)
        except FileNotFoundError:
            return None
        return taken.read_text()


def die() -> None:
    """As the kernel ends a process when memory is short: without another line of ours."""
    os.kill(os.getpid(), signal.SIGKILL)
