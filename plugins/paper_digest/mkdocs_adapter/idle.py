"""Looking for garbage while the development server waits.

Among the objects of a large site that takes longer than most of a rebuild, and would come at any time.
"""

from __future__ import annotations

import gc
import threading

IDLE_SECONDS = 2.0
"""How long nothing was saved before garbage is looked for."""


class IdleCollector:
    """Has Python look for garbage between builds alone."""

    def __init__(self) -> None:
        """Begin; nothing is changed yet."""
        self._timer: threading.Timer | None = None
        self._collecting = threading.Lock()

    def busy(self) -> None:
        """A build begins."""
        self._cancel()
        with self._collecting:
            gc.disable()

    def idle(self) -> None:
        """A build has ended."""
        self._cancel()
        self._timer = threading.Timer(IDLE_SECONDS, self._collect)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """Leave it to Python again."""
        self._cancel()
        with self._collecting:
            gc.unfreeze()
            gc.enable()

    def _cancel(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _collect(self) -> None:
        with self._collecting:
            gc.unfreeze()
            gc.collect()
            # What is left stays for the next build to look at: requests have no need to.
            gc.freeze()
            gc.enable()
