"""Digests: a file's text becomes its papers."""

from __future__ import annotations

from collections.abc import Sequence

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.model import Bilingual, Block, Digest, Role
from paper_digest.parse.blocks import Roles, read_blocks
from paper_digest.parse.body import read_body
from paper_digest.parse.dates import Period, newest_month, period_of_path, read_period, year_folder
from paper_digest.parse.front_matter import FrontMatter, read_front_matter
from paper_digest.parse.language import likely_language, split_title
from paper_digest.parse.outline import BlockStart, Scan, papers_of, scan
from paper_digest.parse.single import is_one_paper, read_one_paper
from paper_digest.parse.tables import read_rows, read_tables
from paper_digest.parse.titles import without_emphasis
from paper_digest.parse.vocabulary import DIGEST_KEYS, PAPER_KEYS
from paper_digest.source import Finding, SourceFile


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
    findings = matter.findings
    roles: Roles = [None] * len(lines)
    scanned = scan(lines, matter.end)
    findings.extend((*found, *scanned.findings))
    starts = papers_of(scanned, period_of_path(source.id) is not None)
    tables = read_tables(scanned)
    one_paper = is_one_paper(matter, scanned, len(starts))
    title_index = -1
    if one_paper:
        blocks: tuple[Block, ...] = (read_one_paper(matter, scanned, roles, findings),)
    elif len(tables.rows) > len(starts):
        blocks = tuple(read_rows(scanned, tables, roles, findings))
        title_index = _issue_title(scanned, [])
    else:
        blocks = tuple(read_blocks(scanned, starts, roles, findings))
        title_index = _issue_title(scanned, starts)
    title = _title(matter, scanned, title_index, one_paper)
    if title_index >= 0 and title and roles[title_index] is None:
        roles[title_index] = Role.ISSUE_TITLE
    introduction = _introduction(matter, scanned, roles)
    period = _period(source, matter, scanned, title_index, blocks, findings)
    matter.report_unused(PAPER_KEYS if one_paper else DIGEST_KEYS)
    _front_matter_roles(matter, lines, roles)
    _report_whole(text, blocks, findings)
    digest = Digest(
        id=source.id,
        path=source.path,
        title=title,
        introduction=introduction,
        first_day=period.first if period else None,
        last_day=period.last if period else None,
        blocks=blocks,
        roles=tuple(roles),
    )
    return digest, in_order(finding.at(source.path) for finding in findings)


def _issue_title(scanned: Scan, starts: Sequence[BlockStart]) -> int:
    """The index of the heading that names the issue, -1 where none does.

    It is the first heading of the file, it stands before all papers and above their level, and no
    other heading shares its level unless it begins the file.
    """
    if not scanned.headings:
        return -1
    first = scanned.headings[0]
    papers = [start.heading for start in starts]
    if papers and (first.index >= papers[0].index or first.level >= min(paper.level for paper in papers)):
        return -1
    if not papers and first.level > 1:
        return -1
    alone = sum(heading.level == first.level for heading in scanned.headings) == 1
    second = scanned.headings[1] if len(scanned.headings) > 1 else None
    covers_none = second is not None and second.level == first.level
    begins = not any(line.strip() for line in scanned.lines[scanned.start : first.index])
    return first.index if (alone and (first.level == 1 or begins)) or (begins and covers_none) else -1


def _title(matter: FrontMatter, scanned: Scan, index: int, one_paper: bool) -> Bilingual:
    """The title that the front matter gives, else the heading's."""
    if one_paper:
        return Bilingual()
    told = matter.text("title", "title_en")
    parts = split_title(told) if told else Bilingual()
    title = Bilingual(en=parts.en, zh=matter.text("title_zh") or parts.zh)
    if title or index < 0:
        return title
    heading = next(heading for heading in scanned.headings if heading.index == index)
    return split_title(without_emphasis(heading.text))


def _introduction(matter: FrontMatter, scanned: Scan, roles: Roles) -> Bilingual:
    """Join what the front matter says and the lines that belong to no paper."""
    indexes = [
        index
        for index in range(scanned.start, len(scanned.lines))
        if roles[index] is None and (scanned.verbatim[index] or scanned.lines[index].strip())
    ]
    for index in indexes:
        if index in scanned.empty:
            roles[index] = Role.DIAGNOSTIC
        elif scanned.lines[index].strip():
            roles[index] = Role.INTRODUCTION
    told: dict[str, list[str]] = {"en": [], "zh": []}
    for text in (matter.text("introduction"), matter.text("introduction_zh")):
        if text:
            told[likely_language(text)].append(text)
    kept = [index for index in indexes if index not in scanned.empty]
    body = read_body(scanned.lines, kept, scanned.verbatim).text
    return Bilingual(
        en="\n\n".join((*told["en"], *([body.en] if body.en else ()))),
        zh="\n\n".join((*told["zh"], *([body.zh] if body.zh else ()))),
    )


def _period(
    source: SourceFile,
    matter: FrontMatter,
    scanned: Scan,
    title_index: int,
    blocks: Sequence[Block],
    findings: list[Finding],
) -> Period | None:
    """The period that front matter, path, heading and arXiv ids tell, in that order."""
    newest = newest_month(block.arxiv_id for block in blocks if block.arxiv_id)
    told = matter.period("date")
    if told and (end := matter.day("date_end")) and end >= told.first:
        told = Period(told.first, end)
    path = period_of_path(source.id, newest)
    headings = scanned.headings[:1] if title_index >= 0 else []
    heading = next((found for h in headings if (found := read_period(h.text))), None)
    year = year_folder(source.id)
    places = [
        (told, matter.line("date"), "front matter"),
        (path, 0, "path"),
        (heading, title_index + 1, "heading"),
    ]
    known = [(period, line, name) for period, line, name in places if period]
    for period, line, name in known[1:]:
        if not _overlap(known[0][0], period):
            message = f"The {known[0][2]} says {known[0][0].first}, the {name} says {period.first}."
            findings.append(Finding(line or known[0][1], codes.DATE_CONFLICT, message))
    if known and year and year not in (known[0][0].first.year, known[0][0].last.year):
        message = f"The {known[0][2]} says {known[0][0].first}, but the file is in the folder of {year}."
        findings.append(Finding(known[0][1], codes.DATE_CONFLICT, message))
    if not known:
        return Period(newest, newest) if newest else None
    # A single day within a longer period of the path is the day of publishing.
    if path and known[0][0] is told and path.first <= told.first and told.last <= path.last:
        return path
    return known[0][0]


def _overlap(one: Period, other: Period) -> bool:
    return one.first <= other.last and other.first <= one.last


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


def _report_whole(text: str, blocks: Sequence[Block], findings: list[Finding]) -> None:
    """Report files without papers, and papers named twice."""
    if not text.strip():
        findings.append(Finding(0, codes.EMPTY_FILE, "This file is empty."))
    elif not blocks:
        findings.append(Finding(0, codes.NO_PAPERS, "No paper is named here."))
    first: dict[str, Block] = {}
    for block in blocks:
        key = block.arxiv_id or block.link
        if key and (earlier := first.setdefault(key, block)) is not block:
            message = f"{key} is in this digest twice, in line {earlier.line} and here."
            findings.append(Finding(block.line, codes.DUPLICATE_IN_DIGEST, message))
