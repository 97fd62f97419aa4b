"""How much of a digest's text is worked on: what is larger is shown as it was written, and reported.

The limits are far beyond what papers need. They are there because digests are untrusted: without them, one
file could take a build's time or memory, or overflow the stack of a library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

FILE_BYTES = 8_000_000
"""Bytes of a digest, an overlay or another file of sources; larger files are not read."""
TEXT_LENGTH = 60_000
"""Characters of an abstract, a summary or an introduction that is read as Markdown."""
TITLE_LENGTH = 2_000
"""Characters of a title that is read as Markdown."""
DEPTH = 40
"""How deep lists, quotes, emphasis and HTML tags may nest: sanitizers and browsers slow down with depth."""
FORMULA_LENGTH = 10_000
"""Characters of a formula."""
FORMULA_TOKENS = 500
"""Commands, brackets and other signs of a formula. The converter recurses for what nests, and a stack that
overflows takes the process with it."""
FORMULA_UNCLOSED = 8
"""Unclosed brackets of a formula: the converter tries each in two ways, so that time doubles with each."""
TABLE_CELLS = 20_000
"""Cells of a text's tables, those counted that short rows leave out: the parser fills these up."""

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}()\[\]&^_']", re.DOTALL)
_OPENING = frozenset({"(", "[", "\\{"})
_CLOSING = frozenset({")", "]", "\\}"})
_HEAD_ENDS = re.compile(r"[ \t>|:-]*-[ \t|:-]*")


def is_convertible(latex: str) -> bool:
    """Whether a formula is neither too long nor too deep to be converted in little time and stack.

    Args:
        latex: LaTeX without its delimiters.
    """
    if len(latex) > FORMULA_LENGTH:
        return False
    unclosed, groups = 0, [0]
    for count, token in enumerate(match[0] for match in _TOKEN.finditer(latex)):
        if count == FORMULA_TOKENS:
            return False
        if token in _OPENING:
            groups[-1] += 1
            unclosed += 1
        elif token in _CLOSING and groups[-1]:
            groups[-1] -= 1
            unclosed -= 1
        elif token == "{":
            groups.append(0)
        elif token == "}" and len(groups) > 1:
            groups.pop()
        elif token in ("&", "\\\\"):
            groups[-1] = 0
    return unclosed <= FORMULA_UNCLOSED


def table_lines(text: str) -> list[int]:
    """The lines below heads of tables, where all tables of a text have too many cells; else none.

    Args:
        text: Markdown.

    Returns:
        0-based numbers of the lines of bars and dashes that make tables.
    """
    if text.count("|") < 2:
        return []
    heads, cells = [], 0
    for number, columns, rows in _tables(text.split("\n")):
        heads.append(number)
        cells += columns * rows
    return heads if cells > TABLE_CELLS else []


def _tables(lines: list[str]) -> Iterator[tuple[int, int, int]]:
    """For each line that may end a table's head: its number, its bars, and the lines up to a blank one."""
    below = 0
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        below = below + 1 if line.strip() else 0
        if "|" in line and _HEAD_ENDS.fullmatch(line):
            yield number, line.count("|") + 1, below
