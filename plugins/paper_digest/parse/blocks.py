"""Blocks of a digest whose papers have headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paper_digest import codes
from paper_digest.ids import arxiv_id_in
from paper_digest.model import Block, Role
from paper_digest.parse.body import read_body
from paper_digest.parse.draft import Draft
from paper_digest.parse.outline import BlockStart, Scan
from paper_digest.parse.titles import read_heading
from paper_digest.source import Finding

Roles = list[Role | None]
_ID_HINT = re.compile(r"rxiv|/papers/", re.IGNORECASE)


def read_blocks(
    scanned: Scan, starts: Sequence[BlockStart], roles: Roles, findings: list[Finding]
) -> Iterator[Block]:
    """Read the blocks that begin at the given headings.

    A block ends before the next heading of its level or above, of the paper level or above, and
    before the next block.

    Args:
        scanned: the file.
        starts: the headings of its papers.
        roles: the roles of its lines, to be filled in for the blocks' lines.
        findings: to be added to.

    Yields:
        The blocks in the file's order.
    """
    level = min((start.heading.level for start in starts if not start.odd), default=1)
    begins = {start.heading.index for start in starts}
    position = {heading.index: number for number, heading in enumerate(scanned.headings)}
    for start in starts:
        limit = max(start.heading.level, level)
        behind = map(scanned.headings.__getitem__, range(position[start.heading.index] + 1, len(position)))
        ends = (heading.index for heading in behind if heading.level <= limit or heading.index in begins)
        end = next(ends, len(scanned.lines))
        yield _read_block(scanned, start, end, roles, findings)


def _read_block(scanned: Scan, start: BlockStart, end: int, roles: Roles, findings: list[Finding]) -> Block:
    index = start.heading.index
    draft = Draft(index + 1)
    heading = read_heading(start.heading.text)
    draft.add_title(heading.title, index + 1)
    draft.add_links(heading.links, index + 1, titles=False)
    roles[index] = Role.TITLE
    if start.odd:
        message = f"{start.heading.text[:80]!r} is a paper at level {start.heading.level}."
        draft.findings.append(Finding(index + 1, codes.HEADING_LEVEL, message))
    block = finish(draft, scanned, read_lines(draft, scanned, index + 1, end, roles), end)
    findings.extend(draft.findings)
    return block


def read_lines(draft: Draft, scanned: Scan, start: int, end: int, roles: Roles) -> list[int]:
    """Read lines into a draft and set their roles.

    Args:
        draft: the block they belong to.
        scanned: the file.
        start: index of the first line.
        end: index behind the last one.
        roles: the roles of the file's lines, to be filled in.

    Returns:
        The indexes of the lines that are body.
    """
    body: list[int] = []
    top, last = True, -2
    for index in range(start, end):
        text = scanned.lines[index].strip()
        if scanned.verbatim[index]:
            role = Role.BODY if text else None
            body.append(index)
        elif not text:
            continue
        elif index in scanned.empty:
            roles[index] = Role.DIAGNOSTIC
            continue
        else:
            is_heading = text[0] == "#"
            read = (
                None if is_heading else draft.read_line(text, index + 1, top=top, continues=last == index - 1)
            )
            role = read or Role.BODY
            if read is None:
                body.append(index)
        roles[index] = role
        if role is Role.BODY:
            top, last = False, index
    return body


def finish(
    draft: Draft, scanned: Scan, body: Sequence[int], end: int, *, may_be_empty: bool = False
) -> Block:
    """Settle what needs the whole block: titles, an id in running text, and what is missing.

    Args:
        draft: the block, all lines read.
        scanned: the file.
        body: the indexes of the body's lines.
        end: index behind the block's last line.
        may_be_empty: whether blocks of this form need no text.

    Returns:
        The block.
    """
    draft.settle_titles()
    if not draft.link and not draft.arxiv_id:
        named = {
            found
            for i in body
            if _ID_HINT.search(scanned.lines[i]) and (found := arxiv_id_in(scanned.lines[i]))
        }
        if len(named) == 1:
            draft.arxiv_id = min(named)
        else:
            message = f"{draft.title.any()[:80]!r} has neither a link nor an arXiv id."
            draft.findings.append(Finding(draft.line, codes.NO_LINK, message))
    text = read_body(scanned.lines, body, scanned.verbatim, draft.extras)
    if not text.text and not draft.gathered.summary and not may_be_empty:
        message = f"{draft.title.any()[:80]!r} has no text."
        draft.findings.append(Finding(draft.line, codes.EMPTY_BLOCK, message))
    while end > draft.line and not scanned.lines[end - 1].strip():
        end -= 1
    return draft.build(end, text)
