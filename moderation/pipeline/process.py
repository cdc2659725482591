"""How a process is called in the rows it writes."""

import os
import socket


def own_name() -> str:
    """Host and process id, at most 100 characters. Asked anew each time: a worker forks."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"
