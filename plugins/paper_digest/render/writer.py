"""Writes the tree of a text as HTML: all tags are this module's own, all text is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from comrak import AstNode, ListType

from paper_digest.limits import DEPTH, is_convertible
from paper_digest.render import footnotes, raw_html
from paper_digest.render.dialect import VOID, restore
from paper_digest.render.footnotes import Footnotes
from paper_digest.render.links import Resolve, leads_out, target, with_links
from paper_digest.render.raw_html import Tag, read_tag
from paper_digest.render.tree import FLOW, INLINE, WRAPPERS, Place, inside, parse, texts

_WIDE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef—‘-”…]")
_EMPTY = re.compile(r"<p>\s*</p>")
_START_OF_HTML = re.compile(r"^( {0,3})<", re.MULTILINE)
_BLOCK_TAG = re.compile(rf"(</?(?:{'|'.join(sorted(raw_html.BLOCKS))})\b[^<>]*>)", re.IGNORECASE)


class Markup(NamedTuple):
    """A top-level block as HTML that is not yet sanitized, and the formulas of its places."""

    html: str
    formulas: Sequence[tuple[str, bool]]


_TOP = Place()


class _End(NamedTuple):
    """To be written: the end of a node; the digest's own tags above a level end with it."""

    markup: str
    level: int
    floor: int


class Writer:
    """Writes nodes as HTML, without recursion: digests decide how deep a tree is."""

    def __init__(self, notes: Footnotes | None, resolve: Resolve) -> None:
        """Begin a text, with its footnotes and with what finds where its relative links lead."""
        self._notes, self._resolve = notes, resolve
        # What is beyond the limits, with the text where it begins; "" where that is not known.
        self.exceeded: dict[str, str] = {}
        self._parts: list[str] = []
        self._formulas: list[tuple[str, bool]] = []
        self._open: list[str] = []
        self._floor, self._last, self._break = 0, "", -1
        self._has_gaps = False
        self._work: list[tuple[AstNode, Place] | _End | Tag] = []

    @property
    def is_open(self) -> bool:
        """Whether an HTML tag of the digest, such as `<details>`, goes on behind what is written."""
        return bool(self._open)

    def write(self, nodes: Iterable[AstNode]) -> None:
        """Write nodes that stand at the top of a text."""
        self._push(nodes, _TOP)
        while self._work:
            task = self._work.pop()
            if isinstance(task, _End):
                self._close(task.level)
                self._parts.append(task.markup)
                self._floor = task.floor
            elif isinstance(task, Tag):
                self._tag(task, _TOP)
            else:
                self._write(*task)

    def take(self) -> Markup:
        """What is written, as one block; the next begins."""
        self._close(0)
        markup = "".join(self._parts).strip()
        if self._has_gaps:
            markup = _EMPTY.sub("", markup).strip()
        block = Markup(markup, self._formulas)
        self._parts, self._formulas, self._has_gaps = [], [], False
        return block

    def take_notes(self) -> Markup:
        """The footnotes as one block."""
        definitions = self._notes.definitions() if self._notes else []
        if definitions:
            self._parts.append("<ol>")
            self.write(definitions)
            self._parts.append("</ol>")
        return self.take()

    def _close(self, level: int) -> None:
        while len(self._open) > level:
            name = self._open.pop()
            self._parts.append(f"</{name}>\n" if name in raw_html.BLOCKS else f"</{name}>")

    def _is_shallow(self, place: Place) -> bool:
        """Whether tags are written here; of what lies deeper, the words alone are."""
        shallow = place.depth + len(self._open) < DEPTH
        if not shallow:
            self.exceeded.setdefault(f"Markup nests deeper than {DEPTH} levels", "")
        return shallow

    def _push(self, nodes: Iterable[AstNode], place: Place) -> None:
        self._work += [(node, place) for node in nodes][::-1]

    def _write(self, node: AstNode, place: Place) -> None:
        value: Any = node.node_value
        name = type(value).__name__
        leaf = _LEAVES.get(name)
        if leaf:
            leaf(self, getattr(value, "value", None), place)
        elif name == "Image":
            self._picture(restore(value.value.url), "".join(texts(node)), place)
        elif name == footnotes.DEFINITION and place.parent != "Document":
            return
        else:
            children = node.children
            opening, closing = ("", "")
            if self._is_shallow(place):
                opening, closing = self._tags(name, value, place)
            self._parts.append(opening)
            self._work.append(_End(closing, len(self._open), self._floor))
            if name not in INLINE and name != "Link":
                self._floor = len(self._open)
            if place.padded:
                while children and not children[-1].children:
                    children.pop()
            self._push(children, inside(name, value, place))

    def _tags(self, name: str, value: Any, place: Place) -> tuple[str, str]:
        if name == "Paragraph" and (place.tight or place.parent == "CalloutTitle"):
            return "", ""
        if name == "TableRow" and value.value:
            return "<thead><tr>", "</tr></thead>\n"
        if name == "TableCell" and place.head:
            return "<th>", "</th>\n"
        special = _SPECIAL.get(name)
        return special(self, value.value, place) if special else WRAPPERS.get(name, ("", ""))

    def _task(self, value: Any, _place: Place) -> tuple[str, str]:
        return f"<li>{'☑' if value.symbol else '☐'} ", "</li>\n"

    def _heading(self, value: Any, _place: Place) -> tuple[str, str]:
        return f"<h{(level := max(3, value.level))}>", f"</h{level}>\n"

    def _list(self, value: Any, _place: Place) -> tuple[str, str]:
        if value.list_type == ListType.Bullet:
            return "\n<ul>\n", "</ul>\n"
        start = f' start="{value.start}"' if value.start != 1 else ""
        return f"\n<ol{start}>\n", "</ol>\n"

    def _link(self, value: Any, place: Place) -> tuple[str, str]:
        url = "" if self._is_linked(place) else target(restore(value.url), self._resolve)
        if not url:
            return "<span>", "</span>"
        title = f' title="{html.escape(restore(value.title))}"' if value.title else ""
        return f'<a href="{html.escape(url)}"{title}>', "</a>"

    def _definition(self, value: Any, _place: Place) -> tuple[str, str]:
        name = self._notes.id(value.name) if self._notes else ""
        return (f'<li id="{name}">' if name else "<li>"), "</li>\n"

    def _is_linked(self, place: Place) -> bool:
        return place.linked or "a" in self._open

    def _picture(self, source: str, text: str, place: Place) -> None:
        """A picture of the site is shown; others become links, so that no page loads from another host."""
        url = target(source, self._resolve)
        shown = html.escape(text or source)
        if url and not leads_out(url):
            self._raw(f'<img alt="{html.escape(text)}" loading="lazy" src="{html.escape(url)}">')
        elif self._is_linked(place) or not url or url.startswith("mailto:"):
            named = text and source and not self._is_linked(place)
            self._raw(f"<span>{shown} ({html.escape(source)})</span>" if named else f"<span>{shown}</span>")
        else:
            self._raw(f'<a href="{html.escape(url)}">{shown}</a>')

    def _text(self, value: str, place: Place) -> None:
        text = restore(value)
        if self._break >= 0 and text:
            if _WIDE.match(self._last) and _WIDE.match(text):
                self._parts[self._break] = ""
            self._break = -1
        self._last = text[-1:] or self._last
        self._parts.append(html.escape(text, quote=False) if self._is_linked(place) else with_links(text))

    def _soft_break(self, _value: None, _place: Place) -> None:
        self._break = len(self._parts)
        self._parts.append("\n")

    def _raw(self, markup: str) -> None:
        self._parts.append(markup)
        self._last, self._break = "", -1

    def _line_break(self, _value: None, _place: Place) -> None:
        self._raw("<br>\n")

    def _rule(self, _value: None, _place: Place) -> None:
        self._raw("<hr>\n")

    def _code(self, value: Any, _place: Place) -> None:
        self._raw(f"<code>{html.escape(restore(value.literal), quote=False)}</code>")

    def _code_block(self, value: Any, _place: Place) -> None:
        if value.info == "math":
            self._formula(value.literal, True)
        else:
            self._raw(f"<pre><code>{html.escape(restore(value.literal), quote=False)}</code></pre>\n")

    def _math(self, value: Any, place: Place) -> None:
        display = value.display_math and place.parent in FLOW
        split = display and place.parent == "Paragraph" and not place.tight
        self._has_gaps = self._has_gaps or split
        self._parts.append("</p>" if split else "")
        self._formula(value.literal, display)
        self._parts.append("<p>" if split else "")

    def _formula(self, latex: str, display: bool) -> None:
        self._raw(f'<pd-math id="{len(self._formulas)}"></pd-math>')
        self._formulas.append((restore(latex), display))
        if not is_convertible(restore(latex)):
            self.exceeded[f"A formula of {len(latex):,} characters is too long or too nested"] = restore(
                latex
            )

    def _html_inline(self, value: str, place: Place) -> None:
        tag = read_tag(restore(value))
        if tag:
            self._tag(tag, place)
        else:
            self._raw(html.escape(restore(value), quote=False))

    def _tag(self, tag: Tag, place: Place) -> None:
        name = {"h1": "h3", "h2": "h3"}.get(tag.name, tag.name)
        if name == "img":
            self._picture(tag.attributes.get("src", ""), tag.attributes.get("alt", ""), place)
        elif name in ("br", "hr"):
            self._raw(f"<{name}>")
        elif not name:
            self._has_gaps = True
        elif tag.closes:
            if name in self._open[self._floor :]:
                at = len(self._open) - 1 - self._open[::-1].index(name)
                self._close(at)
        elif self._is_shallow(place):
            self._has_gaps = True
            url = target(tag.attributes.get("href", ""), self._resolve) if name == "a" else ""
            if name != "a" or (url and not self._is_linked(place)):
                self._open.append(name)
                self._parts.append(f'<a href="{html.escape(url)}">' if url else f"<{name}>")

    def _html_block(self, value: Any, place: Place) -> None:
        """Tags that stand around blocks are written; what is between them is Markdown as elsewhere."""
        tasks: list[tuple[AstNode, Place] | Tag] = []
        for at, piece in enumerate(_BLOCK_TAG.split(value.literal)):
            tag = read_tag(piece) if at % 2 else None
            if tag:
                tasks.append(tag)
            elif piece.strip():
                # With something before its tags, a line begins no block of HTML.
                inner = place._replace(tight=bool(tasks) or self.is_open)
                tasks += [(node, inner) for node in parse(_START_OF_HTML.sub(rf"\1{VOID}<", piece))]
        self._work += tasks[::-1]

    def _mark_of_note(self, value: Any, _place: Place) -> None:
        name = self._notes.id(value.name) if self._notes else ""
        self._raw(f'<sup><a href="#{name}">{value.ix}</a></sup>')

    def _nothing(self, _value: Any, _place: Place) -> None:
        """Comments are not for readers."""
        self._has_gaps = True


_LEAVES: Mapping[str, Callable[[Writer, Any, Place], None]] = {
    "Text": Writer._text,
    "SoftBreak": Writer._soft_break,
    "LineBreak": Writer._line_break,
    "ThematicBreak": Writer._rule,
    "Code": Writer._code,
    "CodeBlock": Writer._code_block,
    "Math": Writer._math,
    "HtmlInline": Writer._html_inline,
    "HtmlBlock": Writer._html_block,
    footnotes.MARK: Writer._mark_of_note,
    "CommentInline": Writer._nothing,
    "MultilineComment": Writer._nothing,
}
_SPECIAL: Mapping[str, Callable[[Writer, Any, Place], tuple[str, str]]] = {
    "Heading": Writer._heading,
    "List": Writer._list,
    "TaskItem": Writer._task,
    "Link": Writer._link,
    footnotes.DEFINITION: Writer._definition,
}
