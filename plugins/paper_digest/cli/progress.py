"""What a long command tells on standard error while it runs."""

from __future__ import annotations

import sys
from typing import TextIO


class Progress:
    """One line that changes on a terminal, one line for each step elsewhere."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Begin; `stream` is standard error unless told otherwise."""
        self._stream = stream or sys.stderr
        self._changing = self._stream.isatty()
        self._open = False

    def tell(self, line: str) -> None:
        """Tell a step."""
        self._stream.write(f"\r\x1b[K{line}" if self._changing else f"{line}\n")
        self._stream.flush()
        self._open = self._changing

    def close(self) -> None:
        """End the line."""
        if self._open:
            self._stream.write("\n")
            self._stream.flush()
            self._open = False
