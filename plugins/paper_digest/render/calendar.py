"""The calendar of digests: each year's months, each digest a link that says its days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby

from markupsafe import Markup
from msgspec import Struct

from paper_digest.corpus import Corpus
from paper_digest.model import Digest, Month
from paper_digest.render.words import month_in_words, spans
from paper_digest.trends import month_of, months_between

LEVELS = 4
"""Shades of a digest, by its number of papers."""

LEAST = 3
"""Digests that make a calendar of a year; fewer are seen at a glance in the list."""


class CalendarMonth(Struct, frozen=True):
    """A month: its name, and its digests as address, first day, days in numbers and shade."""

    name: Markup
    digests: tuple[tuple[str, str, str, int], ...]


def calendar(corpus: Corpus, url: Callable[[Digest], str]) -> Mapping[int, tuple[CalendarMonth, ...]]:
    """Lay out the years.

    Args:
        corpus: digests and papers.
        url: a digest's address relative to the site's root.

    Returns:
        The months by year, from the first that has a digest to the last; a month between them that
        has none is empty. Years with few digests are absent, and digests without a date.
    """
    dated = [digest for digest in reversed(corpus.digests) if digest.first_day]
    most = max((len(papers) for papers in corpus.papers_of.values()), default=0)

    def shade(digest: Digest) -> int:
        return -(-LEVELS * len(corpus.papers_of[digest.id]) // most) if most else 0

    years: dict[int, tuple[CalendarMonth, ...]] = {}
    for year, group in groupby(dated, lambda digest: digest.first_day.year if digest.first_day else 0):
        digests = list(group)
        if len(digests) < LEAST:
            continue
        by_month: dict[str, list[tuple[str, str, str, int]]] = {}
        for digest in digests:
            assert digest.first_day
            entry = (url(digest), digest.first_day.isoformat(), _days(digest), shade(digest))
            by_month.setdefault(month_of(digest.first_day), []).append(entry)
        years[year] = tuple(
            CalendarMonth(spans(month_in_words(month, short=True)), tuple(by_month.get(month, ())))
            for month in months_between(min(by_month), max(by_month))
        )
    return years


def _days(digest: Digest) -> str:
    """The days of a digest without their months: `6–10`; `…` where no more than the month is known."""
    first, last = digest.first_day, digest.last_day
    assert first
    if isinstance(first, Month) or isinstance(last, Month):
        return "…"
    return f"{first.day}–{last.day}" if last and last > first else str(first.day)
