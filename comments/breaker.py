"""Keeps callers away for a while from a service that failed."""

import threading
import time

BREAK = 30.0  # seconds without asking a service that failed


class Breaker:
    """Shuts when told of a failure; after BREAK seconds one caller alone tries again."""

    def __init__(self):
        self.lock = threading.Lock()
        self.shut_until = 0.0

    def allows(self) -> bool:
        if not self.shut_until:
            return True
        with self.lock:
            now = time.monotonic()
            if now < self.shut_until:
                return False
            self.shut_until = now + BREAK  # This caller alone probes.
            return True

    def failed(self) -> None:
        self.shut_until = time.monotonic() + BREAK

    def worked(self) -> None:
        self.shut_until = 0.0


# One for the process: the bell and the rate limits ask the same Redis, and what one of them learns
# spares the other's wait.
of_redis = Breaker()
