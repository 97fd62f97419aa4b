"""Blocks: the lines of an item that is a paper, whatever its form, become one."""

from __future__ import annotations

from collections.abc import Sequence

from paper_digest import codes
from paper_digest.model import Bilingual, Block, Role
from paper_digest.parse.body import NO_BODY, Body, Row, read_body
from paper_digest.parse.draft import Draft
from paper_digest.parse.entries import Entry, read_entry
from paper_digest.parse.evidence import bare_ids
from paper_digest.parse.front_matter import FrontMatter
from paper_digest.parse.lines import Item, Roles, Scan
from paper_digest.parse.matter_fields import read_abstracts, read_fields
from paper_digest.parse.outline import Found
from paper_digest.parse.rows import read_row
from paper_digest.parse.titles import read_heading
from paper_digest.sourcefile import Finding


def read_block(scan: Scan, found: Found, matter: FrontMatter, roles: Roles, findings: list[Finding]) -> Block:
    """Read a paper.

    Args:
        scan: the file.
        found: the paper's item.
        matter: the file's front matter, for a file that is one paper.
        roles: the roles of its lines, to be filled in for the block's lines.
        findings: to be added to.

    Returns:
        The block.
    """
    item = found.item
    draft = Draft(item.index + 1)
    told = NO_BODY
    body = item.body
    for index in range(item.index, body):
        roles[index] = Role.TITLE if scan.texts[index] else None
    rows: list[Row] = []
    if item.form == "file":
        draft.line = matter.line("title", "title_en", "title_zh")
        read_fields(draft, matter)
        told = read_abstracts(matter)
        body = _repeated_title(draft, scan, item, roles)
    else:
        rows = [Row(item.index, text) for text in _read_start(draft, item) if text]
    if item.head >= 0:
        roles[item.head] = roles[item.head + 1] = Role.METADATA
    if found.odd:
        message = f"{item.text[:80]!r} is a paper at level {item.depth}."
        draft.findings.append(Finding(item.index + 1, codes.HEADING_LEVEL, message))
    rows += _read_lines(draft, scan, item, range(body, found.end), roles, top=not rows)
    block = _finish(draft, scan, found, rows, told)
    findings += draft.findings
    return block


def _read_start(draft: Draft, item: Item) -> Sequence[str]:
    """Read an item's own line; gives the texts that are left of it."""
    line = item.index + 1
    if item.form == "row":
        return read_row(draft, item)
    if item.form == "heading":
        heading = read_heading(item.text)
        draft.add_title(heading.title, line)
        draft.add_links(heading.links, line, titles=False)
        return ()
    return (draft.add_entry(read_entry(item.text) or Entry(item.text), line),)


def _repeated_title(draft: Draft, scan: Scan, item: Item, roles: Roles) -> int:
    """Read the heading that a file of one paper begins with; gives the index of the first line behind."""
    first = next((i for i in range(item.body, len(scan.lines)) if scan.lines[i].strip()), item.body)
    heading = next((other for other in scan.items if other.form == "heading"), None)
    if heading is None or heading.index != first or heading.depth > 1:
        return item.body
    read = read_heading(heading.text)
    draft.add_title(read.title, first + 1)
    draft.add_links(read.links, first + 1, titles=False)
    for index in range(first, heading.body):
        roles[index] = Role.TITLE
    return heading.body


def _read_lines(
    draft: Draft, scan: Scan, item: Item, indexes: range, roles: Roles, *, top: bool
) -> list[Row]:
    """Read lines into a draft and set their roles; gives those that are body."""
    body: list[Row] = []
    last = -2
    for index in indexes:
        if roles[index] is not None:
            continue
        line, text = scan.lines[index], scan.texts[index]
        if not text:
            if scan.verbatim[index]:
                roles[index] = Role.BODY if line.strip() else None
                body.append(Row(index, line, scan.verbatim[index]))
                top, last = top and roles[index] is None, index
            continue
        if not text.strip(">"):
            # A blank line of a quotation goes with the line before it.
            roles[index] = Role.BODY if last == index - 1 else Role.METADATA
            if last == index - 1:
                body.append(Row(index, line))
                last = index
            continue
        is_heading = text[0] == "#"
        role = None if is_heading else draft.read_line(text, index + 1, top=top, continues=last == index - 1)
        roles[index] = role or Role.BODY
        if role is None:
            blanks = min(item.indent, len(line) - len(line.lstrip(" ")))
            body.append(Row(index, line[blanks:]))
            top, last = False, index
    return body


def _finish(draft: Draft, scan: Scan, found: Found, rows: Sequence[Row], told: Body) -> Block:
    """Settle what needs the whole block: titles, an id in running text, and what is missing."""
    end = found.end
    draft.settle_titles()
    shown = draft.title.any()[:80]
    if not draft.link and not draft.arxiv_id:
        named = bare_ids(scan, found.item.body, end)
        if len(named) == 1:
            draft.arxiv_id = named.pop()
        else:
            message = f"{shown!r} has neither a link nor an arXiv id."
            draft.findings.append(Finding(draft.line, codes.NO_LINK, message))
    body = _joined(told, read_body(rows, draft.extras))
    if not body.text and found.item.form in ("heading", "file") and not draft.metadata().summary:
        draft.findings.append(Finding(draft.line, codes.EMPTY_BLOCK, f"{shown!r} has no text."))
    while end > draft.line and not scan.lines[end - 1].strip():
        end -= 1
    return draft.build(end, body)


def _joined(told: Body, text: Body) -> Body:
    if not told.text:
        return text

    def join(one: str, other: str) -> str:
        return "\n\n".join(part for part in (one, other) if part)

    return Body(
        Bilingual(en=join(told.text.en, text.text.en), zh=join(told.text.zh, text.text.zh)),
        told.en_line or text.en_line,
        told.zh_line or text.zh_line,
    )
