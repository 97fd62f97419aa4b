"""Where values were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from msgspec import Struct


class Position(Struct, frozen=True, gc=False):
    """Where a value was read: path as the editor knows it, and 1-based line (0: the whole file)."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Provenance(Mapping[str, Position]):
    """Where each field was read that is set, all of them in one file; half as large as a `dict`.

    Attributes:
        path: the file's path as the editor knows it.
        fields: names of fields; the same for most papers.
        lines: the line of each.
    """

    path: str
    fields: tuple[str, ...]
    lines: tuple[int, ...]

    def __getitem__(self, field: str) -> Position:
        """Where a field was read."""
        if field not in self.fields:
            raise KeyError(field)
        return Position(self.path, self.lines[self.fields.index(field)])

    def __iter__(self) -> Iterator[str]:
        """The fields."""
        return iter(self.fields)

    def __len__(self) -> int:
        """How many fields are set."""
        return len(self.fields)
