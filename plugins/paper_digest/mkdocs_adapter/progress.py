"""One line on the terminal that says where a build is; on anything but a terminal there is none."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from typing import TextIO

SECONDS = 0.1
"""A stage's count is drawn anew no more often than this."""

NAME = "Paper Digest"


class Progress:
    """The line: a build's stage, and how far it is.

    It is drawn over itself, gives way to every line of the log, and is gone when the build ends.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        """Begin; nothing is drawn before the first stage.

        Args:
            stream: where to draw; nothing is drawn if it is no terminal. None draws nothing.
        """
        self._stream = stream if stream is not None and _is_terminal(stream) else None
        self._lock = threading.RLock()
        self._drawn = 0
        self._due = 0.0
        self._stage = ""
        self._done = self._total = 0
        self._guarded: list[logging.Handler] = []

    @classmethod
    def of_build(cls) -> Progress:
        """The progress of a build that is told of: not where MkDocs is to be quiet."""
        return cls(sys.stderr if logging.getLogger("mkdocs").isEnabledFor(logging.INFO) else None)

    def stage(self, name: str, total: int = 0) -> None:
        """Say what is done now.

        Args:
            name: such as `Writing pages`.
            total: how many of them there are; 0 where they are not counted.
        """
        if self._stream is None:
            return
        if not self._guarded:
            self._guard()
        self._stage, self._done, self._total = name, 0, total
        self._draw()

    def step(self, count: int = 1) -> None:
        """Count one more, or several, in a stage that counts."""
        if self._stream is None or not self._total:
            return
        self._done += count
        if time.monotonic() >= self._due:
            self._draw()

    def end(self) -> None:
        """Take the line away."""
        self.clear()
        for handler in self._guarded:
            handler.removeFilter(self._before_record)
        self._guarded.clear()

    def clear(self) -> None:
        """Make room for something else; the line comes back with the next count."""
        with self._lock:
            if self._stream is not None and self._drawn:
                self._put("\r" + " " * self._drawn + "\r")
                self._drawn = 0

    def _draw(self) -> None:
        assert self._stream is not None
        count = f" {min(self._done, self._total):,}/{self._total:,}" if self._total else ""
        with self._lock:
            line = f"{NAME}: {self._stage}{count}"[: _columns(self._stream) - 1]
            self._put("\r" + line.ljust(self._drawn))
            self._drawn = len(line)
        self._due = time.monotonic() + SECONDS

    def _put(self, text: str) -> None:
        assert self._stream is not None
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            # A terminal that is gone is no reason to stop a build.
            self._stream = None

    def _guard(self) -> None:
        """Have the log's handlers clear the line before they print."""
        for logger in (logging.getLogger("mkdocs"), logging.getLogger()):
            self._guarded += logger.handlers
        for handler in self._guarded:
            handler.addFilter(self._before_record)

    def _before_record(self, record: logging.LogRecord) -> bool:
        self.clear()
        return True


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty() and os.environ.get("TERM") != "dumb"
    except ValueError:
        return False


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
