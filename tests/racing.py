"""Several people at the same moment, each on a database connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

LIMIT = 30  # seconds


def race(*deeds: Callable[[], Any]) -> list[Any]:
    """Run all deeds at once, from behind a barrier. What each returned or raised, in their order.

    Needs a test with ``transaction=True``: other connections see only what is committed.
    """
    barrier = threading.Barrier(len(deeds))
    outcomes: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(LIMIT)
            outcomes[place] = deed()
        except Exception as error:  # Handed to the test, which says what it expects.
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert not any(thread.is_alive() for thread in threads), "a deed hangs"
    return outcomes
