"""Overlays: files that add to one paper."""

from __future__ import annotations

from types import MappingProxyType

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.ids import bare_arxiv_id, paper_id_of_arxiv
from paper_digest.model import Overlay
from paper_digest.parse.body import Row, read_body
from paper_digest.parse.draft import Draft
from paper_digest.parse.front_matter import FrontMatter, read_front_matter
from paper_digest.parse.items import scan
from paper_digest.parse.links import arxiv_id_of
from paper_digest.parse.matter_fields import read_fields
from paper_digest.parse.vocabulary import OVERLAY_KEYS
from paper_digest.sourcefile import Finding, SourceFile


def parse_overlay(source: SourceFile) -> tuple[Overlay | None, tuple[Diagnostic, ...]]:
    """Read an overlay: `papers/<paper id>.md`.

    The paper is named by the key `paper` (a paper id, an arXiv id or a URL of arXiv's), else by the
    file's name. The text behind the front matter is the abstract, told apart by script.

    Args:
        source: the file, read.

    Returns:
        The overlay, None for a file that holds nothing or names no paper; and what was found, in
        order. Nothing is raised, whatever the text.
    """
    text, findings = source.decoded()
    if not text.strip():
        empty = Finding(0, codes.EMPTY_FILE, "This file is empty.")
        return None, in_order(finding.at(source.path) for finding in (*findings, empty))
    lines = text.split("\n")
    matter = read_front_matter(lines)
    scanned = scan(lines, matter.end)
    paper_id = _paper_id(source, matter)
    draft = Draft(1)
    read_fields(draft, matter, links=False)
    draft.settle_titles()
    indexes = (i for i in range(matter.end, len(lines)) if scanned.roles[i] is None)
    body = read_body([Row(i, scanned.lines[i], scanned.verbatim[i]) for i in indexes], draft.extras)
    matter.report_unused(OVERLAY_KEYS)
    found = [*findings, *scanned.findings, *matter.findings]
    if not paper_id:
        found.append(Finding(0, codes.BAD_PAPER_ID, "The paper's id is empty."))
        return None, in_order(finding.at(source.path) for finding in found)
    block = draft.build(len(lines), body)
    overlay = Overlay(
        source.path, paper_id, block.title, block.body, block.metadata, MappingProxyType(dict(block.lines))
    )
    return overlay, in_order(finding.at(source.path) for finding in found)


def _paper_id(source: SourceFile, matter: FrontMatter) -> str:
    named = matter.text("paper") or source.id.rpartition("/")[2]
    identifier = bare_arxiv_id(named) or arxiv_id_of(named)
    return paper_id_of_arxiv(identifier) if identifier else named.strip().strip("/")
