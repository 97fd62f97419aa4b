"""Overlays: files that add to one paper."""

from __future__ import annotations

from types import MappingProxyType

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.ids import bare_arxiv_id, paper_id_of_arxiv
from paper_digest.model import Bilingual, Overlay
from paper_digest.parse.body import read_body
from paper_digest.parse.front_matter import FrontMatter, read_front_matter
from paper_digest.parse.language import split_title
from paper_digest.parse.links import arxiv_id_of
from paper_digest.parse.metadata import Gathered
from paper_digest.parse.outline import scan
from paper_digest.parse.single import read_fields
from paper_digest.parse.vocabulary import OVERLAY_KEYS
from paper_digest.source import Finding, SourceFile


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
    lines = text.split("\n")
    matter = read_front_matter(lines)
    paper_id = _paper_id(source, matter)
    if not text.strip():
        empty = Finding(0, codes.EMPTY_FILE, "This file is empty.")
        return None, in_order(finding.at(source.path) for finding in (*findings, empty))
    scanned = scan(lines, matter.end)
    found = [*findings, *scanned.findings]
    gathered = Gathered()
    read_fields(gathered, matter)
    if pdf := matter.text("pdf"):
        gathered.pdf, gathered.lines["pdf"] = pdf, matter.line("pdf")
    told = matter.text("title", "title_en")
    parts = split_title(told) if told else Bilingual()
    title = Bilingual(en=parts.en, zh=matter.text("title_zh") or parts.zh)
    body = read_body(
        lines, [i for i in range(matter.end, len(lines)) if i not in scanned.empty], scanned.verbatim
    )
    matter.report_unused(OVERLAY_KEYS)
    found += matter.findings
    if not paper_id:
        found.append(Finding(0, codes.BAD_PAPER_ID, "The paper's id is empty."))
        return None, in_order(finding.at(source.path) for finding in found)
    where = dict(gathered.lines)
    for name, text, line in (
        ("title.en", title.en, matter.line("title", "title_en")),
        ("title.zh", title.zh, matter.line("title_zh", "title")),
        ("abstract.en", body.text.en, body.en_line),
        ("abstract.zh", body.text.zh, body.zh_line),
    ):
        if text:
            where[name] = line
    overlay = Overlay(source.path, paper_id, title, body.text, gathered.metadata(), MappingProxyType(where))
    return overlay, in_order(finding.at(source.path) for finding in found)


def _paper_id(source: SourceFile, matter: FrontMatter) -> str:
    named = matter.text("paper") or source.id.rpartition("/")[2]
    identifier = bare_arxiv_id(named) or arxiv_id_of(named)
    return paper_id_of_arxiv(identifier) if identifier else named.strip().strip("/")
