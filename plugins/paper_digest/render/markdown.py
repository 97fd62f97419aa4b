"""From Markdown to HTML, block by block.

A formula becomes an element that no text can write, `<pd-math id="n">`, so that it can be put in behind the
sanitizer.
"""

from __future__ import annotations

import re
from functools import lru_cache

from paper_digest.render import footnotes
from paper_digest.render.dialect import VOID, prepare
from paper_digest.render.footnotes import Footnotes
from paper_digest.render.links import Resolve, nowhere
from paper_digest.render.tree import parse
from paper_digest.render.writer import Markup, Writer

PLACE = re.compile(r'<pd-math id="(\d+)"></pd-math>')
"""Where a formula stands. Text cannot look like it: `<` is escaped in text and in attributes."""


# An abstract is read for its page, and again for its opening.
@lru_cache(maxsize=32)
def to_blocks(text: str, resolve: Resolve = nowhere, *, one_line: bool = False) -> list[Markup]:
    """Turn Markdown into HTML, one piece for each paragraph, list or other top-level block.

    Args:
        text: Markdown of a digest, trusted in nothing.
        resolve: finds what its relative links and pictures lead to.
        one_line: whether it is a line of running text, so that "1. x" or "# x" begin no block.

    Returns:
        The blocks in order; footnotes come last.
    """
    # In a title a bracket behind a backslash is one that shall be no link.
    nodes = parse(VOID + prepare(text), latex=False) if one_line else parse(prepare(text))
    notes = Footnotes(text, nodes) if "[^" in text else None
    writer = Writer(notes, resolve)
    if one_line:
        writer.write(child for node in nodes for child in node.children)
        return [writer.take()]
    blocks = []
    for node in nodes:
        if type(node.node_value).__name__ == footnotes.DEFINITION:
            continue
        writer.write((node,))
        if not writer.is_open:
            blocks.append(writer.take())
    if writer.is_open or notes:
        blocks += [writer.take(), writer.take_notes()]
    return [block for block in blocks if block.html]
