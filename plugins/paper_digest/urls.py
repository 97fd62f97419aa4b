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
# Where people talk of papers, and what draws badges.
_TALK_HOSTS = re.compile(
    r"(?:.*\.)?(?:x\.com|twitter\.com|t\.co|youtube\.com|youtu\.be|bilibili\.com|b23\.tv|zhihu\.com|weixin\.qq\.com"
    r"|weibo\.com|medium\.com|reddit\.com|linkedin\.com|xiaohongshu\.com|ycombinator\.com|substack\.com|csdn\.net"
    r"|juejin\.cn|shields\.io|discord\.gg|t\.me)"
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|mp4)$", re.IGNORECASE)
_LONGEST_LABEL = 400
_LABEL = re.compile(
    r"[\W_]*(?:此|本|该)?(?:(?P<code>(?:official |source |our )?(?:code|github|repo(?:sitory)?)"
    r"|(?:github ?)?(?:项目|开源|官方)?(?:代码|源码)(?:仓库|链接|地址|库)?|(?:代码)?仓库|开源地址)"
    r"|(?:project ?)?(?:page|website|homepage)|project|demo"
    r"|项目(?:主页|页面|网站|地址)?|主页|官网|演示)[\W_]*",
    re.IGNORECASE,
)
_AROUND = 200
_SENTENCE_END = re.compile(r"[。！？\n]|[.!?](?=\s)")
_OFFER = re.compile(
    r"代码|源码|开源|仓库|项目|主页|页面|网页|网站|发布|公开|提供|获取|访问|可用|详见|参见|地址|链接|演示|示例|更多|模型|数据|平台|开放"
    r"|基准|资源|展示|查看|了解|(?:^|[，,；;：:（(>\\{])\s*(?:见|在|于)?\s*$|\\href\{$"
    r"|\b(?:code|github|repo|repository|project|page|website|web|site|demo|available|released?|open-?sourced?|visit|more|at|see"
    r"|found|details|videos?|models?|data(?:sets?)?|implementation)\b",
    re.IGNORECASE,
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
    """The URLs in texts that belong to a paper beside its own, each behind what it leads to, in order.

    A link in prose is a link in prose. What counts is a link whose text is a label (`[代码](…)`), the
    target of a picture, and a bare URL; one of code or a project where the sentence around it offers it.
    """
    found: list[tuple[LinkKind, str]] = []
    for text in texts:
        if "://" in text:
            for start, end in find_urls(text):
                url = text[start:end]
                kind = _kind_of_link(text, start, end) if text[start - 2 : start] == "](" else None
                if kind is None:
                    kind = _kind_of_bare(text, start, end)
                if kind and kind != "paper":
                    found.append((kind, url))
    return tuple(found)


def _kind_of_link(text: str, start: int, end: int) -> LinkKind | Literal[""] | None:
    """What a Markdown link leads to by its text; "" where that is prose, None where it is an address."""
    before = text[max(0, start - _LONGEST_LABEL) : start - 2]
    url = text[start:end]
    if before.endswith(")") and "![" in before:
        return kind_of(url)
    opened = before.rfind("[")
    label = before[opened + 1 :]
    if "://" in label:
        return None
    if opened < 0 or before[opened - 1 : opened] == "!" or not (match := _LABEL.fullmatch(label)):
        return ""
    return "code" if match["code"] else "project"


def _kind_of_bare(text: str, start: int, end: int) -> LinkKind:
    kind = kind_of(text[start:end])
    if kind not in ("code", "project"):
        return kind
    before = _SENTENCE_END.split(text[max(0, start - _AROUND) : start])[-1]
    return kind if _OFFER.search(before) or _OFFER.search(text[end : end + 20]) else "other"


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
        own, `other` for models, data sets, pictures, talk and everything that cannot be told.
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
    if host in _MODEL_HOSTS or _TALK_HOSTS.fullmatch(host) or _PICTURE.search(parts.path):
        return "other"
    return "project" if "." in host else "other"
