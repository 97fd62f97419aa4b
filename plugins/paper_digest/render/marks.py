"""Put a glossary's marks into the HTML of an abstract: the first place of a term becomes a `dfn`."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from operator import itemgetter

from paper_digest.glossary import Mark

_by_place = itemgetter(0, 1)

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
        if not places:
            marked.append(block)
            continue
        parts, done = [], 0
        for start, end, mark in places:
            parts.append(f'{block[done:start]}<dfn title="{html.escape(mark.says)}">{block[start:end]}</dfn>')
            done = end
            left.remove(mark)
        marked.append("".join([*parts, block[done:]]))
    return tuple(marked)


def _places(block: str, marks: Sequence[Mark]) -> list[tuple[int, int, Mark]]:
    """Where marks go in a block, in order, none over another."""
    closed = [match.span() for match in _CLOSED.finditer(block)]
    found = []
    for mark in marks:
        text = html.escape(mark.text, quote=False)
        wanted = f"{mark.before}{text}{mark.after}"
        at = block.find(wanted)
        while at >= 0:
            start = at + len(mark.before)
            end = start + len(text)
            if _is_whole(block, start, end) and not any(a < end and start < b for a, b in closed):
                found.append((start, end, mark))
                closed.append((start, end))
                break
            at = block.find(wanted, at + 1)
    found.sort(key=_by_place)
    return found


def _is_whole(block: str, start: int, end: int) -> bool:
    """Whether no word goes on over an edge of a place."""
    return not (
        _goes_on(block[start - 1 : start], block[start]) or _goes_on(block[end : end + 1], block[end - 1])
    )


def _goes_on(letter: str, edge: str) -> bool:
    """Whether a letter outside of a text goes on with the word at its edge, or begins a character entity."""
    return edge.isascii() and ((letter.isascii() and letter.isalnum()) or letter in ("&", "#"))
