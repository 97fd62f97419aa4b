"""Links on a line: `[text](url)` in all its spellings, bare URLs and arXiv ids."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from paper_digest.ids import arxiv_id_in, arxiv_id_of_url, bare_arxiv_id
from paper_digest.parse.vocabulary import ARXIV_SLIPS, KNOWN_HOSTS, link_label
from paper_digest.urls import kind_of

_ABSOLUTE = re.compile(r"(?:https?:)?//[^\s/?#]+\.[^\s/?#]+|www\.[^\s/?#]+\.[^\s/?#]+", re.IGNORECASE)
_PLAIN_URL = re.compile(r"https?://[^\s<>\"'`，。、；：！？（）【】《》「」“”‘’|\\\]]+", re.IGNORECASE)
_BRACKET = re.compile(r"[\[\]\\]")
_PAREN = re.compile(r"[()（）]")
_URL_TITLE = re.compile(r"""[ \t]+("[^"]*"|'[^']*'|“[^”]*”)$""")
_ARXIV = re.compile(
    r"\[?\barxiv\s*[:：]\s*\[?(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7})"
    r"(?:v\d+)?(?![0-9A-Za-z])\]?"
    r"(?: ?\[[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?\])?",
    re.IGNORECASE | re.ASCII,
)
_BETWEEN = frozenset(" \t|｜·•/,，、;；*_&。.>-+🔗📄💻🌐👉→")
_OPENERS = {"(": ")", "（": "）"}
_SHORT = 1000
# Neither a link's text nor its address is longer.
_LONGEST = 2000
_PAPER_PATHS = ("abs", "pdf", "html", "format")


class Link(NamedTuple):
    """A link: its text ("" for a bare URL or id), its URL as written, and whether its bracket is closed."""

    text: str
    url: str
    closed: bool = True


def only_links(line: str) -> list[Link] | None:
    """Read a line that is nothing but links, with list markers, emphasis and separators between.

    Args:
        line: one line.

    Returns:
        The links in order; None where the line holds anything else, or no link to another site.
    """
    links = _links_alone(line) if len(line) <= _SHORT else _read_links(line)
    return list(links) or None


def _read_links(line: str) -> tuple[Link, ...]:
    found: list[Link] = []
    at, end = 0, len(line)
    while at < end:
        if line[at] in _BETWEEN:
            at += 1
            continue
        read = link_at(line, at)
        if read is None:
            return ()
        link, at = read
        found.append(link)
    return tuple(found)


# A link line is looked at for the outline, and again for its block.
_links_alone = lru_cache(maxsize=1024)(_read_links)


def link_at(line: str, at: int) -> tuple[Link, int] | None:
    """Read the link that begins at a position, in any spelling.

    Args:
        line: one line.
        at: the position of the link's first character.

    Returns:
        The link and the position behind it, or None. Links within the site are none.
    """
    first = line[at]
    if first in "[(" and line[at + 1 : at + 2] == "[" and (inner := _wrapped_at(line, at)):
        return inner
    if first in "[【［":
        return _arxiv_at(line, at) or _bracketed_at(line, at)
    if first == "<":
        close = line.find(">", at)
        url = line[at + 1 : close].strip() if close > 0 else ""
        return (Link("", url), close + 1) if is_external(url) else None
    if first in "(（":
        inner = _plain_at(line, at + 1)
        if inner and line[inner[1] : inner[1] + 1] in (")", "）"):
            return inner[0], inner[1] + 1
        return None
    return _plain_at(line, at) or _arxiv_at(line, at)


def _wrapped_at(line: str, at: int) -> tuple[Link, int] | None:
    """A link in brackets of its own: `[[paper](url)]`, `([code](url))`."""
    inner = _bracketed_at(line, at + 1)
    closes = "]" if line[at] == "[" else ")"
    return (inner[0], inner[1] + 1) if inner and line[inner[1] : inner[1] + 1] == closes else None


def _plain_at(line: str, at: int) -> tuple[Link, int] | None:
    match = _PLAIN_URL.match(line, at)
    if match is None:
        return None
    url = match[0].rstrip(".,;:!?*_")
    unopened = url.count(")") - url.count("(")
    while unopened > 0 and url.endswith(")"):
        url, unopened = url[:-1], unopened - 1
    return Link("", url), at + len(url)


def _arxiv_at(line: str, at: int) -> tuple[Link, int] | None:
    match = _ARXIV.match(line, at)
    identifier = arxiv_id_in(match[0].replace("[", "")) if match else ""
    return (Link("", f"https://arxiv.org/abs/{identifier}"), match.end()) if match and identifier else None


def _bracketed_at(line: str, at: int) -> tuple[Link, int] | None:
    close = _closing_bracket(line, at)
    if close < 0:
        return None
    opened = close + 1
    # The blanks and the emphasis of `**[Title]** (url)`.
    while opened < len(line) and opened < close + 6 and line[opened] in " *_":
        opened += 1
    if opened >= len(line) or line[opened] not in _OPENERS:
        return None
    url, end, closed = _target(line, opened)
    text = line[at + 1 : close].strip()
    if not is_external(url):
        return None
    if text.startswith("!["):
        text = _label_of_badge(text[2:].partition("]")[0], url)
    return (Link(text, url, closed), end) if "![" not in text else None


def _label_of_badge(alt: str, url: str) -> str:
    """A label for a picture that links: its alternative text where that is one, else by its target."""
    if link_label(alt):
        return alt
    kind = "paper" if arxiv_id_of(url) else kind_of(url)
    return "link" if kind == "other" else kind


def _closing_bracket(line: str, at: int) -> int:
    """The bracket that closes the one at `at`; in text with stray brackets, the last one before a URL."""
    if line[at] in "【［":
        return line.find("】" if line[at] == "【" else "］", at, at + _LONGEST)
    depth, skip = 0, -1
    for match in _BRACKET.finditer(line, at, at + _LONGEST):
        position = match.start()
        if position == skip:
            continue
        sign = line[position]
        if sign == "\\":
            skip = position + 1
        elif sign == "[":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return position
    end = at + _LONGEST
    last = line.rfind("](", at, end)
    return last if last > at and line.count("](", at, end) == 1 else -1


def _target(line: str, opened: int) -> tuple[str, int, bool]:
    """The URL in the parentheses opened at `opened`, the position behind them, whether they are closed."""
    if line[opened + 1 : opened + 2] == "<" and (angle := line.find(">", opened, opened + _LONGEST)) > 0:
        close = line.find(_OPENERS[line[opened]], angle, angle + 10)
        if close > 0:
            return line[opened + 2 : angle].strip(), close + 1, True
    depth = 0
    for match in _PAREN.finditer(line, opened, opened + _LONGEST):
        depth += 1 if match[0] in _OPENERS else -1
        if depth == 0:
            return _clean_target(line[opened + 1 : match.start()]), match.end(), True
    inside = line[opened + 1 : opened + _LONGEST].strip()
    if " " in inside:
        return "", len(line), False
    return inside.rstrip("）)"), len(line), False


def _clean_target(inside: str) -> str:
    inside = inside.strip()
    if inside and inside[-1] in "\"'”" and (title := _URL_TITLE.search(inside[-2000:])):
        inside = inside[: len(inside) - len(title[0])].rstrip()
    return "".join(inside.split()) if len(inside) < 5000 else inside


def is_external(url: str) -> bool:
    """Whether a URL leads to another site: with a host, or an arXiv address without scheme."""
    if _ABSOLUTE.match(url):
        return True
    return bool(url) and not url.startswith((".", "/", "#")) and bool(arxiv_id_of_url(url))


def url_or_id(value: str) -> str:
    """Read a value that is a URL or an arXiv id, bare or as `arXiv:…`; "" where it is neither."""
    value = value.strip().strip("<>")
    if identifier := bare_arxiv_id(value):
        return f"https://arxiv.org/abs/{identifier}"
    return value if is_external(value) and not any(map(str.isspace, value)) else ""


def host_of(url: str) -> str:
    """The host of a URL in lower case, without user, port and `www.`."""
    rest = url.partition("//")[2] or url
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    return host.lower().removeprefix("www.")


def is_mistyped_arxiv(url: str) -> bool:
    """Whether a host is nearly arXiv's and the path is one of arXiv's: `arxiv.org.org/abs/…`."""
    host = host_of(url)
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return False
    path = (url.partition("//")[2] or url).partition("/")[2]
    if not path.lower().startswith(_PAPER_PATHS):
        return False
    labels = host.removeprefix("export.").split(".")
    return "arxiv" in labels[:-1] or labels[0] in ARXIV_SLIPS


@lru_cache(maxsize=4096)
def arxiv_id_of(url: str) -> str:
    """The arXiv id of a paper's URL, also where arXiv's host is mistyped or the URL is a DOI of arXiv's."""
    if found := arxiv_id_of_url(url):
        return found
    if is_mistyped_arxiv(url):
        return arxiv_id_of_url("https://arxiv.org/" + (url.partition("//")[2] or url).partition("/")[2])
    _, doi, identifier = url.lower().partition("/10.48550/arxiv.")
    return bare_arxiv_id(identifier) if doi else ""


@lru_cache(maxsize=4096)
def names_paper(url: str) -> bool:
    """Whether a URL leads to a paper, rather than to code, a project or anything else."""
    return bool(arxiv_id_of(url)) or kind_of(url) == "paper"


def is_known_host(url: str) -> bool:
    """Whether papers are usually found at a URL's host."""
    host = host_of(url)
    while host:
        if host in KNOWN_HOSTS:
            return True
        host = host.partition(".")[2]
    return False


_DOI = re.compile(r"10\.\d{4,9}/\S{1,200}", re.ASCII)


def paper_links(value: str) -> list[Link]:
    """The links of a value that names a paper: links, a bare arXiv id, or a DOI; empty for any other."""
    if links := only_links(value):
        return links
    if url := url_or_id(value):
        return [Link("", url)]
    return [Link("", f"https://doi.org/{value}")] if _DOI.fullmatch(value) else []


def is_identifier(text: str) -> bool:
    """Whether a link's text is no title but an address or an id."""
    # Every address and every id has one of the two.
    return ("." in text or "/" in text) and len(text) < 300 and bool(paper_links(text))


def is_label(link: Link) -> bool:
    """Whether a link has no title for a text."""
    return not link.text or link_label(link.text) is not None or is_identifier(link.text)
