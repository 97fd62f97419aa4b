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
_VENUES = (
    re.compile(
        rf"\b(?:accepted|published|presented|appear(?:ing|s)?)\b(?: as [\w ]{{1,30}}?)? (?:to|at|by|in|for) "
        rf"(?:the )?(?P<name>{_NAME}),? ?(?P<year>20\d\d|'\d\d)\b",
        re.I,
    ),
    re.compile(r"(?:^|[(;.] ?)(?P<name>[A-Z][A-Za-z+&-]{2,}),? ?(?P<year>20\d\d|'\d\d)\b"),
)


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
    for pattern in _VENUES:
        if match := pattern.search(comment):
            year = match["year"].replace("'", "20")
            return f"{match['name'].strip(' ,')} {year}"
    return ""
