"""Texts of sources: white space collapsed, and nothing invisible that could mislead."""

from __future__ import annotations

import re

# Control characters, those that turn the direction of text, byte order marks, halves of surrogate pairs
# and what is no character.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff]"
)
_PARAGRAPH = re.compile(r"\r?\n[ \t]*\r?\n\s*|\r?\n[ \t]{2,}(?=\S)")
_WITHDRAWN = re.compile(
    r"\b(?:paper|article|submission|work|manuscript|preprint)\b.{0,40}\bwithdrawn\b|^\s*withdrawn\b", re.I
)
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[^\s<>\"'\\^`{|}]*)?")
_NAME = r"[A-Z][\w.&/'-]*(?: (?:on|of|for|and|[A-Z][\w.&/'-]*))*?"
_YEAR = r",? ?(?P<year>20\d\d|'\d\d)\b"
_ACCEPTED = re.compile(
    r"(?<!not )\b(?i:accepted|published|presented|appear(?:ing|s)?)\b(?: as [\w ]{1,30}?)?"
    rf"(?: for \w+)? (?:to|at|by|in|for) (?:the )?(?P<name>{_NAME}){_YEAR}"
)
_ACRONYM = re.compile(
    r"(?:^|[(;.] ?)(?P<name>(?=[A-Za-z+&-]*[A-Z][A-Za-z+&-]*[A-Z])[A-Z][A-Za-z+&-]{2,})" + _YEAR
)
_NOT_YET = re.compile(r"\b(?:submi|under review|in review|reject|withdrawn)", re.I)
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*", re.I)


def one_line(text: str) -> str:
    """A text on one line, without control and bidirectional characters."""
    return " ".join(_UNWANTED.sub("", text).split())


def paragraphs(text: str) -> str:
    """An abstract: lines joined, paragraphs (an empty line, or a line that is indented) kept apart."""
    parts = (one_line(part) for part in _PARAGRAPH.split(text.strip()))
    return "\n\n".join(part for part in parts if part)


def web_address(text: str) -> str:
    """An http(s) address of a usual shape, else ""."""
    text = one_line(text)
    return text if len(text) <= 500 and _URL.fullmatch(text) else ""


def is_withdrawn(comment: str) -> bool:
    """Whether arXiv's comment says that the paper was withdrawn."""
    return _WITHDRAWN.search(comment) is not None


def venue_of(comment: str) -> str:
    """Conference and year that arXiv's comment names, such as "NeurIPS 2026", else ""."""
    match = _ACCEPTED.search(comment)
    if match is None and not _NOT_YET.search(comment):
        match = _ACRONYM.search(comment)
    if match is None or _MONTH.fullmatch(match["name"]):
        return ""
    return f"{match['name'].strip(' ,')} {match['year'].replace(chr(39), '20')}"
