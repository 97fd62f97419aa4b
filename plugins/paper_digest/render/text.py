"""Markdown of digests to HTML that can do no harm.

Digests are untrusted: of raw HTML only harmless tags are kept, without their attributes; links lead to
`http`, `https` and `mailto` or into the site; pictures of other hosts become links, so that no page loads
anything from there. A sanitizer has the last word on each block that Markdown makes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache

import nh3

from paper_digest.render.links import ROOT, Resolve, nowhere
from paper_digest.render.markdown import PLACE, to_blocks
from paper_digest.render.math import math_html
from paper_digest.render.raw_html import BLOCKS, INLINE
from paper_digest.render.tex import latex_words
from paper_digest.render.writer import Markup


def _rooted(url: str) -> str:
    """An address of the site as it stands in fragments of pages."""
    return url if url.startswith("#") else ROOT + url


_CLEANER = nh3.Cleaner(
    tags={*INLINE, *BLOCKS, "a", "br", "hr", "img", "pd-math", "span"} - {"h1", "h2"},
    attributes={
        "a": {"href", "title"},
        "img": {"alt", "loading", "src"},
        "li": {"id"},
        "ol": {"start"},
        "pd-math": {"id"},
    },
    # What may be wider than the page must be scrolled by keyboard too.
    set_tag_attribute_values={"pre": {"tabindex": "0"}},
    url_schemes={"http", "https", "mailto"},
    url_relative=_rooted,
    link_rel="noopener",
)
_TAG = re.compile(r"<[^>]*>")

Formula = Callable[[str, bool], str]
"""From LaTeX, and whether it stands on a line of its own, to safe HTML."""


def render_blocks(text: str, resolve: Resolve = nowhere, formula: Formula | None = None) -> tuple[str, ...]:
    """Render Markdown as HTML, one string for each paragraph, list or other block.

    Args:
        text: Markdown of a digest or overlay, trusted in nothing.
        resolve: finds what its relative links and pictures lead to.
        formula: renders formulas, as MathML by default.

    Returns:
        Well-formed, sanitized HTML of the blocks in order, with `ROOT` before addresses of the site; () for
        blank text.
    """
    blocks = [_sanitized(block, formula or _mathml) for block in to_blocks(text, resolve)]
    return tuple([block for block in blocks if block])


@lru_cache(maxsize=8192)
def render_inline(text: str) -> str:
    """Render one line of Markdown, such as a title, without a paragraph around it.

    Args:
        text: inline Markdown; block structure in it is shown as text.

    Returns:
        Sanitized inline HTML.
    """
    return render_line(text, _mathml)


def plain_text(text: str) -> str:
    """The words of a Markdown text, as a reader sees them, on one line.

    Args:
        text: Markdown.

    Returns:
        Text without markup, white space folded; not escaped.
    """
    return strip_tags(" ".join(render_blocks(text)))


def opening_text(text: str) -> str:
    """`plain_text` for openings, which are a line or two of words.

    Args:
        text: Markdown.

    Returns:
        Text in which formulas that stand by themselves, or cannot be rendered, are left out, and fractions
        and roots are written in one line.
    """
    return strip_tags(" ".join([_sanitized(block, _in_line) for block in to_blocks(text)]))


@lru_cache(maxsize=8192)
def plain_title(text: str) -> str:
    """`plain_text` of a title, kept, since titles are asked for again and again."""
    return strip_tags(render_inline(text))


@lru_cache(maxsize=8192)
def tex_title(text: str) -> str:
    """`plain_title` with the mathematics as it was written, for those who set it themselves."""
    return strip_tags(render_line(text, _as_written)) if "$" in text or "\\" in text else plain_title(text)


def strip_tags(markup: str) -> str:
    """The text of an HTML fragment made by this module, white space folded, entities resolved."""
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def render_line(text: str, formula: Formula) -> str:
    """`render_inline` with a way of its own to render formulas."""
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


def _in_line(latex: str, display: bool) -> str:
    markup = "" if display else math_html(latex, display=False)
    if not markup or markup.startswith("<code") or "<mtable" in markup:
        return ""
    flat = not any(tag in markup for tag in ("<mfrac", "<msqrt", "<mroot"))
    return markup if flat else html.escape(latex_words(latex), quote=False)


def _as_written(latex: str, display: bool) -> str:
    sign = "$$" if display else "$"
    return html.escape(f"{sign}{latex}{sign}", quote=False)
