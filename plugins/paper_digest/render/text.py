"""Markdown of digests to HTML that can do no harm.

Digests are untrusted: raw HTML is shown as the text that it is, but for a few inline tags without
attributes; links lead to `http`, `https` and `mailto` alone; pictures become links, so that no page
loads anything from another host. A sanitizer has the last word on each block that Markdown makes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache

import nh3

from paper_digest.render.markdown import PLACE, Markup, to_blocks
from paper_digest.render.math import math_html

_TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "i", "kbd"),
    *("li", "mark", "ol", "p", "pd-math", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody"),
    *("td", "th", "thead", "tr", "u", "ul"),
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}, "li": {"id"}, "ol": {"start"}, "pd-math": {"id"}},
    # What may be wider than the page must be scrolled by keyboard too.
    set_tag_attribute_values={"pre": {"tabindex": "0"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
_TAG = re.compile(r"<[^>]*>")

Formula = Callable[[str, bool], str]


def render_blocks(text: str) -> tuple[str, ...]:
    """Render Markdown as HTML, one string for each paragraph, list or other block.

    Args:
        text: Markdown of a digest or overlay, trusted in nothing.

    Returns:
        Well-formed, sanitized HTML of the blocks in order; () for blank text.
    """
    return tuple([_sanitized(block, _mathml) for block in to_blocks(text)])


@lru_cache(maxsize=8192)
def render_inline(text: str) -> str:
    """Render one line of Markdown, such as a title, without a paragraph around it.

    Args:
        text: inline Markdown; block structure in it is shown as text.

    Returns:
        Sanitized inline HTML.
    """
    return _line(text, _mathml)


def plain_text(text: str) -> str:
    """The words of a Markdown text, as a reader sees them, on one line.

    Args:
        text: Markdown.

    Returns:
        Text without markup, white space folded; not escaped.
    """
    return strip_tags(" ".join(render_blocks(text)))


@lru_cache(maxsize=8192)
def plain_title(text: str) -> str:
    """`plain_text` of a title, kept, since titles are asked for again and again."""
    return strip_tags(render_inline(text))


@lru_cache(maxsize=8192)
def tex_title(text: str) -> str:
    """`plain_title` with the mathematics as it was written, for those who set it themselves."""
    return strip_tags(_line(text, _as_written)) if "$" in text or "\\" in text else plain_title(text)


def strip_tags(markup: str) -> str:
    """The text of an HTML fragment made by this module, white space folded, entities resolved."""
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def _line(text: str, formula: Formula) -> str:
    (line,) = to_blocks(" ".join(text.split()), one_line=True)
    return _sanitized(line, formula)


def _sanitized(block: Markup, formula: Formula) -> str:
    clean = _CLEANER.clean(block.html)
    if not block.formulas:
        return clean.strip()
    pieces = PLACE.split(clean)
    pieces[1::2] = [formula(*block.formulas[int(number)]) for number in pieces[1::2]]
    return "".join(pieces).strip()


def _mathml(latex: str, display: bool) -> str:
    return math_html(latex, display=display)


def _as_written(latex: str, display: bool) -> str:
    sign = "$$" if display else "$"
    return html.escape(f"{sign}{latex}{sign}", quote=False)
