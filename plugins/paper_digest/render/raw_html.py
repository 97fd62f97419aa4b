"""HTML tags within Markdown: some are kept, some dropped with their words kept, some are words themselves."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import NamedTuple

# The grammar of tags is CommonMark's: https://spec.commonmark.org/0.31.2/#raw-html
_TAG = re.compile(r"<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:\s[^<>]*|/)?|\s.*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s([A-Za-z_:][\w:.-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")

INLINE = frozenset({"b", "i", "em", "strong", "sub", "sup", "s", "u", "kbd", "mark", "del", "code"})
"""Tags that are kept, without their attributes."""

BLOCKS = frozenset(
    {"blockquote", "dd", "details", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre"}
    | {"summary", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
"""Tags that are kept and stand around paragraphs or lines."""

_DROPPED = frozenset(
    {"abbr", "address", "article", "aside", "bdi", "bdo", "big", "button", "caption", "center", "cite", "col"}
    | {"colgroup", "dfn", "div", "figcaption", "figure", "font", "footer", "header", "ins", "label", "main"}
    | {"nav", "nobr", "picture", "q", "ruby", "rp", "rt", "samp", "section", "small", "source", "span"}
    | {"strike", "tfoot", "time", "tt", "var", "wbr"}
)
_VOID = frozenset({"br", "hr", "img"})


class Tag(NamedTuple):
    """A tag of HTML."""

    name: str
    closes: bool
    attributes: Mapping[str, str]


def read_tag(markup: str) -> Tag | None:
    """Read a tag.

    Args:
        markup: what the parser took for a tag, a comment or the like.

    Returns:
        The tag; a tag named "" where nothing of it is shown; None where it is a word, such as `<think>`.
    """
    if markup.startswith("<!--"):
        return Tag("", False, {})
    match = _TAG.fullmatch(markup)
    if not match:
        return None
    name = match["name"].lower()
    if name in _DROPPED:
        return Tag("", bool(match["slash"]), {})
    if name not in INLINE and name not in BLOCKS and name not in _VOID and name != "a":
        return None
    found = _ATTRIBUTE.findall(match["rest"]) if name in ("a", "img") else ()
    return Tag(
        name, bool(match["slash"]), {key.lower(): html.unescape(said.strip("\"'")) for key, said in found}
    )
