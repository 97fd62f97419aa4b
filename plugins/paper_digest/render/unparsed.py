"""Markdown that is as good as plain: told apart, and turned to HTML without the parser.

All that comes out of here is escaped text and this module's own tags, so that it needs no sanitizer. What
is not sure to mean just what it means to the parser is left to that.
"""

from __future__ import annotations

import html
import re

from paper_digest.render.math import math_html
from paper_digest.urls import find_urls

# As `pymdownx.arithmatex` reads it with `smart_dollar`.
TEX = re.compile(r"((?<!\\)\$(?!\s)(?:\\.|[^\\$])+?(?<!\s)\$)", re.DOTALL)
# What could begin a block other than a paragraph, or end a line on purpose, sends the whole text to
# Markdown; what could mean something within a line sends its paragraph; the rest needs no parser.
_LINE = re.compile(r"[ \t]|[-+*>#=|~`:]|\d+[.)]")
_ANYWHERE = ("|", "  \n", "\x02", "\x03")
_SIGNS = ("*", "[", "]", "\\", "$", "<", "`")
_EDGES = re.compile(r"&[#A-Za-z]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
# What only the parser reads: code, definitions, blocks of mathematics, addresses of mail.
_PARSED = ("`", "]:", "$$", "\\begin", "\\[", "\\(", "<http", "\ue000", "\ue001", "\ue002")
# What is escaped or a tag, besides the edges; characters that the sanitizer changes.
_UNSURE = re.compile(r"\$|\\(?![A-Za-z%])|<[A-Za-z/!?]|[\x00-\x09\x0b-\x1f\x7f-\xa0\ud800-\udfff]")

# Addresses that parser and sanitizer are sure to leave as they are.
_URL = r"https?://(?!\S*xn--)(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:/[A-Za-z0-9._~%/?=#+-]*)?"
_PLAIN_URL = re.compile(_URL)
_LINK = re.compile(rf"(?<!!)\[([^\[\]<>&$*_`\\:\ue000]+)\]\(({_URL})\)")


def may_hold_blocks(text: str) -> bool:
    """Whether a text could be more than paragraphs of running text."""
    for sign in _ANYWHERE:
        if sign in text:
            return True
    if text.endswith("  "):
        return True
    start = 0
    while True:
        if _LINE.match(text, start):
            return True
        start = text.find("\n", start) + 1
        if not start:
            return False


def is_plain(text: str) -> bool:
    """Whether nothing within the lines of a text could be Markdown, but for bare URLs."""
    for sign in _SIGNS:
        if sign in text:
            return False
    return not ("_" in text or "&" in text) or not _EDGES.search(text)


def plain_html(text: str) -> str:
    """Escape text that holds no Markdown, and link its URLs."""
    if "://" not in text:
        return escaped(text)
    parts, last = [], 0
    for start, end in find_urls(text):
        url = html.escape(text[start:end], quote=True)
        parts += [escaped(text[last:start]), f'<a href="{url}" rel="noopener">{url}</a>']
        last = end
    parts.append(escaped(text[last:]))
    return "".join(parts)


def escaped(text: str) -> str:
    """`html.escape` without quotation marks, for text that mostly needs nothing of the kind."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def unparsed(text: str) -> str | None:
    """What Markdown would make of running text that it need not see.

    Args:
        text: a paragraph without blocks, with no white space around it.

    Returns:
        HTML of what is in the paragraph: text, bare URLs, words between `**`, formulas between `$`; None
        where the parser has to read it.
    """
    if is_plain(text):
        return plain_html(text)
    for sign in _PARSED:
        if sign in text:
            return None
    # Private characters stand for formulas, links and URLs while the text around it is read.
    formulas: list[str] = []
    if "$" in text:
        parts = TEX.split(text)
        formulas, text = parts[1::2], "\ue000".join(parts[::2])
    links: list[str] = []
    if "](" in text:
        _, *links = _LINK.split(text)
        text = _LINK.sub("\ue002", text)
        if "](" in text:
            return None
    urls: list[str] = []
    if "://" in text:
        spans = list(find_urls(text))
        urls = [text[start:end] for start, end in spans]
        if text.count("://") != len(urls) or not all(map(_PLAIN_URL.fullmatch, urls)):
            return None
        for start, end in reversed(spans):
            text = f"{text[:start]}\ue001{text[end:]}"
    if _UNSURE.search(text) or _EDGES.search(text) or ("<" in text and "@" in text):
        return None
    markup = escaped(text)
    if "*" in text:
        bold = _bold(markup)
        if bold is None:
            return None
        markup = bold
    for formula in formulas:
        markup = markup.replace("\ue000", math_html(formula[1:-1], display=False), 1)
    for name, url in zip(links[::3], links[1::3], strict=True):
        markup = markup.replace("\ue002", f'<a href="{url}" rel="noopener">{name}</a>', 1)
    for url in urls:
        markup = markup.replace("\ue001", f'<a href="{url}" rel="noopener">{url}</a>', 1)
    return markup


def _bold(markup: str) -> str | None:
    """Escaped text with what stands between pairs of `**`; None where stars could mean anything else."""
    pieces = markup.split("**")
    if len(pieces) % 2 == 0 or "" in pieces[1:-1]:
        return None
    for at, piece in enumerate(pieces):
        if "*" in piece or (at % 2 and (piece[0].isspace() or piece[-1].isspace())):
            return None
    return "".join(f"<strong>{piece}</strong>" if at % 2 else piece for at, piece in enumerate(pieces))
