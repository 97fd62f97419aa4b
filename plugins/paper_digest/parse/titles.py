"""Titles: numbering, emphasis and links taken off, and names that are no titles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from paper_digest.parse.language import has_han
from paper_digest.parse.links import Link, is_identifier, link_at
from paper_digest.parse.vocabulary import REFERENCE_NAMES, SECTION_NAMES, link_label

_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#{1,50}$")
# A number is part of the title (`3D-…`, `2.5D`, `360 Vision`, `4KAgent`) unless a sign sets it apart.
_NUMBER = re.compile(
    r"(?:\[\d{1,4}\](?![(（])|【\d{1,4}】|[(（]\d{1,3}[)）]|\d{1,3}、"
    r"|\d{1,3}\\?[.．)）](?=[ \t*\[《“\"]|[^\x00-\x7f])"
    r"|[一二三四五六七八九十]{1,3}、|第[\d一二三四五六七八九十]{1,3}篇[：:、]?"
    r"|#\d{1,3}(?=[ \t.:：])[.:：]?)[ \t]*",
    re.ASCII,
)
LINK_START = re.compile(r"\[|【|<http|https?://|[(（]https?://|\barxiv\s?[:：]", re.IGNORECASE)
LEFT_OVER = re.compile(r"[(（\[【]\s?[)）\]】]")
LONGEST = 3000
EDGE = " \t|｜·:：-–—/,，;；"
_ISSUE_WORDS = re.compile(
    r"^(?:本周|上周|本月|今日|昨日|本期|每周|每日|周报|日报|this week|this month|today|weekly|daily)"
    r"|(?:总结|汇总|速递|周报|日报|月报|目录|一览|速览|导读|小结|论文精选|of the (?:week|day|month))$",
    re.IGNORECASE,
)
WORDS = re.compile(r"[A-Za-z0-9]+|[\u3400-\u9fff]")


class HeadingText(NamedTuple):
    """What a heading's text holds: the title, inline Markdown, and the links taken off it."""

    title: str
    links: tuple[Link, ...] = ()


class Heading(Struct, frozen=True):
    """A heading: 0-based line index, number of # signs, and its text without them."""

    index: int
    level: int
    text: str


def heading_of(line: str, index: int) -> Heading | None:
    """Read a line as a heading: one to six # signs, up to three blanks before them.

    The blank behind the signs may be missing from two signs on; one sign without it is a hashtag.

    Args:
        line: the line.
        index: its 0-based index.

    Returns:
        The heading, its text perhaps "", or None.
    """
    stripped = line.lstrip(" ")
    if len(line) - len(stripped) > 3 or not stripped.startswith("#"):
        return None
    text = stripped.lstrip("#")
    level = len(stripped) - len(text)
    if level > 6 or (level == 1 and text and text[0] not in " \t\u3000"):
        return None
    text = text.strip()
    if text.endswith("#"):
        text = _CLOSING_HASHES.sub("", text[-60:]) if len(text) < 60 else text.rstrip("#").rstrip()
    return Heading(index, level, text.strip())


@lru_cache(maxsize=8192)
def read_heading(text: str) -> HeadingText:
    """Take numbering, surrounding emphasis and links off a heading's text.

    Links whose text names a kind of link (`[PDF](…)`), bare URLs and `arXiv:…` leave the title; the
    text of other links stays in it, and is "" in what is returned.

    Args:
        text: the heading without # signs.

    Returns:
        The title and the links.
    """
    title = without_number(without_emphasis(without_number(text)))
    start = LINK_START.search(title) if len(title) <= LONGEST else None
    if start is None:
        return HeadingText(title)
    kept, links = take_links(title, start.start())
    if not links:
        return HeadingText(title)
    joined = LEFT_OVER.sub(" ", kept)
    return HeadingText(without_emphasis(joined.strip(EDGE)).strip(EDGE), tuple(links))


def without_number(text: str) -> str:
    """Take a number off a title's start where a sign sets it apart: `1.`, `1、`, `[1]`, `（1）`."""
    match = _NUMBER.match(text)
    # A text that is nothing but a number is the title after all.
    return text[match.end() :] if match and match.end() < len(text) else text


def take_links(text: str, at: int, *, titled: bool = True) -> tuple[str, list[Link]]:
    """Cut the links out of a text; after twenty brackets that are no links, the rest stays.

    Args:
        text: the text.
        at: where the first link may begin.
        titled: whether links go whose text is no label, and leave it behind; else they stay.

    Returns:
        The text without them, and the links.
    """
    kept, links, done, failures = [text[:at]], [], at, 0
    while failures < 20 and (match := LINK_START.search(text, done)):
        start = match.start()
        kept.append(text[done:start])
        read = link_at(text, start)
        if read is None:
            failures += 1
            kept.append(match[0])
            done = match.end()
            continue
        link, done = read
        if link.text and link_label(link.text) is None and not is_identifier(link.text):
            kept.append(without_emphasis(link.text) if titled else text[start:done])
            link = link._replace(text="")
            if not titled:
                continue
        links.append(link)
    kept.append(text[done:])
    return "".join(kept), links


def without_emphasis(text: str) -> str:
    """Take off emphasis that surrounds a whole text: `**Title**` and `__Title__`."""
    text = text.strip()
    if text[:1] not in ("*", "_"):
        return text
    for mark in ("***", "**", "__", "*"):
        inner = text[len(mark) : -len(mark)]
        if text.startswith(mark) and text.endswith(mark) and inner and mark not in inner:
            return inner.strip()
        # What is left of `**[Title]** (url)` once the link is gone.
        if len(mark) > 1 and text.startswith(mark) and text.count(mark) == 1:
            return text[len(mark) :].strip()
    return text


def is_section_name(text: str) -> bool:
    """Whether a heading's text names a part of a digest or of a paper, such as 目录 or `1. 介绍`."""
    if len(text) > 60:
        return False
    name = read_heading(text).title.strip(" \t:：*_!！。.📚📖📝📌🔍📄🔗💡🎯").casefold()
    return not name or name in SECTION_NAMES


def is_reference_name(text: str) -> bool:
    """Whether a heading's text names a list of what a text cites, such as 参考文献."""
    return (
        len(text) <= 60 and without_emphasis(without_number(text)).strip(" :：").casefold() in REFERENCE_NAMES
    )


def is_issue_name(text: str) -> bool:
    """Whether a heading's text speaks of a whole issue, such as 本周总结 or `Weekly digest`."""
    return len(text) <= 60 and _ISSUE_WORDS.search(without_emphasis(text)) is not None


def looks_like_title(text: str) -> bool:
    """Whether a heading without link may be a paper's title: four words or eight Chinese characters."""
    words = WORDS.findall(text[:500])
    enough = 8 if has_han(text) else 4
    return len(words) >= enough and not is_section_name(text) and not is_issue_name(text)
