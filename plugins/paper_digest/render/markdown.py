"""From Markdown to HTML, block by block.

A formula becomes an element that no text can write, `<pd-math id="n">`, so that it can be put in behind the
sanitizer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from paper_digest.limits import DEPTH, TABLE_CELLS, TEXT_LENGTH, TITLE_LENGTH, table_lines
from paper_digest.render import footnotes
from paper_digest.render.dialect import TOO_MANY_QUOTES, VOID, prepare
from paper_digest.render.footnotes import Footnotes
from paper_digest.render.links import Resolve, nowhere
from paper_digest.render.tree import parse
from paper_digest.render.writer import Markup, Writer

PLACE = re.compile(r'<pd-math id="(\d+)"></pd-math>')
"""Where a formula stands. Text cannot look like it: `<` is escaped in text and in attributes."""


# Nothing nests but by one of these.
_MARKUP = re.compile(r"[*_~=<>\[+-]|[0-9][.)]")
_FIRST_SIGN = re.compile(r"\S")
_BLANK_LINES = re.compile(r"\n\s*\n")


class Read(NamedTuple):
    """A text that was read.

    Attributes:
        blocks: its blocks in order; footnotes come last.
        exceeded: what of it is beyond the limits and shown as it was written, in words, with the text where
            it begins; "" where that is not known.
    """

    blocks: list[Markup]
    exceeded: Mapping[str, str]


def to_blocks(text: str, resolve: Resolve = nowhere, *, one_line: bool = False) -> list[Markup]:
    """Turn Markdown into HTML, one piece for each paragraph, list or other top-level block.

    Args:
        text: Markdown of a digest, trusted in nothing.
        resolve: finds what its relative links and pictures lead to.
        one_line: whether it is a line of running text, so that "1. x" or "# x" begin no block.

    Returns:
        The blocks in order; footnotes come last.
    """
    return _read(text, resolve, one_line=one_line).blocks


def exceeded(text: str, *, one_line: bool = False) -> Mapping[str, str]:
    """What of a text is beyond the limits and shown as it was written.

    Args:
        text: Markdown of a digest.
        one_line: whether it is a line of running text.

    Returns:
        As `Read.exceeded`.
    """
    small = len(text) <= (TITLE_LENGTH if one_line else TEXT_LENGTH)
    if (
        small
        and "$" not in text
        and "\\" not in text
        and "|" not in text
        and len(_MARKUP.findall(text)) < DEPTH
    ):
        return {}
    return _read(text, nowhere, one_line=one_line).exceeded


# An abstract is read for its page, and again for its opening.
@lru_cache(maxsize=32)
def _read(text: str, resolve: Resolve, *, one_line: bool) -> Read:
    longest = TITLE_LENGTH if one_line else TEXT_LENGTH
    if len(text) > longest:
        what = f"{'A title' if one_line else 'A text'} is longer than {longest:,} characters"
        return Read(_as_written(text, one_line=one_line), {what: ""})
    heads = [] if one_line else table_lines(text)
    if heads:
        lines = text.split("\n")
        for number in heads:
            # Behind a backslash its first sign begins nothing.
            lines[number] = _FIRST_SIGN.sub(r"\\\g<0>", lines[number], count=1)
        read = _read_markdown("\n".join(lines), resolve, one_line=False)
        what = f"Tables with their gaps filled have more than {TABLE_CELLS:,} cells"
        return Read(read.blocks, {**read.exceeded, what: text.split("\n")[heads[0]]})
    return _read_markdown(text, resolve, one_line=one_line)


def _as_written(text: str, *, one_line: bool) -> list[Markup]:
    escaped = html.escape(text, quote=False)
    if one_line:
        return [Markup(escaped, ())]
    return [Markup(f"<p>{piece}</p>", ()) for piece in _BLANK_LINES.split(escaped) if piece.strip()]


def _read_markdown(text: str, resolve: Resolve, *, one_line: bool) -> Read:
    # In a title a bracket behind a backslash is one that shall be no link.
    nodes = parse(VOID + prepare(text), latex=False) if one_line else parse(prepare(text))
    notes = Footnotes(text, nodes) if "[^" in text else None
    writer = Writer(notes, resolve)
    if one_line:
        writer.write(child for node in nodes for child in node.children)
        return Read([writer.take()], writer.exceeded)
    if quotes := TOO_MANY_QUOTES.search(text):
        writer.exceeded["Quotes nest too deeply"] = quotes[0]
    blocks = []
    for node in nodes:
        if type(node.node_value).__name__ == footnotes.DEFINITION:
            continue
        writer.write((node,))
        if not writer.is_open:
            blocks.append(writer.take())
    if writer.is_open or notes:
        blocks += [writer.take(), writer.take_notes()]
    return Read([block for block in blocks if block.html], writer.exceeded)
