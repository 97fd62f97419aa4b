"""Papers' cards, which wait for the lists that show them."""

from __future__ import annotations

import os
import tempfile
from typing import IO

_LENGTH_BITS = 32


class Cards:
    """Cards by paper, encoded, in a file without a name: in memory they would fill as much as papers' texts.

    Where there can be no such file, they are held in memory. Forked processes may read them.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._file: IO[bytes] | None = None
        self._end = 0
        self._places: dict[str, int] = {}
        self._held: dict[str, bytes] = {}

    def add(self, paper_id: str, card: bytes) -> None:
        """Keep a paper's card, in place of an earlier one.

        Args:
            paper_id: the paper's.
            card: shorter than 4 GiB.
        """
        self._held.pop(paper_id, None)
        try:
            self._file = self._file or tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
            written = self._file.write(card)
        except OSError:
            written = -1
        if written == len(card):
            self._places[paper_id] = self._end << _LENGTH_BITS | written
            self._end += written
        else:
            self._places.pop(paper_id, None)
            self._held[paper_id] = card
            self._end += max(written, 0)

    def __contains__(self, paper_id: str) -> bool:
        """Whether a paper's card was kept."""
        return paper_id in self._places or paper_id in self._held

    def get(self, paper_id: str) -> bytes | None:
        """A paper's card; None where none was kept."""
        place = self._places.get(paper_id)
        if place is None or not self._file:
            return self._held.get(paper_id)
        start, length = place >> _LENGTH_BITS, place & (1 << _LENGTH_BITS) - 1
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), length, start)
        here = self._file.tell()
        self._file.seek(start)
        card = self._file.read(length)
        self._file.seek(here)
        return card
