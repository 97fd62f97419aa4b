"""The values of the trends: months, counts, what rises, and first appearances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from paper_digest.model import Date

Month = str
"""A month as in ISO 8601, `2025-03`: it sorts by time and can be read."""

Counts = Mapping[Month, int]
"""Papers by month; months without any are absent, so that a lone date far away costs nothing."""


def month_of(day: Date | None) -> Month:
    """The month of a day, "" where there is none."""
    return day.isoformat()[:7] if day else ""


def months_before(month: Month, count: int) -> Month:
    """The month so many months earlier; the first month that can be written where there is none."""
    number = max(_number(month) - count, 12)
    return f"{number // 12:04}-{number % 12 + 1:02}"


def months_between(first: Month, last: Month) -> tuple[Month, ...]:
    """Every month from the first to the last, both included."""
    numbers = range(_number(first), _number(last) + 1)
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers)


def _number(month: Month) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


class MonthCount(Struct, frozen=True, gc=False):
    """A month and how many papers and digests it has."""

    month: Month
    papers: int
    digests: int


class Subject(Struct, frozen=True, gc=False):
    """What papers speak of: a term of the glossary, or a name that a title gives.

    Attributes:
        kind: `term` or `name`.
        id: the term's id in the glossary; for a name its letters and digits in lower case.
        english: how it is written in English.
        chinese: the term's first rendering, "" where there is none.
        abbreviation: the term's, "" where there is none.
        months: papers that name it in a title or abstract, by month.
        paper_ids: all of them, the earliest first, those without a date last.
    """

    kind: Literal["term", "name"]
    id: str
    english: str
    chinese: str
    abbreviation: str
    months: Counts
    paper_ids: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many papers name it, those without a date too."""
        return len(self.paper_ids)

    @property
    def key(self) -> str:
        """What tells it from all other subjects."""
        return f"{self.kind}:{self.id}"


class Window(Struct, frozen=True, gc=False):
    """A run of months and its papers."""

    first: Month
    last: Month
    papers: int

    def count(self, months: Counts) -> int:
        """How many papers of a subject are of these months."""
        return sum(count for month, count in months.items() if self.first <= month <= self.last)


class Windows(Struct, frozen=True, gc=False):
    """The latest months and those that they are compared with."""

    recent: Window
    past: Window


class Rise(Struct, frozen=True, gc=False):
    """Something that comes up more often than it used to.

    Attributes:
        id: slug of a topic, or `Subject.key`.
        recent, past: its papers in the two windows.
        log_odds: how much more often, with small counts damped; see `rising.compare`.
        score: `log_odds` in standard errors.
    """

    id: str
    recent: int
    past: int
    log_odds: float
    score: float


class First(Struct, frozen=True, gc=False):
    """Something that later papers took up, and where it first came up."""

    subject: Subject
    month: Month


class Trends(Struct, frozen=True, gc=False):
    """Everything that is known of the corpus over time.

    Attributes:
        months: months with papers or digests, earliest first.
        topics: papers by topic and month.
        windows: what is compared, None where there are too few papers.
        rising_topics: strongest first.
        rising_subjects: strongest first; each with its rise.
        firsts: newest month first; within a month what came up most.
        undated: papers without a date.
    """

    months: tuple[MonthCount, ...] = ()
    topics: Mapping[str, Counts] = {}
    windows: Windows | None = None
    rising_topics: tuple[Rise, ...] = ()
    rising_subjects: tuple[tuple[Subject, Rise], ...] = ()
    firsts: tuple[First, ...] = ()
    undated: int = 0

    @property
    def papers(self) -> Counts:
        """All dated papers by month."""
        return {count.month: count.papers for count in self.months if count.papers}

    def topic(self, slug: str) -> Counts:
        """Papers of a topic by month."""
        return self.topics.get(slug, {})
