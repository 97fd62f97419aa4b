"""When the papers of a digest were in it: the periods that its front matter, path, headings and ids tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from paper_digest import codes
from paper_digest.model import Block
from paper_digest.parse.dates import (
    Period,
    month_of_id,
    newest_month,
    overlap,
    period_of_path,
    read_period,
    within,
    year_folder,
)
from paper_digest.parse.front_matter import FrontMatter
from paper_digest.sourcefile import Finding, SourceFile


class _Place(NamedTuple):
    """A place that tells a period, and its 1-based line, 0 for the whole file."""

    name: str
    period: Period
    line: int


def dated_path(source: SourceFile) -> str:
    """A file's id with the name of the configured folder before it, which may tell a date too."""
    parts = source.path.split("/")
    own = source.id.count("/") + 1
    return f"{parts[-own - 1]}/{source.id}" if len(parts) > own else source.id


def period_of(
    source: SourceFile,
    matter: FrontMatter,
    title: str,
    title_line: int,
    blocks: Sequence[Block],
    findings: list[Finding],
) -> Period | None:
    """The period that front matter, path and issue title tell, in that order.

    Places that contradict the first one are reported. Where another one lies within it and tells more,
    that holds, but a day of publishing within the days of the path does not.

    Args:
        source: the file.
        matter: its front matter.
        title: the heading that names the issue, "" where none does.
        title_line: its 1-based line.
        blocks: the file's papers.
        findings: to be added to.

    Returns:
        The period, None where none of them tells one.
    """
    told = matter.period("date")
    if told and (end := matter.day("date_end")) and end >= told.first:
        told = Period(told.first, end)
    path = period_of_path(dated_path(source), newest_month(b.arxiv_id for b in blocks if b.arxiv_id))
    heading = read_period(title) if title else None
    places = (
        ("front matter", told, matter.line("date")),
        ("path", path, 0),
        ("heading", heading, title_line),
    )
    known = [_Place(name, period, line) for name, period, line in places if period]
    if not known:
        return None
    first = known[0]
    for place in known[1:]:
        if not overlap(first.period, place.period):
            message = (
                f"The {first.name} says {first.period.first}, the {place.name} says {place.period.first}."
            )
            findings.append(Finding(place.line or first.line, codes.DATE_CONFLICT, message))
    year = year_folder(dated_path(source))
    if year and year not in (first.period.first.year, first.period.last.year):
        message = f"The {first.name} says {first.period.first}, but the file is in the folder of {year}."
        findings.append(Finding(first.line, codes.DATE_CONFLICT, message))
    is_published = path and first.period is told and within(told, path) and path.first != path.last
    if path and is_published:
        return path
    return next((place.period for place in known[1:] if within(place.period, first.period)), first.period)


def with_periods(
    blocks: Sequence[Block], sections: Sequence[Period | None], period: Period | None
) -> tuple[tuple[Block, ...], Period | None]:
    """Give blocks periods of their own, and the digest one where nothing told it.

    A section's period holds for its papers where it lies in the digest's, or nothing tells that. A
    paper in a file without any has its own date, or the month of its id.

    Args:
        blocks: the file's papers.
        sections: for each, the period that a heading above it tells.
        period: the digest's, as `period_of` tells it.

    Returns:
        The blocks and the digest's period: all its sections', else the newest month of its ids.
    """
    dated: list[Block] = []
    for block, section in zip(blocks, sections, strict=True):
        own = section if section and (period is None or overlap(section, period)) else None
        if own is None and period is None:
            date = block.metadata.published or month_of_id(block.arxiv_id)
            own = Period(date, date) if date else None
        dated.append(replace(block, first_day=own.first, last_day=own.last) if own else block)
    known = [section for section in sections if section]
    if period is None and known:
        period = Period(min(one.first for one in known), max(one.last for one in known))
    if period is None and (newest := newest_month(block.arxiv_id for block in blocks)):
        period = Period(newest, newest)
    return tuple(dated), period
