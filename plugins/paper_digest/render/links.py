"""Where links and pictures of digests may lead."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

from paper_digest.urls import find_urls

ROOT = "\x00"
"""Stands for the way back to the site's root in fragments that many pages share."""

Resolve = Callable[[str], str]
"""From a relative link or picture, as a digest wrote it, to an address: of the web, or relative to the site's
root; "" where nothing is there."""

_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")


def resolver(targets: Sequence[tuple[str, str]], url: Callable[[str], str]) -> Resolve:
    """Find what a page's relative links lead to.

    Args:
        targets: the page's, as the plan has them.
        url: from a page's source path to its address relative to the site's root.
    """
    if not targets:
        return nowhere
    found = {written: url(to) if to.endswith(".md") else to for written, to in targets}
    return lambda written: found.get(written, "")


def nowhere(_url: str) -> str:
    """Resolve nothing: relative links are shown as their text, relative pictures as their names."""
    return ""


def leads_out(url: str) -> bool:
    """Whether a URL leads out of the site by a scheme that does no harm."""
    return url.lower().startswith(("https://", "http://", "mailto:"))


def target(url: str, resolve: Resolve) -> str:
    """Where a link may lead.

    Args:
        url: the link as it was written.
        resolve: finds what relative links lead to.

    Returns:
        An address with a harmless scheme or relative to the site's root, "" for none.
    """
    if leads_out(url):
        return url
    found = "" if _OTHER_SCHEME.match(url) else resolve(url)
    return "" if _OTHER_SCHEME.match(found) and not leads_out(found) else found


def with_links(text: str) -> str:
    """Escape text and make links of its URLs."""
    if "://" not in text:
        return html.escape(text, quote=False)
    parts, done = [], 0
    for start, end in find_urls(text):
        url = html.escape(text[start:end])
        parts.append(f'{html.escape(text[done:start], quote=False)}<a href="{url}">{url}</a>')
        done = end
    return "".join([*parts, html.escape(text[done:], quote=False)])
