"""What stands above the papers of a digest: the issue's title, categories and days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from paper_digest.model import Role
from paper_digest.parse.dates import Period, period_within
from paper_digest.parse.entries import read_entry
from paper_digest.parse.lines import Item, Roles, Scan
from paper_digest.parse.outline import Found
from paper_digest.parse.titles import is_issue_name, is_section_name, read_heading
from paper_digest.parse.vocabulary import LIST_NAMES

_NOT_A_NAME = re.compile(
    r"[\W\d_]+|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:周|星期)[一二三四五六日天]",
    re.I,
)


def issue_title(scanned: Scan, papers: Sequence[Found]) -> Item | None:
    """The heading that names the issue, None where none does.

    It is the first heading of the file, it stands before all papers and above their level, and no
    other heading shares its level unless it begins the file and stands above no paper.
    """
    headings = [item for item in scanned.items if item.form == "heading"]
    if not headings:
        return None
    first = headings[0]
    if papers and (
        first.index >= papers[0].item.index or first.depth >= min(paper.item.depth for paper in papers)
    ):
        return None
    if first.depth > 1 and not any(paper.item.form == "heading" for paper in papers):
        return None
    alone = sum(heading.depth == first.depth for heading in headings) == 1
    begins = not any(line.strip() for line in scanned.lines[scanned.start : first.index])
    covers_none = (
        len(headings) > 1
        and headings[1].depth == first.depth
        and not any(first in paper.above for paper in papers)
    )
    return first if (alone and (first.depth == 1 or begins)) or (begins and covers_none) else None


class Section(NamedTuple):
    """What stands above a paper: as its page shows it, without mere dates, and the period that it tells."""

    shown: str = ""
    name: str = ""
    period: Period | None = None


def sections_of(papers: Sequence[Found], heading: Item | None, roles: Roles) -> list[Section]:
    """For each paper, what stands above it; sets the roles of these lines."""
    told: dict[int, Section] = {}
    sections: list[Section] = []
    for paper in papers:
        above = [item for item in paper.above if item is not heading and item.form != "file"]
        for item in above:
            if item.index not in told:
                told[item.index] = _section(item)
                if told[item.index].shown:
                    roles[item.index : item.body] = [Role.CATEGORY] * (item.body - item.index)
        known = [told[item.index] for item in above]
        periods = [one.period for one in known if one.period]
        sections.append(
            Section(
                " / ".join(one.shown for one in known if one.shown),
                " / ".join(one.name for one in known if one.name),
                periods[-1] if periods else None,
            )
        )
    return sections


def _section(item: Item) -> Section:
    """What an item above papers calls them, and the period that it tells; nothing for 论文列表."""
    entry = read_entry(item.text) if item.form != "heading" else None
    name = entry.title if entry and entry.alone else read_heading(item.text).title.rstrip(":：")
    if name.casefold() in LIST_NAMES:
        return Section()
    found = period_within(name)
    if found is None:
        return Section() if is_issue_name(name) else Section(name, name)
    period, start, end = found
    rest = " ".join(_NOT_A_NAME.sub(" ", name[:start] + " " + name[end:]).split())
    is_name = rest and not is_issue_name(rest) and not is_section_name(rest)
    return Section(name, name if is_name else "", period)
