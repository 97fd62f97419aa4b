"""URLs in running text: where they end, and what they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from paper_digest.ids import arxiv_id_of_url

LinkKind = Literal["paper", "code", "project", "other"]

_CODE_HOSTS = frozenset(
    {"github.com", "gitlab.com", "gitee.com", "bitbucket.org", "codeberg.org", "gitcode.com"}
)
_MODEL_HOSTS = frozenset({"huggingface.co", "hf.co", "modelscope.cn", "www.modelscope.cn"})
_PAPER_HOSTS = frozenset(
    {"openreview.net", "doi.org", "aclanthology.org", "dl.acm.org", "ieeexplore.ieee.org"}
)
# RFC 3986 allows ASCII alone, so Chinese text and punctuation end a URL wherever they begin.
_URL = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+", re.IGNORECASE | re.ASCII)
_CLOSING = {")": "(", "]": "["}


def find_urls(text: str) -> Iterator[tuple[int, int]]:
    """Find the URLs in a text, without the punctuation that stands behind them.

    A URL ends before the first character that is not ASCII, before sentence punctuation at its
    end, and before a bracket that it did not open.

    Args:
        text: Markdown or plain text.

    Yields:
        Start and end offsets of each URL, in order.
    """
    for match in _URL.finditer(text):
        end = _end_of(text, match.start(), match.end())
        if end > match.start() + len("https://"):
            yield match.start(), end


def links_in(*texts: str) -> tuple[tuple[LinkKind, str], ...]:
    """The URLs in texts that do not lead to a paper, each behind what it leads to, in order."""
    found = []
    for text in texts:
        if "://" in text:
            for start, end in find_urls(text):
                url = text[start:end]
                if (kind := kind_of(url)) != "paper":
                    found.append((kind, url))
    return tuple(found)


def _end_of(text: str, start: int, end: int) -> int:
    if ")" in (url := text[start:end]) or "]" in url:
        depth = {"(": 0, "[": 0}
        for offset, char in enumerate(url):
            if char in depth:
                depth[char] += 1
            elif char in _CLOSING:
                if not depth[_CLOSING[char]]:
                    url = url[:offset]
                    break
                depth[_CLOSING[char]] -= 1
    return start + len(url.rstrip(".,;:!?'*_~(["))


def kind_of(url: str) -> LinkKind:
    """Say what a URL in a paper's text most probably leads to.

    Args:
        url: an absolute URL.

    Returns:
        `paper` for a paper on a known host, `code` for a repository, `project` for a page of its
        own, `other` for models, data sets and everything that cannot be told.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "other"
    host = (parts.hostname or "").removeprefix("www.")
    if arxiv_id_of_url(url) or host in _PAPER_HOSTS or parts.path.lower().endswith(".pdf"):
        return "paper"
    if host in _CODE_HOSTS:
        return "code"
    if host in _MODEL_HOSTS:
        return "other"
    return "project" if "." in host else "other"
