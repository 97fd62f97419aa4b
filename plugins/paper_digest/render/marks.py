"""Put a glossary's marks into the HTML of an abstract: the first place of a term becomes a `dfn`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from paper_digest.glossary import Mark

# Where no mark stands: in tags, and in whole links, code, mathematics and headings.
_CLOSED = re.compile(
    r"<(a|code|kbd|pre|math|dfn|h[1-6])\b.*?</\1>|<(span|div) class.*?</\2>|<[^>]*>", re.DOTALL
)


def mark_terms(blocks: Sequence[str], marks: Sequence[Mark]) -> tuple[str, ...]:
    """Mark terms where they stand first.

    Args:
        blocks: well-formed, sanitized HTML in order, as `render_blocks` makes it.
        marks: what to mark; what no free text holds is left out.

    Returns:
        The blocks; their text is what it was.
    """
    left, marked = list(marks), []
    for block in blocks:
        places = _places(block, left) if left else []
        left = [mark for mark in left if all(mark is not placed for _, _, placed in places)]
        parts, done = [], 0
        for start, end, mark in places:
            parts += [block[done:start], f'<dfn title="{html.escape(mark.says)}">{block[start:end]}</dfn>']
            done = end
        marked.append("".join([*parts, block[done:]]))
    return tuple(marked)


def _places(block: str, marks: Sequence[Mark]) -> list[tuple[int, int, Mark]]:
    """Where marks go in a block, in order, none over another."""
    closed = [match.span() for match in _CLOSED.finditer(block)]
    found = []
    for mark in marks:
        for start, end in _occurrences(block, mark):
            if not any(a < end and start < b for a, b in closed):
                found.append((start, end, mark))
                closed.append((start, end))
                break
    found.sort(key=lambda place: place[:2])
    return found


def _occurrences(block: str, mark: Mark) -> Iterator[tuple[int, int]]:
    """Where a block holds the text of a mark as a whole, with the letters around it that it asks for."""
    text = html.escape(mark.text, quote=False)
    wanted = mark.before + text + mark.after
    at = block.find(wanted)
    while at >= 0:
        start = at + len(mark.before)
        end = start + len(text)
        if not _goes_on(block[start - 1 : start], text[0]) and not _goes_on(block[end : end + 1], text[-1]):
            yield start, end
        at = block.find(wanted, at + 1)


def _goes_on(letter: str, edge: str) -> bool:
    """Whether a letter outside of a text goes on with the word at its edge, or begins a character entity."""
    return edge.isascii() and ((letter.isascii() and letter.isalnum()) or letter in ("&", "#"))
