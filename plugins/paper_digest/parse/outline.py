"""The outline of a digest: fences, headings, and which of them are papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from paper_digest import codes
from paper_digest.ids import arxiv_id_in
from paper_digest.parse.language import has_han
from paper_digest.parse.links import Link, arxiv_id_of, only_links
from paper_digest.parse.metadata import author_line, key_value, paper_links
from paper_digest.parse.titles import (
    Heading,
    heading_of,
    is_issue_name,
    is_section_name,
    looks_like_title,
    read_heading,
)
from paper_digest.source import Finding

_TOP_LINES = 8


@dataclass(slots=True)
class Scan:
    """The lines of a file with what holds for each.

    Attributes:
        lines: the file's lines.
        start: index of the first line behind the front matter.
        verbatim: for each line, the number of the fence or HTML comment that it stands in, else 0.
        headings: the headings with a text, outside fences and comments.
        empty: indexes of the headings without one.
        findings: fences that are never closed, and headings without text.
    """

    lines: list[str]
    start: int
    verbatim: list[int]
    headings: list[Heading] = field(default_factory=list)
    empty: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


class BlockStart(NamedTuple):
    """A heading that is a paper, and whether its level is odd among the digest's papers."""

    heading: Heading
    odd: bool


def scan(lines: list[str], start: int) -> Scan:
    """Find fences, comments and headings.

    A fence or comment that is never closed is none, since it would swallow the rest of the file.

    Args:
        lines: the file's lines.
        start: index of the first line to look at.

    Returns:
        What was found, in one pass over the lines from below and one from above.
    """
    result = Scan(lines, start, [0] * len(lines))
    closers = _closers(lines, start)
    fence, number = "", 0
    for index in range(start, len(lines)):
        stripped = lines[index].lstrip(" ")
        if fence:
            result.verbatim[index] = number
            if _closes(stripped, fence):
                fence = ""
            continue
        first = stripped[:1]
        if first == "#":
            _add_heading(result, index)
        elif first and first in "`~<" and (opened := _opener(stripped)):
            number += 1
            if opened == "-->" and "-->" in stripped:
                result.verbatim[index] = number
            elif closers[index] >= len(opened):
                result.verbatim[index], fence = number, opened
            else:
                message = f"What begins here with {stripped[:8]!r} is never closed."
                result.findings.append(Finding(index + 1, codes.UNCLOSED_FENCE, message))
    return result


def _add_heading(result: Scan, index: int) -> None:
    heading = heading_of(result.lines[index], index)
    if heading is None:
        return
    if heading.text:
        result.headings.append(heading)
    else:
        result.empty.add(index)
        result.findings.append(Finding(index + 1, codes.EMPTY_HEADING, "This heading has no text."))


def _opener(stripped: str) -> str:
    """What closes the fence or comment that a line opens, "" where it opens none."""
    if stripped.startswith("<!--"):
        return "-->"
    mark = stripped[0]
    if not stripped.startswith(mark * 3):
        return ""
    rest = stripped.lstrip(mark)
    if mark == "<" or (mark == "`" and "`" in rest):
        return ""
    return mark * (len(stripped) - len(rest))


def _closes(stripped: str, fence: str) -> bool:
    if fence == "-->":
        return "-->" in stripped
    return stripped.startswith(fence) and not stripped.strip(fence[0] + " \t")


def _closers(lines: list[str], start: int) -> dict[int, int]:
    """For each line that may open a fence or comment, the length of the longest closing mark below."""
    below: dict[int, int] = {}
    longest = {"`": 0, "~": 0, "<": 0}
    for index in range(len(lines) - 1, start - 1, -1):
        stripped = lines[index].lstrip(" ")
        first = stripped[:1]
        if first in longest:
            below[index] = longest[first]
            if not stripped.strip(first + " \t"):
                longest[first] = max(longest[first], len(stripped.rstrip()))
        if "-->" in stripped:
            longest["<"] = len("-->")
    return below


class _Section(NamedTuple):
    """A heading with what its own lines, up to the next heading, say of papers."""

    heading: Heading
    own: str
    others: frozenset[str]
    named: bool
    filled: bool


def papers_of(result: Scan, dated: bool) -> list[BlockStart]:
    """Decide which headings are papers, by evidence in the file alone.

    A heading *names a paper* if it holds a link to another site, if links or metadata with a link
    follow it at once, or if the lines up to the next heading of its level or above name exactly one
    paper. The *paper level* is the level whose headings name the most papers; of two that name as
    many, the one with the larger share of such headings, then the deeper one (so `## NLP` over
    `### Paper` is a category, and `### 1. 介绍` below `## Paper` a part). Names of parts (目录, 简介,
    Abstract …) and of whole issues (本周总结 …) are never papers.

    At the paper level, a heading that names no paper is one all the same if it looks like a title,
    has text, is written in a script that other papers' headings use, and links to nothing else. At
    other levels a heading is a paper, at an odd level, if a link to arXiv follows it at once: above
    the paper level always, below it unless its paper is the one that it is part of.

    A file that names no paper at all has papers only if its path tells a date: the headings of the
    level with the most of what looks like titles.

    Args:
        result: the scanned file.
        dated: whether the file's path tells a date.

    Returns:
        The papers' headings in the file's order.
    """
    sections = _sections(result)
    named, level = _paper_level(sections)
    if not named:
        return _unlinked(sections) if dated else []
    scripts = {has_han(section.heading.text) for section in sections if section.heading.index in named}
    starts: list[BlockStart] = []
    enclosing = ""
    for section in sections:
        heading = section.heading
        if heading.level == level:
            enclosing = named.get(heading.index, "")
            alone = section.filled and not section.others and not section.named
            if enclosing or (alone and _is_alike(heading, scripts)):
                starts.append(BlockStart(heading, False))
        elif section.own and arxiv_id_of(section.own) and not section.named:
            if heading.level < level and not is_issue_name(heading.text):
                starts.append(BlockStart(heading, True))
            elif (
                heading.level > level
                and section.own != enclosing
                and (not enclosing or looks_like_title(read_heading(heading.text).title))
            ):
                starts.append(BlockStart(heading, bool(enclosing)))
        if heading.level < level:
            enclosing = ""
    return starts


def _is_alike(heading: Heading, scripts: set[bool]) -> bool:
    return has_han(heading.text) in scripts and looks_like_title(read_heading(heading.text).title)


def _unlinked(sections: list[_Section]) -> list[BlockStart]:
    levels: dict[int, list[BlockStart]] = {}
    for section in sections:
        if section.filled and looks_like_title(section.heading.text):
            levels.setdefault(section.heading.level, []).append(BlockStart(section.heading, False))
    return max(levels.values(), key=len, default=[])


def _paper_level(sections: list[_Section]) -> tuple[dict[int, str], int]:
    """The papers named at the paper level, by the index of their headings, and the level."""
    best: tuple[int, float, int] = (0, 0.0, 0)
    chosen: dict[int, str] = {}
    for level in sorted({section.heading.level for section in sections}):
        named = _named_at(sections, level)
        total = sum(section.heading.level == level for section in sections)
        score = (len(set(named.values())), len(named) / total, level)
        if score > best:
            best, chosen = score, named
    return chosen, best[2]


def _named_at(sections: list[_Section], level: int) -> dict[int, str]:
    named: dict[int, str] = {}
    current: _Section | None = None
    papers: set[str] = set()

    def close() -> None:
        if current and not current.named and (current.own or len(papers) == 1):
            named[current.heading.index] = current.own or min(papers)

    for section in sections:
        if section.heading.level <= level:
            close()
            current = section if section.heading.level == level else None
            papers = set()
        if current and not current.own:
            papers |= {section.own} if section.own else section.others
    close()
    return named


def _sections(result: Scan) -> list[_Section]:
    ends = [*(heading.index for heading in result.headings[1:]), len(result.lines)]
    return [_section(result, heading, end) for heading, end in zip(result.headings, ends, strict=False)]


def _section(result: Scan, heading: Heading, end: int) -> _Section:
    links = read_heading(heading.text).links
    named = is_section_name(heading.text)
    rows = range(heading.index + 1, end)
    texts = ((i, s) for i in rows if not result.verbatim[i] and (s := result.lines[i].strip()))
    if links:
        return _Section(heading, _key(links), frozenset(), named and not links, next(texts, None) is not None)
    filled, others = False, set()
    inline: set[str] = set()
    top = _TOP_LINES
    for _, text in texts:
        if text.startswith("|"):
            filled = True
            continue
        found = _links_of_line(text)
        if top and found:
            return _Section(heading, _key(found), frozenset(), named, True)
        if top and (author_line(text) or key_value(text)):
            top -= 1
        else:
            top = 0
        filled = True
        if found and (key := _key(found)) and arxiv_id_of(found[0].url):
            others.add(key)
        elif "rxiv" in text.lower() or "/papers/" in text:
            inline.add(arxiv_id_in(text))
    return _Section(heading, "", frozenset(others or inline - {""}), named, filled)


def _links_of_line(text: str) -> list[Link] | None:
    """The links of a line that is nothing else, or of a metadata line that names the paper."""
    if len(text) > 5000 or ("/" not in text and "rxiv" not in text.lower()):
        return None
    if links := only_links(text):
        return links
    pair = key_value(text)
    return paper_links(pair.value) or None if pair and pair.kind in ("paper", "pdf") else None


def _key(links: Sequence[Link]) -> str:
    """What identifies the paper that links lead to: an arXiv id as its URL, else the first URL."""
    for link in links:
        if identifier := arxiv_id_of(link.url):
            return f"https://arxiv.org/abs/{identifier}"
    return links[0].url
