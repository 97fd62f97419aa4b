"""Digests: a file's text becomes its papers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.ids import arxiv_id_in
from paper_digest.model import Bilingual, Block, Digest, Role
from paper_digest.parse.blocks import read_block
from paper_digest.parse.body import Row, read_body
from paper_digest.parse.dates import Period, period_within
from paper_digest.parse.entries import read_entry
from paper_digest.parse.front_matter import FrontMatter, read_front_matter
from paper_digest.parse.items import scan
from paper_digest.parse.language import likely_language, split_title
from paper_digest.parse.lines import Item, Roles, Scan
from paper_digest.parse.matter_fields import tells_paper
from paper_digest.parse.outline import Found, bare_ids, papers_of
from paper_digest.parse.periods import period_of, with_periods
from paper_digest.parse.titles import (
    is_issue_name,
    is_section_name,
    read_heading,
    without_emphasis,
)
from paper_digest.parse.vocabulary import DIGEST_KEYS, LIST_NAMES, PAPER_KEYS
from paper_digest.sourcefile import Finding, SourceFile

_NOT_A_NAME = re.compile(
    r"[\W\d_]+|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:周|星期)[一二三四五六日天]",
    re.I,
)


def parse_digest(source: SourceFile) -> tuple[Digest, tuple[Diagnostic, ...]]:
    """Read a digest in any of the forms of formats.md.

    Every line that is not blank gets one role, and its words are found again in the field of that
    role, in the body where no other field takes them.

    Args:
        source: the file, read.

    Returns:
        The digest and what was found, in order. Nothing is raised, whatever the text.
    """
    text, found = source.decoded()
    lines = text.split("\n")
    matter = read_front_matter(lines)
    scanned = scan(lines, matter.end)
    findings = [*found, *scanned.findings]
    papers = _papers(scanned, matter)
    one_paper = len(papers) == 1 and papers[0].item.form == "file"
    roles = scanned.roles
    blocks: list[Block] = []
    for paper in papers:
        block, more = read_block(scanned, paper, matter, roles)
        blocks.append(block)
        findings += more
    heading = None if one_paper else _issue_title(scanned, papers)
    sections = _sections(papers, heading, roles)
    blocks = [
        replace(block, section=one.shown, category=one.name) if one.shown else block
        for block, one in zip(blocks, sections, strict=True)
    ]
    title = Bilingual() if one_paper else _title(matter, heading)
    if heading and title and roles[heading.index] is None:
        roles[heading.index : heading.body] = [Role.ISSUE_TITLE] * (heading.body - heading.index)
    period = period_of(
        source, matter, heading.text if heading else "", heading.index + 1 if heading else 0, blocks, findings
    )
    dated, period = with_periods(blocks, [one.period for one in sections], period)
    _report_whole(scanned, text, dated, findings)
    introduction = _introduction(matter, scanned, roles)
    matter.report_unused(PAPER_KEYS if one_paper else DIGEST_KEYS)
    findings += matter.findings
    _front_matter_roles(matter, lines, roles)
    digest = Digest(
        id=source.id,
        path=source.path,
        title=title,
        introduction=introduction,
        first_day=period.first if period else None,
        last_day=period.last if period else None,
        blocks=dated,
        roles=tuple(roles),
    )
    return digest, in_order(finding.at(source.path) for finding in findings)


def _papers(scanned: Scan, matter: FrontMatter) -> list[Found]:
    """The papers of a file; one, the file, where its front matter or what follows it describes a paper."""
    start, end = scanned.start, len(scanned.lines)
    title = matter.text("title", "title_en", "title_zh")
    file = Item(start, start, 0, "file", title, end)
    if title and tells_paper(matter):
        return [Found(file, end)]
    if title:
        scanned.items.insert(0, file)
    papers = papers_of(scanned)
    if title and papers and papers[0].item is not file and "authors" in matter and "title_zh" in matter:
        return [Found(file, end)] if len(papers) < 2 else papers
    if (
        title
        and not papers
        and (("authors" in matter and "title_zh" in matter) or len(bare_ids(scanned, start, end)) == 1)
    ):
        return [Found(file, end)]
    return papers


def _issue_title(scanned: Scan, papers: Sequence[Found]) -> Item | None:
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


class _Section(NamedTuple):
    """What stands above a paper: as its page shows it, without mere dates, and the period that it tells."""

    shown: str = ""
    name: str = ""
    period: Period | None = None


def _sections(papers: Sequence[Found], heading: Item | None, roles: Roles) -> list[_Section]:
    """For each paper, what stands above it; sets the roles of these lines."""
    told: dict[int, _Section] = {}
    sections: list[_Section] = []
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
            _Section(
                " / ".join(one.shown for one in known if one.shown),
                " / ".join(one.name for one in known if one.name),
                periods[-1] if periods else None,
            )
        )
    return sections


def _section(item: Item) -> _Section:
    """What an item above papers calls them, and the period that it tells; nothing for 论文列表."""
    entry = read_entry(item.text) if item.form != "heading" else None
    name = entry.title if entry and entry.alone else read_heading(item.text).title.rstrip(":：")
    if name.casefold() in LIST_NAMES:
        return _Section()
    found = period_within(name)
    if found is None:
        return _Section() if is_issue_name(name) else _Section(name, name)
    period, start, end = found
    rest = " ".join(_NOT_A_NAME.sub(" ", name[:start] + " " + name[end:]).split())
    is_name = rest and not is_issue_name(rest) and not is_section_name(rest)
    return _Section(name, name if is_name else "", period)


def _title(matter: FrontMatter, heading: Item | None) -> Bilingual:
    """The title that the front matter gives, else the heading's."""
    told = matter.text("title", "title_en")
    parts = split_title(told) if told else Bilingual()
    title = Bilingual(en=parts.en, zh=matter.text("title_zh") or parts.zh)
    return title if title or heading is None else split_title(without_emphasis(heading.text))


def _introduction(matter: FrontMatter, scanned: Scan, roles: Roles) -> Bilingual:
    """Join what the front matter says and the lines that belong to no paper."""
    rows = []
    for index in range(scanned.start, len(scanned.lines)):
        if roles[index] is None and (scanned.verbatim[index] or scanned.texts[index]):
            rows.append(Row(index, scanned.lines[index], scanned.verbatim[index]))
            roles[index] = Role.INTRODUCTION if scanned.lines[index].strip() else None
    told: dict[str, list[str]] = {"en": [], "zh": []}
    for text in (matter.text("introduction"), matter.text("introduction_zh")):
        if text:
            told[likely_language(text)].append(text)
    body = read_body(rows).text
    return Bilingual(
        en="\n\n".join((*told["en"], *([body.en] if body.en else ()))),
        zh="\n\n".join((*told["zh"], *([body.zh] if body.zh else ()))),
    )


def _front_matter_roles(matter: FrontMatter, lines: Sequence[str], roles: Roles) -> None:
    """Give the front matter's lines roles: diagnostic from a reported key to the next one, else metadata."""
    bad = {
        finding.line for finding in matter.findings if finding.code in (codes.UNKNOWN_KEY, codes.IGNORED_KEY)
    }
    broken = any(finding.code is codes.BAD_FRONT_MATTER for finding in matter.findings)
    keys = {entry.line for entry in matter.entries.values()}
    role = Role.METADATA
    for index in range(matter.end):
        if not lines[index].strip():
            continue
        if index + 1 in keys:
            role = Role.DIAGNOSTIC if index + 1 in bad else Role.METADATA
        elif index == matter.end - 1:
            role = Role.METADATA
        elif broken:
            role = Role.DIAGNOSTIC
        roles[index] = role


def _report_whole(scanned: Scan, text: str, blocks: Sequence[Block], findings: list[Finding]) -> None:
    """Report files without papers, papers named twice in one category, and lines of papers left out."""
    if not text.strip():
        findings.append(Finding(0, codes.EMPTY_FILE, "This file is empty."))
    elif not blocks:
        findings.append(Finding(0, codes.NO_PAPERS, "No paper is named here."))
    first: dict[tuple[str, str], Block] = {}
    for block in blocks:
        key = block.arxiv_id or block.link
        if key and (earlier := first.setdefault((key, block.category), block)) is not block:
            message = f"{key} is in this digest twice, in line {earlier.line} and here."
            findings.append(Finding(block.line, codes.DUPLICATE_IN_DIGEST, message))
    known = {block.arxiv_id for block in blocks}
    left = _lines_left_out(scanned, known)
    if left:
        shown = ", ".join(map(str, left[:10])) + (" …" if len(left) > 10 else "")
        message = f"{len(left)} line(s) name papers that are not read: {shown}."
        findings.append(Finding(left[0], codes.PAPERS_LEFT_OUT, message))


def _lines_left_out(scanned: Scan, known: set[str]) -> list[int]:
    """The 1-based lines outside of papers that name other papers than those that are read.

    What prose cites by its title, and what stands below 参考文献 and the like, is left out rightly.
    """
    may_name = [i for i, text in enumerate(scanned.texts) if "/" in text or "rxiv" in text.lower()]
    unread = {i for i in may_name if scanned.roles[i] is None and not scanned.cited[i]}
    listed = {
        item.index
        for item in scanned.items
        if item.index in unread and (item.form == "row" or read_entry(item.text))
    }
    left: list[int] = []
    for index in sorted(unread):
        named = bare_ids(scanned, index, index + 1)
        if not named and index in listed:
            named = {arxiv_id_in(scanned.texts[index])} - {""}
        if named - known:
            left.append(index + 1)
    return left
