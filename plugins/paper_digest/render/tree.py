"""The parser's tree of a text, and what is known of the place of a node in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from comrak import AstNode, parse_document

from paper_digest.render.dialect import OPTIONS, OPTIONS_WITHOUT_LATEX, restore

INLINE = {"Emph": "em", "Strong": "strong", "Strikethrough": "del", "Highlight": "mark"}
"""Tags of nodes within a line."""

WRAPPERS: Mapping[str, tuple[str, str]] = {
    **{name: (f"<{tag}>", f"</{tag}>") for name, tag in INLINE.items()},
    "Paragraph": ("<p>", "</p>\n"),
    "BlockQuote": ("<blockquote>", "</blockquote>\n"),
    "Callout": ("<blockquote>", "</blockquote>\n"),
    "CalloutTitle": ("<p><strong>", "</strong></p>\n"),
    "Item": ("<li>", "</li>\n"),
    "Table": ("<table>", "</table>\n"),
    "TableRow": ("<tr>", "</tr>\n"),
    "TableCell": ("<td>", "</td>\n"),
}
"""Tags of nodes that need no more than tags."""

FLOW = frozenset({"Paragraph", "Item", "TaskItem", "TableCell", "BlockQuote"})
"""Nodes in which a formula may stand by itself."""


class Place(NamedTuple):
    """Where a node stands: what is known of what is around it."""

    parent: str = "Document"
    depth: int = 0
    tight: bool = False
    linked: bool = False
    head: bool = False
    padded: bool = False


def parse(text: str, *, latex: bool = True) -> list[AstNode]:
    r"""The top-level nodes of a prepared text.

    Args:
        text: the text.
        latex: whether `\(` and `\[` begin formulas; else they are brackets.
    """
    # To look for the end of each `\(` takes quadratic time where there is none.
    bounded = "\\" not in text or text.count("\\(") + text.count("\\[") < 500
    return parse_document(text, *(OPTIONS if latex and bounded else OPTIONS_WITHOUT_LATEX)).children


def inside(name: str, value: Any, place: Place) -> Place:
    """The place of the children of a node."""
    tight, padded = place.tight and name in ("Item", "TaskItem"), False
    if name == "List":
        tight = value.value.tight
    elif name == "Table":
        # A short row is filled up to the width of its head, at the digest's will without an end.
        table = value.value
        padded = table.num_columns * table.num_rows > 1000 + 2 * table.num_nonempty_cells
    head = value.value if name == "TableRow" else place.head
    return Place(name, place.depth + 1, tight, place.linked or name == "Link", head, padded)


def texts(node: AstNode) -> Iterable[str]:
    """The text below a node, in order."""
    work = [node]
    while work:
        one = work.pop()
        value: Any = one.node_value
        if type(value).__name__ in ("Text", "Code", "Math"):
            yield restore(value.value if isinstance(value.value, str) else value.value.literal)
        work += one.children[::-1]
