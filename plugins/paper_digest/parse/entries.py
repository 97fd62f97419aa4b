"""Entries: a title with its links, authors and venue on one line of a list or in one cell of a table."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from paper_digest.parse.language import has_han
from paper_digest.parse.links import Link, is_identifier, link_at, names_paper
from paper_digest.parse.titles import (
    EDGE,
    LEFT_OVER,
    LINK_START,
    LONGEST,
    WORDS,
    read_heading,
    take_links,
    without_number,
)
from paper_digest.parse.values import author_line, plain_names
from paper_digest.parse.vocabulary import link_label


class Entry(NamedTuple):
    """A title with what stands behind it on its line.

    Attributes:
        title: inline Markdown.
        links: of the title itself, labelled ones, bare URLs and ids.
        venue: such as `ICLR 2026`, else "".
        authors: names in emphasis, as written, else "".
        date: what stands in brackets before the title and tells a date, else "".
        rest: all else, Markdown.
        alone: whether nothing else stands on the line.
    """

    title: str
    links: tuple[Link, ...] = ()
    venue: str = ""
    authors: str = ""
    date: str = ""
    rest: str = ""

    @property
    def alone(self) -> bool:
        """Whether nothing but title and links stand on the line."""
        return not (self.venue or self.authors or self.rest)


_DATE_MARK = re.compile(
    r"[\[(（【]?(\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2})?日?月?)[\])）】]?[ \t:：|–—-]{0,4}(?=\D)", re.ASCII
)
_QUOTED = {"“": "”", "《": "》", "「": "」"}
_TITLE_END = re.compile(r"[.。](?=[ \t]|$)|(?= \*\S)|(?= _\S)| [-–—|｜] | ?[—–]{2} ?|[(（](?=[A-Z]+ ?'?\d)")
_KIND_OF_TALK = r"(?:Oral|Spotlight|Highlight|Poster|Findings|Workshop|Best Paper)"
_NAME_OF_VENUE = (
    r"(?:arXiv|[A-Z][\w&'’-]{0,20})(?: (?:[A-Z][\w&'’-]{0,20}|of|on|and|the|in|for)){0,6}"
    r" ?['’]?(?:19|20)?\d{2}"
    rf"(?:,? ?(?:{_KIND_OF_TALK}|\({_KIND_OF_TALK}\)))?"
)
_VENUE = re.compile(rf"[ \t]*[(（\[]?({_NAME_OF_VENUE})[)）\]]?[ \t]*(?=[.,;，。；|*_(（\[]|$)", re.ASCII)
_NAMES_AND_VENUE = re.compile(rf"(.{{3,400}}?)[.,;] +({_NAME_OF_VENUE})[.]?", re.ASCII)
_VENUE_MARK = re.compile(rf"[(（\[【]({_NAME_OF_VENUE})[)）\]】][ \t:：]*(?=\S)(?![(（])", re.ASCII)
_SYMBOLS = re.compile(r"[\u2190-\u2bff\u2700-\u27bf\ufe0f\U0001f000-\U0001faff \t]+")
_PREPRINT = re.compile(r"[.,]? ?\b(?:arxiv|preprint)[\w .:]{0,20}(?=[*_]$)", re.IGNORECASE)
_AUTHORS = re.compile(r"[ \t]*(\*[^*]{3,2000}\*|_[^_]{3,2000}_)(?!\*)")
_EDGE_OF_REST = " \t-–—:：|｜·•,，.;；。"
_ENTRY_END = re.compile(r"[\s.,;，。；|｜()（）\[\]*_-]*")


@lru_cache(maxsize=1024)
def read_entry(text: str) -> Entry | None:
    """Read a text that begins with a title: of a list's item, a bold line or a table's cell.

    The title is a link's text, what is bold or quoted, or else the words before the first label,
    URL or id that leads to a paper, up to a full stop, emphasis or dash.

    Args:
        text: one line of Markdown without its marker.

    Returns:
        The title and what stands behind it; None for a text that begins otherwise, such as prose.
    """
    text = without_number(text.strip())
    if len(text) > LONGEST:
        return None
    marks = {}
    for mark, pattern in (("", _SYMBOLS), ("date", _DATE_MARK), ("venue", _VENUE_MARK), ("", _SYMBOLS)):
        if (match := pattern.match(text)) and match.end() < len(text):
            text = text[match.end() :].lstrip()
            marks[mark] = match[match.lastindex or 0]
    links: list[Link] = []
    # Labels and ids may stand before the title: `[arXiv:2501.00001](url) Title`.
    while len(links) < 5 and text[:1] in ("[", "(", "h", "a") and (read := link_at(text, 0)):
        if (named := read[0].text) and not (link_label(named) or is_identifier(named.strip("[]"))):
            break
        links.append(read[0]._replace(text=named.strip("[]")))
        text = text[read[1] :].lstrip(_EDGE_OF_REST)
    divided = _first_part(text) or (_plain_title(text, links) if text else None)
    if divided is None or not divided[0].strip(" *_"):
        return None
    inner, tail = divided
    heading = read_heading(inner)
    entry = Entry(heading.title.rstrip(".。 ") or heading.title, (*links, *heading.links))
    return _with_tail(entry._replace(date=marks.get("date", "")), tail, marks.get("venue", ""))


def _first_part(text: str) -> tuple[str, str] | None:
    """Divide a text behind the bold words, the link or the quotation that it begins with."""
    for mark in ("**", "__"):
        if text.startswith(mark) and (close := text.find(mark, 2)) > 2:
            return text[2:close], text[close + 2 :]
    if text[:1] in ("[", "【", "［") and (read := link_at(text, 0)) and names_paper(read[0].url):
        return text[: read[1]], text[read[1] :]
    closer = _QUOTED.get(text[:1])
    if closer and (close := text.find(closer, 1)) > 1:
        return text[1:close], text[close + 1 :]
    return None


def _plain_title(text: str, links: list[Link]) -> tuple[str, str] | None:
    """Divide a text behind a title without marks; None where no label or id of a paper follows it."""
    kept, found = take_links(text, 0, titled=False)
    named = [
        link
        for link in (*links, *found)
        if names_paper(link.url) or link_label(link.text) in ("paper", "pdf")
    ]
    if not named or "](" in kept:
        return None
    start = LINK_START.search(text)
    head = text[: start.start()] if start and found else text
    # A bare URL or id ends a line of a list; within one it belongs to prose.
    if not links and not any(link.text for link in named) and not _ENTRY_END.fullmatch(kept[len(head) :]):
        return None
    end = _TITLE_END.search(head, 1)
    title = head[: end.start()] if end else head.rstrip(EDGE + "([（【")
    words = WORDS.findall(title)
    if len(title) > 300 or not words or (has_han(title) and len(words) < 4) or title[0].islower():
        return None
    return title, text[end.start() if end else len(title) :]


def _with_tail(entry: Entry, tail: str, venue: str) -> Entry:
    """Read venue, authors and links behind a title; an arXiv of some year is no venue."""
    start = LINK_START.search(tail)
    tail, more = take_links(tail, start.start(), titled=False) if start else (tail, [])
    authors = ""
    tail = LEFT_OVER.sub(" ", LEFT_OVER.sub(" ", tail)).lstrip(_EDGE_OF_REST)
    for _ in range(3):
        if not venue and (match := _VENUE.match(tail)):
            venue = match[1]
        elif (match := _AUTHORS.match(tail)) and author_line(_PREPRINT.sub("", match[1])).names:
            authors = authors or _PREPRINT.sub("", match[1])
        else:
            break
        tail = tail[match.end() :].lstrip(_EDGE_OF_REST)
    rest = " ".join(tail.split()).rstrip(" \t|｜·•,，;；-")
    if not venue and (match := _NAMES_AND_VENUE.fullmatch(rest)) and plain_names(match[1]).names:
        authors, venue, rest = authors or match[1], match[2], ""
    if more and not authors and not has_han(rest) and len(plain_names(rest).names) > 1:
        authors, rest = rest, ""
    if venue.lower().startswith(("arxiv", "preprint")):
        venue = ""
    return entry._replace(
        links=(*entry.links, *more), venue=venue, authors=authors, rest="" if rest in ".。" else rest
    )
