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
from paper_digest.parse.lines import Item
from paper_digest.parse.sections import Section
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
    heading: Item | None,
    blocks: Sequence[Block],
    findings: list[Finding],
) -> Period | None:
    """The period that front matter, path and issue title tell, in that order.

    Places that contradict the first one are reported. Where another one lies within it and tells more,
    that holds, but a day of publishing within the days of the path does not.

    Args:
        source: the file.
        matter: its front matter.
        heading: the heading that names the issue, None where none does.
        blocks: the file's papers.
        findings: to be added to.

    Returns:
        The period, None where none of them tells one.
    """
    told = matter.period("date")
    if told and (end := matter.day("date_end")) and end >= told.first:
        told = Period(told.first, end)
    path = period_of_path(dated_path(source), newest_month(b.arxiv_id for b in blocks if b.arxiv_id))
    places = [("front matter", told, matter.line("date")), ("path", path, 0)]
    if heading:
        places.append(("heading", read_period(heading.text), heading.index + 1))
    known = [_Place(name, period, line) for name, period, line in places if period]
    if not known:
        return None
    _report_conflicts(known, year_folder(dated_path(source)), findings)
    first = known[0].period
    if path and first is told and within(told, path) and path.first != path.last:
        return path
    return next((place.period for place in known[1:] if within(place.period, first)), first)


def _report_conflicts(known: Sequence[_Place], year: int | None, findings: list[Finding]) -> None:
    first = known[0]
    said = f"The {first.name} says {first.period.first}"
    for place in known[1:]:
        if not overlap(first.period, place.period):
            message = f"{said}, the {place.name} says {place.period.first}."
            findings.append(Finding(place.line or first.line, codes.DATE_CONFLICT, message))
    if year and year not in (first.period.first.year, first.period.last.year):
        message = f"{said}, but the file is in the folder of {year}."
        findings.append(Finding(first.line, codes.DATE_CONFLICT, message))


def with_sections(
    blocks: Sequence[Block], sections: Sequence[Section], period: Period | None
) -> tuple[tuple[Block, ...], Period | None]:
    """Give blocks what stands above them and periods of their own, and the digest one where nothing told it.

    A section's period holds for its papers where it shares days with the digest's, or nothing tells
    that. A paper in a file without any has its own date, or the month of its id.

    Args:
        blocks: the file's papers.
        sections: for each, what stands above it.
        period: the digest's, as `period_of` tells it.

    Returns:
        The blocks and the digest's period: all its sections', else the newest month of its ids.
    """
    placed: list[Block] = []
    for block, section in zip(blocks, sections, strict=True):
        own = section.period if section.period and (not period or overlap(section.period, period)) else None
        if own is None and period is None:
            date = block.metadata.published or month_of_id(block.arxiv_id)
            own = Period(date, date) if date else None
        if section.shown:
            block = replace(block, section=section.shown, category=section.name)
        placed.append(replace(block, first_day=own.first, last_day=own.last) if own else block)
    known = [section.period for section in sections if section.period]
    if period is None and known:
        period = Period(min(one.first for one in known), max(one.last for one in known))
    if period is None and (newest := newest_month(block.arxiv_id for block in blocks)):
        period = Period(newest, newest)
    return tuple(placed), period
