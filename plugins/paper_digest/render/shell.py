"""The compiled shell: a page of the theme rendered once, and filled in for every page of its kind.

To render the theme around an article takes longer than everything else about a page, and differs between
pages in a handful of slots alone. A shell is that page with marks in the slots.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from paper_digest.render.article import Article
from paper_digest.render.words import plain_both, spans

SLOTS = ("title", "heading", "description", "canonical", "head", "content")
"""What differs from page to page, as the theme's templates print it."""

COMPARED = 2
"""The first page of a shell tells what slots lose, the second what the shell took from the first."""

_MARKS = re.compile(r"(?:<!--<h1>-->)?@@paper-digest:([a-z_]+)@@")

Values = Mapping[str, str]
"""HTML for each slot."""

_Kind = tuple[int, tuple[str, ...], tuple[str, ...]]
"""What a shell depends on: the page's depth, its place in the navigation, the slots that are used."""


def values_of(article: Article, canonical: str) -> Values:
    """What goes into the slots of a page.

    Args:
        article: the page's article.
        canonical: the page's full address, "" where the site has none.
    """
    return {
        "title": html.escape(plain_both(article.title)),
        "heading": str(spans(article.title)),
        "description": html.escape(article.description),
        "canonical": canonical,
        "head": article.head,
        "content": article.content,
    }


class Shells:
    """Makes shells, fills them, and checks that they give what the theme would.

    Attributes:
        differences: what shells gave that the theme does not: a page's source path and where they part.
    """

    def __init__(self, in_full: Callable[[str, Values], str], navigation: Iterable[str]) -> None:
        """Begin with no shell.

        Args:
            in_full: renders a page by the theme alone, from its source path and the values of its slots.
            navigation: addresses of the pages of the navigation.
        """
        self._in_full = in_full
        ways = [tuple(url.split("/")) for url in navigation]
        self._folders = frozenset(way[:length] for way in ways for length in range(1, len(way) + 1))
        self._shells: dict[_Kind, Shell | None] = {}
        self._filled: Counter[_Kind] = Counter()
        self.differences: list[tuple[str, str]] = []

    def page_html(self, uri: str, url: str, values: Values) -> str:
        """Make a page: by its shell, or by the theme alone where there is no shell that can be trusted.

        Args:
            uri: the page's source path.
            url: its address relative to the site's root.
            values: HTML for each slot.

        Returns:
            The page.
        """
        kind = self._kind(url, tuple(slot for slot in SLOTS if values[slot]))
        shell = self._shell(kind, uri)
        if shell is None:
            return self._in_full(uri, values)
        page = shell.fill(values)
        self._filled[kind] += 1
        if self._filled[kind] > COMPARED:
            return page
        full = self._in_full(uri, values)
        if page != full:
            self._shells[kind] = None
            self.differences.append((uri, first_difference(page, full)))
        return full

    def key(self, uri: str, url: str, used: Iterable[str]) -> bytes:
        """What tells the shell of a page from others; b"" where there is none that can be trusted.

        Args:
            uri: the page's source path.
            url: its address relative to the site's root.
            used: the slots that are not empty.
        """
        there = frozenset(used)
        shell = self._shell(self._kind(url, tuple(slot for slot in SLOTS if slot in there)), uri)
        return shell.key if shell else b""

    def _shell(self, kind: _Kind, uri: str) -> Shell | None:
        if kind not in self._shells:
            used = kind[2]
            self._shells[kind] = Shell(
                self._in_full(uri, {slot: mark(slot) if slot in used else "" for slot in SLOTS})
            )
        return self._shells[kind]

    def _kind(self, url: str, used: tuple[str, ...]) -> _Kind:
        """The kind of a page; links to the navigation depend on the folders that the page shares with it."""
        place = tuple(url.split("/"))
        while place and place not in self._folders:
            place = place[:-1]
        return url.count("/"), place, used


def mark(slot: str) -> str:
    """The text that stands for a slot while the theme renders.

    It survives unchanged the filters that themes put titles through. That of the content looks like
    an article with a heading of its own, so that the theme adds none.
    """
    heading = "<!--<h1>-->" if slot == "content" else ""
    return f"{heading}@@paper-digest:{slot}@@"


class Shell:
    """A page with slots.

    Attributes:
        key: a hash of the page.
    """

    def __init__(self, page: str) -> None:
        """Cut a rendered page, in HTML, at its marks."""
        self._parts = _MARKS.split(page)
        self._slots = [(at, self._parts[at]) for at in range(1, len(self._parts), 2)]
        self.key = hashlib.blake2b(page.encode("utf-8", "xmlcharrefreplace"), digest_size=16).digest()

    def fill(self, values: Values) -> str:
        """Make a page.

        Raises:
            KeyError: a slot has no value.
        """
        parts = self._parts.copy()
        for at, name in self._slots:
            parts[at] = values[name]
        return "".join(parts)


def first_difference(ours: str, theirs: str, width: int = 60) -> str:
    """Say where two pages part, for a message: both from the first difference on, cut to a width."""
    at = next(_differing(ours, theirs))
    return f"{ours[at : at + width]!r} instead of {theirs[at : at + width]!r}"


def _differing(ours: str, theirs: str) -> Iterator[int]:
    yield from (index for index, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1])
    yield min(len(ours), len(theirs))
