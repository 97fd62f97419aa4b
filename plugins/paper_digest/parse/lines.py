"""The lines of a file, made ready: fences found, comments taken out, links by reference resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from paper_digest import codes
from paper_digest.model import Role
from paper_digest.parse.links import is_external
from paper_digest.parse.vocabulary import Kind
from paper_digest.sourcefile import Finding

_COMMENT = re.compile(r"%%[^%\n]*(?:%[^%\n]+)*%%")
_DEFINITION = re.compile(
    r"[ ]{0,3}\[([^\[\]^][^\[\]]{0,200})\]:[ \t]*<?(\S{1,2000}?)>?(?:[ \t]+[\"'(].*)?[ \t]*"
)
_REFERENCE = re.compile(
    r"\[([^\[\]]{1,500})\](?:\[([^\[\]]{0,200})\])(?!\()|(?<![\]\w])\[([^\[\]]{1,200})\](?![\[(:：])"
)
Roles = list[Role | None]
Form = Literal["file", "heading", "bold", "link", "entry", "row"]


@dataclass(slots=True)
class Item:
    """Something that begins with a line of its own and may be a paper.

    Attributes:
        index, body, end: 0-based indexes of its first line, of the first one behind its own, and
            behind its last.
        depth: how deeply it stands: 0 the file, 1–6 headings, then bold and link lines, lists, rows.
        form: what it is.
        text: its line without its marker.
        at, indent: how far the marker and the text of a list's item are indented.
        cells: of a row.
        names, kinds: of a row, the cells of the table's head, and what they call the columns.
        head: of a row, the index of the table's head, -1 where there is none.
        quoted: whether it stands in a quotation.
        loose: index of a first paragraph behind a list's item that is not indented, else 0.
        loose_before: whether the item before it in its list has one; None where there is none before.
    """

    index: int
    body: int
    depth: int
    form: Form
    text: str
    end: int
    at: int = 0
    indent: int = 0
    cells: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    kinds: tuple[Kind | None, ...] = ()
    head: int = -1
    quoted: bool = False
    loose: int = 0
    loose_before: bool | None = None


@dataclass(slots=True)
class Scan:
    """The lines of a file with what holds for each.

    Attributes:
        lines: the lines, links by reference resolved and comments taken out.
        start: index of the first line behind the front matter.
        texts: the lines without blanks around them, marks of quotations and known HTML tags; rows of
            a table of properties as `key: value`; "" for blank and verbatim ones.
        verbatim: for each line, the number of the fence or HTML comment that it stands in, else 0.
        items: in the file's order.
        cited: for each line, whether it stands below 参考文献 and the like.
        roles: of the lines that have one already.
        findings: what was found so far.
    """

    lines: list[str]
    start: int
    texts: list[str]
    verbatim: list[int]
    cited: bytearray
    items: list[Item] = field(default_factory=list)
    roles: Roles = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def find_fences(result: Scan) -> None:
    """Number the lines of fences and HTML comments; one that is never closed is none, and is reported."""
    lines, start = result.lines, result.start
    closers = _closers(lines, start)
    fence, number = "", 0
    for index in range(start, len(lines)):
        stripped = lines[index].lstrip(" ")
        if fence:
            result.verbatim[index] = number
            if _closes(stripped, fence):
                fence = ""
        elif stripped[:1] and stripped[0] in "`~<" and (opened := _opener(stripped)):
            number += 1
            if opened == "-->" and "-->" in stripped:
                result.verbatim[index] = number
            elif closers[index] >= len(opened):
                result.verbatim[index], fence = number, opened
            else:
                message = f"What begins here with {stripped[:8]!r} is never closed."
                result.findings.append(Finding(index + 1, codes.UNCLOSED_FENCE, message))


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


def take_comments(result: Scan) -> None:
    """Take out what an editor wrote for themselves, as Obsidian has it: `%%…%%`, on one line or several."""
    opened = -1
    lines = result.lines
    marks = [
        i for i in range(result.start, len(lines)) if not result.verbatim[i] and lines[i].strip() == "%%"
    ]
    for index in marks:
        if opened < 0:
            opened = index
            continue
        for inner in range(opened, index + 1):
            result.roles[inner] = Role.COMMENT if lines[inner].strip() else None
            lines[inner] = ""
        opened = -1
    for index in range(result.start, len(lines)):
        if "%%" in lines[index] and not result.verbatim[index]:
            kept = _COMMENT.sub("", lines[index])
            if not kept.strip():
                result.roles[index] = Role.COMMENT
            lines[index] = kept


def resolve_references(result: Scan) -> None:
    """Write links by reference, `[text][1]`, with the address that a line `[1]: https://…` tells."""
    known: dict[str, tuple[str, int]] = {}
    for index in range(result.start, len(result.lines)):
        line = result.lines[index]
        match = _DEFINITION.fullmatch(line) if "]:" in line and not result.verbatim[index] else None
        if match and is_external(match[2]):
            known.setdefault(match[1].casefold(), (match[2], index))
    if not known:
        return
    used: set[int] = set()

    def resolved(match: re.Match[str]) -> str:
        text = match[1] or match[3]
        url, index = known.get((match[2] or text).casefold(), ("", -1))
        used.update({index} - {-1})
        return f"[{text}]({url})" if url else match[0]

    defined = {index for _, index in known.values()}
    result.lines = [
        line
        if index < result.start or index in defined or result.verbatim[index] or "[" not in line
        else _REFERENCE.sub(resolved, line)
        for index, line in enumerate(result.lines)
    ]
    for index in used:
        result.roles[index] = Role.LINK
        result.lines[index] = ""
