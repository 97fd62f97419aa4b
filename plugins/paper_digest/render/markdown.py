"""From Markdown to HTML: one walk over the tree that the parser (comrak) makes of a text.

All tags are this module's own, all text is escaped. A formula becomes an element that no text can write,
`<pd-math id="n">`, so that it can be put in behind the sanitizer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from comrak import AstNode, ListType, parse_document

from paper_digest.render.dialect import LISTS_AND_LINKS, VOID, WITHOUT_TEX, prepare, restore
from paper_digest.urls import find_urls

PLACE = re.compile(r'<pd-math id="(\d+)"></pd-math>')
"""Where a formula stands. Text cannot look like it: `<` is escaped in text and in attributes."""

# Deeper markup is shown without its tags: the time that sanitizers and browsers need grows with depth.
_DEEPEST = 40
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDE = re.compile(f"[{_HAN}\u3000-\u303f\uff00-\uffef\u2014\u2018-\u201d\u2026]")
_HARMLESS = re.compile(r"<(?P<slash>/?)(?P<name>b|i|em|strong|sub|sup|s|u|kbd|mark|del|br)(?: ?/)?>")
_EMPTY = re.compile(r"<p>\s*</p>")
_LINE_OF_HTML = re.compile(r"^( {0,3})<", re.MULTILINE)
_WRAPPERS: Mapping[str, str] = {
    **{"Paragraph": "p", "BlockQuote": "blockquote", "Callout": "blockquote"},
    **{"Item": "li", "TaskItem": "li", "Table": "table", "TableRow": "tr", "TableCell": "td"},
    **{"Emph": "em", "Strong": "strong", "Strikethrough": "del", "Highlight": "mark"},
}
_INLINE = frozenset({"Emph", "Strong", "Strikethrough", "Highlight"})
_FLOW = frozenset({"Paragraph", "Item", "TaskItem", "TableCell", "BlockQuote"})


class Markup(NamedTuple):
    """A top-level block as HTML that is not yet sanitized, and the formulas of its places."""

    html: str
    formulas: Sequence[tuple[str, bool]]


class _Place(NamedTuple):
    """Where a node stands: what is known of what is around it."""

    parent: str = "Document"
    depth: int = 0
    tight: bool = False
    linked: bool = False
    head: bool = False
    padded: bool = False


def to_blocks(text: str, *, one_line: bool = False) -> list[Markup]:
    """Turn Markdown into HTML, one piece for each paragraph, list or other top-level block.

    Args:
        text: Markdown of a digest, trusted in nothing.
        one_line: whether it is a line of running text, so that "1. x" or "# x" begin no block.

    Returns:
        The blocks in order; footnotes come last.
    """
    prepared = VOID + prepare(text) if one_line else prepare(text)
    nodes = parse_document(prepared, *_options(prepared)).children
    notes = _Notes(text, nodes) if "[^" in text else None
    if one_line:
        return [_Writer(notes).write([child for node in nodes for child in node.children])]
    blocks = [node for node in nodes if type(node.node_value).__name__ != "FootnoteDefinition"]
    written = [_Writer(notes).write([node]) for node in blocks]
    if notes and notes.definitions:
        written.append(_Writer(notes).write(notes.definitions, "<ol>", "</ol>"))
    return [markup for markup in written if markup.html]


def _options(text: str) -> tuple[Any, Any]:
    # To look for the end of each `\(` takes quadratic time where there is none.
    return LISTS_AND_LINKS if text.count("\\(") + text.count("\\[") < 500 else WITHOUT_TEX


class _Notes:
    """The footnotes of a text: their definitions in the order of their marks, and ids for both."""

    def __init__(self, text: str, nodes: Sequence[AstNode]) -> None:
        self._number: dict[str, int] = {}
        self._prefix = f"pd-fn-{crc32(text.encode('utf-8', 'replace')):x}-"
        work = list(nodes)
        while work:
            node = work.pop()
            value = node.node_value
            if type(value).__name__ == "FootnoteReference":
                self._number[value.value.name] = value.value.ix
            work += node.children
        found = [node for node in nodes if type(node.node_value).__name__ == "FootnoteDefinition"]
        self.definitions = sorted(found, key=lambda node: self.number(node.node_value.value.name))

    def number(self, name: str) -> int:
        """The number that a note's mark shows; notes without a mark come last."""
        return self._number.get(name, len(self._number) + 1)

    def id(self, name: str) -> str:
        """The id of a note, "" where no mark leads to it."""
        return f"{self._prefix}{self._number[name]}" if name in self._number else ""


class _Writer:
    """Writes nodes as HTML, without recursion: digests decide how deep a tree is."""

    def __init__(self, notes: _Notes | None) -> None:
        self._notes = notes
        self._parts: list[str] = []
        self._formulas: list[tuple[str, bool]] = []
        self._last = ""
        self._break = -1
        self._open: list[str] = []
        self._work: list[tuple[str, int] | tuple[AstNode, _Place]] = []

    def write(self, nodes: Iterable[AstNode], before: str = "", after: str = "") -> Markup:
        """Write nodes that stand at the top of a text."""
        self._parts.append(before)
        self._work.append((after, 0))
        self._push(nodes, _Place())
        while self._work:
            one, other = self._work.pop()
            if isinstance(one, str):
                self._close(other)
                self._parts.append(one)
            else:
                self._write(one, other)
        return Markup(_EMPTY.sub("", "".join(self._parts)).strip(), self._formulas)

    def _close(self, level: int) -> None:
        """Close the digest's own tags that are still open where what they stand in ends."""
        while len(self._open) > level:
            self._parts.append(f"</{self._open.pop()}>")

    def _push(self, nodes: Iterable[AstNode], place: _Place) -> None:
        self._work.extend([(node, place) for node in nodes][::-1])

    def _write(self, node: AstNode, place: _Place) -> None:
        value: Any = node.node_value
        name = type(value).__name__
        leaf = _LEAVES.get(name)
        if leaf:
            leaf(self, value.value if hasattr(value, "value") else None, place)
            return
        if name == "Image":
            self._image(node, place)
            return
        opening, closing = self._tags(name, value, place) if place.depth < _DEEPEST else ("", "")
        self._parts.append(opening)
        self._work.append((closing, len(self._open)))
        children = node.children
        if name == "TableRow" and place.padded:
            while children and not children[-1].children:
                children.pop()
        self._push(children, self._inside(name, value, place))

    def _inside(self, name: str, value: Any, place: _Place) -> _Place:
        """The place of the children of a node."""
        tight = place.tight
        padded = place.padded
        if name in ("List", "Table"):
            inner = value.value
            tight = name == "List" and inner.tight
            # A short row is filled up to the width of its head, at the digest's will without an end.
            padded = (
                name == "Table" and inner.num_columns * inner.num_rows > 1000 + 2 * inner.num_nonempty_cells
            )
        elif name not in ("Item", "TaskItem"):
            tight = False
        return _Place(
            parent=name,
            depth=place.depth + 1,
            tight=tight,
            linked=place.linked or name == "Link",
            head=value.value if name == "TableRow" else place.head,
            padded=padded,
        )

    def _tags(self, name: str, value: Any, place: _Place) -> tuple[str, str]:
        if name == "Paragraph" and (place.tight or place.parent == "CalloutTitle"):
            return "", ""
        if name == "TableRow" and value.value:
            return "<thead><tr>", "</tr></thead>\n"
        if name == "TableCell" and place.head:
            return "<th>", "</th>\n"
        if name == "CalloutTitle":
            return "<p><strong>", "</strong></p>\n"
        if name == "TaskItem":
            return f"<li>{'☑' if value.value.symbol else '☐'} ", "</li>\n"
        tag = _WRAPPERS.get(name)
        if tag:
            return f"<{tag}>", f"</{tag}>" if name in _INLINE else f"</{tag}>\n"
        special = _SPECIAL.get(name)
        return special(self, value.value, place) if special else ("", "")

    def _heading(self, value: Any, _place: _Place) -> tuple[str, str]:
        level = max(3, value.level)
        return f"<h{level}>", f"</h{level}>\n"

    def _list(self, value: Any, _place: _Place) -> tuple[str, str]:
        if value.list_type == ListType.Bullet:
            return "\n<ul>\n", "</ul>\n"
        start = f' start="{value.start}"' if value.start != 1 else ""
        return f"\n<ol{start}>\n", "</ol>\n"

    def _link(self, value: Any, place: _Place) -> tuple[str, str]:
        url = restore(value.url)
        if place.linked or not leads_out(url):
            return "<span>", "</span>"
        title = f' title="{html.escape(restore(value.title))}"' if value.title else ""
        return f'<a href="{html.escape(url)}"{title}>', "</a>"

    def _definition(self, value: Any, _place: _Place) -> tuple[str, str]:
        name = self._notes.id(value.name) if self._notes else ""
        return (f'<li id="{name}">' if name else "<li>"), "</li>\n"

    def _image(self, node: AstNode, place: _Place) -> None:
        """A picture becomes a link, so that no page loads anything from another host."""
        source = restore(node.node_value.value.url)  # type: ignore[attr-defined]
        text = "".join(_texts(node))
        if place.linked or not leads_out(source) or source.startswith("mailto:"):
            shown = text if place.linked else f"{text} ({source})" if text else source
            self._parts.append(f"<span>{html.escape(shown, quote=False)}</span>")
        else:
            self._parts.append(
                f'<a href="{html.escape(source)}">{html.escape(text or source, quote=False)}</a>'
            )
        self._last, self._break = "", -1

    def _text(self, value: str, place: _Place) -> None:
        text = restore(value)
        if self._break >= 0:
            if text and _WIDE.match(self._last) and _WIDE.match(text):
                self._parts[self._break] = ""
            self._break = -1
        if text:
            self._last = text[-1]
        self._parts.append(html.escape(text, quote=False) if place.linked else linked(text))

    def _soft_break(self, _value: None, _place: _Place) -> None:
        self._break = len(self._parts)
        self._parts.append("\n")

    def _raw(self, markup: str, last: str = "") -> None:
        self._parts.append(markup)
        self._last, self._break = last, -1

    def _line_break(self, _value: None, _place: _Place) -> None:
        self._raw("<br>\n")

    def _rule(self, _value: None, _place: _Place) -> None:
        self._raw("<hr>\n")

    def _code(self, value: Any, _place: _Place) -> None:
        self._raw(f"<code>{html.escape(restore(value.literal), quote=False)}</code>")

    def _code_block(self, value: Any, _place: _Place) -> None:
        if value.info == "math":
            self._formula(value.literal, True)
        else:
            self._raw(f"<pre><code>{html.escape(restore(value.literal), quote=False)}</code></pre>\n")

    def _math(self, value: Any, place: _Place) -> None:
        display = value.display_math and place.parent in _FLOW
        split = display and place.parent == "Paragraph" and not place.tight and place.depth <= _DEEPEST
        if split:
            self._parts.append("</p>")
        self._formula(value.literal, display)
        if split:
            self._parts.append("<p>")

    def _formula(self, latex: str, display: bool) -> None:
        self._raw(f'<pd-math id="{len(self._formulas)}"></pd-math>')
        self._formulas.append((restore(latex), display))

    def _html_inline(self, value: str, _place: _Place) -> None:
        tag = _HARMLESS.fullmatch(value)
        if not tag:
            self._raw(html.escape(restore(value), quote=False))
        elif tag["name"] == "br":
            self._raw("<br>")
        elif not tag["slash"]:
            self._open.append(tag["name"])
            self._parts.append(value)
        elif self._open and self._open[-1] == tag["name"]:
            self._close(len(self._open) - 1)

    def _html_block(self, value: Any, place: _Place) -> None:
        # Read again with something before each tag, its lines are paragraphs, lists and so on.
        text = _LINE_OF_HTML.sub(rf"\1{VOID}<", value.literal)
        self._push(parse_document(text, *_options(text)).children, place)

    def _mark_of_note(self, value: Any, _place: _Place) -> None:
        name = self._notes.id(value.name) if self._notes else ""
        self._raw(f'<sup><a href="#{name}">{value.ix}</a></sup>')

    def _nothing(self, _value: Any, _place: _Place) -> None:
        """Comments are not for readers."""


_LEAVES: Mapping[str, Callable[[_Writer, Any, _Place], None]] = {
    "Text": _Writer._text,
    "SoftBreak": _Writer._soft_break,
    "LineBreak": _Writer._line_break,
    "ThematicBreak": _Writer._rule,
    "Code": _Writer._code,
    "CodeBlock": _Writer._code_block,
    "Math": _Writer._math,
    "HtmlInline": _Writer._html_inline,
    "HtmlBlock": _Writer._html_block,
    "FootnoteReference": _Writer._mark_of_note,
    "CommentInline": _Writer._nothing,
    "MultilineComment": _Writer._nothing,
}
_SPECIAL: Mapping[str, Callable[[_Writer, Any, _Place], tuple[str, str]]] = {
    "Heading": _Writer._heading,
    "List": _Writer._list,
    "Link": _Writer._link,
    "FootnoteDefinition": _Writer._definition,
}


def leads_out(url: str) -> bool:
    """Whether a URL leads out of the site by a scheme that does no harm."""
    return url.lower().startswith(("https://", "http://", "mailto:"))


def linked(text: str) -> str:
    """Escape text and make links of its URLs."""
    if "://" not in text:
        return html.escape(text, quote=False)
    parts, done = [], 0
    for start, end in find_urls(text):
        url = html.escape(text[start:end])
        parts.append(f'{html.escape(text[done:start], quote=False)}<a href="{url}">{url}</a>')
        done = end
    return "".join([*parts, html.escape(text[done:], quote=False)])


def _texts(node: AstNode) -> Iterable[str]:
    """The text below a node, in order."""
    work = [node]
    while work:
        one = work.pop()
        value: Any = one.node_value
        if type(value).__name__ in ("Text", "Code", "Math"):
            yield restore(value.value if isinstance(value.value, str) else value.value.literal)
        work += one.children[::-1]
