"""Digests: a file's text becomes its papers."""

from __future__ import annotations

from collections.abc import Sequence

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.ids import arxiv_id_in
from paper_digest.model import Bilingual, Block, Digest, Role
from paper_digest.parse.blocks import read_block
from paper_digest.parse.body import Row, read_body
from paper_digest.parse.entries import read_entry
from paper_digest.parse.evidence import bare_ids
from paper_digest.parse.front_matter import FrontMatter, read_front_matter
from paper_digest.parse.items import scan
from paper_digest.parse.language import likely_language, split_title
from paper_digest.parse.lines import Item, Roles, Scan
from paper_digest.parse.matter_fields import tells_paper
from paper_digest.parse.outline import Found, papers_of
from paper_digest.parse.periods import period_of, with_sections
from paper_digest.parse.sections import issue_title, sections_of
from paper_digest.parse.titles import (
    without_emphasis,
)
from paper_digest.parse.vocabulary import DIGEST_KEYS, PAPER_KEYS
from paper_digest.sourcefile import Finding, SourceFile


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
    blocks = [read_block(scanned, paper, matter, roles, findings) for paper in papers]
    heading = None if one_paper else issue_title(scanned, papers)
    sections = sections_of(papers, heading, roles)
    title = Bilingual() if one_paper else _title(matter, heading)
    if heading and title and roles[heading.index] is None:
        roles[heading.index : heading.body] = [Role.ISSUE_TITLE] * (heading.body - heading.index)
    period = period_of(source, matter, heading, blocks, findings)
    placed, period = with_sections(blocks, sections, period)
    _report_whole(scanned, text, placed, findings)
    introduction = _introduction(matter, scanned, roles)
    matter.report_unused(PAPER_KEYS if one_paper else DIGEST_KEYS)
    _front_matter_roles(matter, lines, roles)
    first, last = period or (None, None)
    digest = Digest(source.id, source.path, title, introduction, first, last, placed, tuple(roles))
    return digest, in_order(finding.at(source.path) for finding in (*findings, *matter.findings))


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
