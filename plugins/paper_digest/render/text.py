"""Markdown of digests to HTML that can do no harm.

Digests are untrusted: raw HTML is shown as the text that it is, but for a few inline tags without
attributes; links lead to `http`, `https` and `mailto` alone; pictures become links, so that no page
loads anything from another host. A sanitizer has the last word on everything that Markdown makes.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from functools import lru_cache
from typing import Any

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from paper_digest.render.math import math_html
from paper_digest.render.unparsed import TEX, is_plain, may_hold_blocks, plain_html, unparsed
from paper_digest.urls import find_urls

_TAGS = {
    *(
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
    ),
    *("i", "kbd", "li", "mark", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody"),
    *("td", "th", "thead", "tr", "u", "ul"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_ALLOWED_CLASSES = {"span": {"arithmatex"}, "div": {"arithmatex"}}
_SCHEMES = {"http", "https", "mailto"}
_HARMLESS_TAG = r"(</?(?:b|i|em|strong|sub|sup|s|u|kbd|mark|del)>|<br ?/?>)"
_BLOCK_TAG = re.compile(r"<(/?)(p|ul|ol|pre|blockquote|table|div|h[1-6]|dl)\b[^>]*>|<hr ?/?>")
_MATH = re.compile(r'<(span|div) class="arithmatex">\s*\\([(\[])(.*?)\\[)\]]\s*</\1>', re.DOTALL)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WIDE = f"{_HAN}\u3000-\u303f\uff00-\uffef\u2014\u2018-\u201d\u2026"
_BREAK_IN_HAN = re.compile(f"(?<=[{_WIDE}])\n(?=[{_WIDE}])")
_BLANK = re.compile(r"\n[ \t]*\n\s*")


def render_blocks(text: str) -> tuple[str, ...]:
    """Render Markdown as HTML, one string for each paragraph, list or other block.

    Args:
        text: Markdown of a digest or overlay, trusted in nothing.

    Returns:
        Well-formed, sanitized HTML of the blocks in order; () for blank text.
    """
    text = _joined(text.strip())
    if not text:
        return ()
    if may_hold_blocks(text):
        return _split_blocks(_convert(text))
    return tuple(map(_paragraph, _BLANK.split(text) if "\n" in text else (text,)))


def _paragraph(text: str) -> str:
    markup = plain_html(text) if is_plain(text) else unparsed(text) if text == text.strip() else None
    return _convert(text) if markup is None else f"<p>{markup}</p>"


def _joined(text: str) -> str:
    """A text without the line ends between Chinese characters, where no blank stands for them."""
    return _BREAK_IN_HAN.sub("", text) if "\n" in text else text


@lru_cache(maxsize=8192)
def render_inline(text: str) -> str:
    """Render one line of Markdown, such as a title, without a paragraph around it.

    Args:
        text: inline Markdown; block structure in it is shown as text.

    Returns:
        Sanitized inline HTML.
    """
    text = " ".join(text.split())
    if not may_hold_blocks(text):
        markup = unparsed(text)
        if markup is not None:
            return markup
    # A leading letter that no block syntax begins with keeps titles such as "1. x" or "# x" inline.
    converted = _convert("\u2060" + text)
    inner = converted.removeprefix("<p>").removesuffix("</p>").replace("\u2060", "", 1)
    return inner if "<p>" not in inner else " ".join(re.sub(r"</?p>", " ", inner).split())


def plain_text(text: str) -> str:
    """The words of a Markdown text, as a reader sees them, on one line.

    Args:
        text: Markdown.

    Returns:
        Text without markup, white space folded; not escaped.
    """
    if is_plain(text) and not may_hold_blocks(text):
        return " ".join(_joined(text).split())
    return strip_tags(" ".join(render_blocks(text)))


@lru_cache(maxsize=8192)
def plain_title(text: str) -> str:
    """`plain_text` of a title, kept, since titles are asked for again and again."""
    return plain_text(text)


@lru_cache(maxsize=8192)
def tex_title(text: str) -> str:
    """`plain_title` with the mathematics as it was written, for those who set it themselves."""
    if "$" not in text:
        return plain_title(text)
    parts = TEX.split(re.sub("[\ue000\ue001]", "", text))
    # A private character stands for a formula while Markdown around it is read.
    held = plain_text("".join(f"\ue000{at // 2}\ue001" if at % 2 else part for at, part in enumerate(parts)))
    return re.sub("\ue000(\\d+)\ue001", lambda match: parts[int(match[1]) * 2 + 1], held)


def strip_tags(markup: str) -> str:
    """The text of an HTML fragment made by this module, white space folded, entities resolved."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


# A paper's abstract is read for its page, and again for its opening.
@lru_cache(maxsize=16)
def _convert(text: str) -> str:
    markdown = _markdown()
    markdown.reset()
    markup = markdown.convert(text.replace("\x02", "\ufffd").replace("\x03", "\ufffd"))
    clean = nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_ALLOWED_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
    )
    # What may be wider than the page must be scrolled by keyboard too.
    return _MATH.sub(_math, clean).replace("<pre>", '<pre tabindex="0">').strip()


def _math(match: re.Match[str]) -> str:
    return math_html(html.unescape(match[3]), display=match[2] == "[")


def _split_blocks(markup: str) -> tuple[str, ...]:
    """Cut well-formed HTML between its top-level blocks."""
    blocks, start, depth = [], 0, 0
    for match in _BLOCK_TAG.finditer(markup):
        if match[2]:
            depth += -1 if match[1] else 1
        if depth == 0:
            blocks.append(markup[start : match.end()].strip())
            start = match.end()
    blocks.append(markup[start:].strip())
    return tuple(block for block in blocks if block)


@lru_cache(maxsize=1)
def _markdown() -> Markdown:
    """The shared instance: making one costs more than converting an abstract with it."""
    return Markdown(
        extensions=["tables", "fenced_code", "sane_lists", "pymdownx.arithmatex", _Untrusted()],
        extension_configs={"pymdownx.arithmatex": {"generic": True, "smart_dollar": True}},
        output_format="html",
    )


class _Untrusted(Extension):
    """What Markdown must not do with text that nobody has vetted, and the links that it misses."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(_HarmlessTag(_HARMLESS_TAG, md), "harmless_tag", 90)
        md.inlinePatterns.register(_BareUrl(r"https?://[!-~]+", md), "bare_url", 115)
        md.treeprocessors.register(_LinksOnly(md), "links_only", 5)


class _HarmlessTag(InlineProcessor):
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return self.md.htmlStash.store(m[1]), m.start(0), m.end(0)


class _BareUrl(InlineProcessor):
    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int | None, int | None]:
        span = next(find_urls(m[0]), None)
        if span is None or span[0] != 0:
            return None, None, None
        link = etree.Element("a", {"href": m[0][: span[1]]})
        link.text = _atomic(m[0][: span[1]])
        return link, m.start(0), m.start(0) + span[1]


def _atomic(text: str) -> Any:
    from markdown.util import AtomicString

    return AtomicString(text)


def _leads_out(url: str) -> bool:
    """Whether a link leads out of the site; addresses of mail are still encoded when this is asked."""
    return url.strip().lower().startswith(("https://", "http://", "mailto:", AMP_SUBSTITUTE))


class _LinksOnly(Treeprocessor):
    """Only what leads out stays a link; pictures become links; headings sink below the page's own."""

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.tag == "img":
                source, text = element.get("src", ""), element.get("alt", "")
                element.tag = "a" if source.startswith(("http://", "https://")) else "span"
                element.attrib.clear()
                if element.tag == "a":
                    element.set("href", source)
                    element.text = _atomic(text or source)
                else:
                    element.text = _atomic(f"{text} ({source})" if text else source)
            elif element.tag == "a" and not _leads_out(element.get("href", "")):
                element.tag = "span"
                element.attrib.clear()
            elif element.tag in ("h1", "h2"):
                element.tag = "h3"
