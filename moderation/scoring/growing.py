"""Arrays that rows are added to, at a cost that does not grow with what they hold."""

import numpy as np


class Growing:
    """Rows of one kind in the order they were added; ``rows`` is a view, void after the next."""

    def __init__(self, dtype, width: tuple[int, ...] = ()):
        self._held = np.zeros((1024, *width), dtype)
        self.rows = self._held[:0]

    def add(self, rows) -> None:
        """Put ``rows``, an array or a list, behind those held."""
        size = len(self.rows)
        end = size + len(rows)
        if end > len(self._held):
            larger = np.zeros(
                (max(end, 2 * len(self._held)), *self._held.shape[1:]), self._held.dtype
            )
            larger[:size] = self.rows
            self._held = larger
        self._held[size:end] = rows
        self.rows = self._held[:end]
