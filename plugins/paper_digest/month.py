"""A month, for dates of which no more is known."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class Month(Struct, frozen=True, gc=False):
    """A date of which no more than the month is known; it sorts before the days of its month."""

    year: int
    month: int

    def isoformat(self) -> str:
        """Year and month as ISO 8601 has them: `2025-03`."""
        return f"{self.year:04}-{self.month:02}"

    __str__ = isoformat

    @property
    def first(self) -> dt.date:
        """The month's first day."""
        return dt.date(self.year, self.month, 1)

    def toordinal(self) -> int:
        """The ordinal of the month's first day."""
        return self.first.toordinal()

    def __lt__(self, other: Date) -> bool:
        """Whether this month comes before another date."""
        return self._order(self) < self._order(other)

    def __le__(self, other: Date) -> bool:
        """Whether this month comes before another date or is the same."""
        return self._order(self) <= self._order(other)

    def __gt__(self, other: Date) -> bool:
        """Whether this month comes after another date."""
        return self._order(self) > self._order(other)

    def __ge__(self, other: Date) -> bool:
        """Whether this month comes after another date or is the same."""
        return self._order(self) >= self._order(other)

    @staticmethod
    def _order(date: Date) -> tuple[int, int, int]:
        return date.year, date.month, 0 if isinstance(date, Month) else date.day


Date = dt.date | Month
"""A day, or a month where no more is known."""
