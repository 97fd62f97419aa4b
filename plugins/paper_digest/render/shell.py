"""The compiled shell: a page of the theme rendered once, filled in for every paper.

Rendering the theme around an article takes longer than everything else about a page, and differs
between papers in a handful of places alone. A shell is that page with marks in those places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_MARKS = re.compile(r"(?:<!--<h1>-->)?@@paper-digest:([a-z_]+)@@")


def mark(name: str) -> str:
    """The text that stands for a slot while the theme renders.

    It survives unchanged the filters that themes put titles through. That of the content looks like
    an article with a heading of its own, so that the theme adds none.

    Args:
        name: the slot's name, of `a-z` and `_`.

    Returns:
        The mark.
    """
    heading = "<!--<h1>-->" if name == "content" else ""
    return f"{heading}@@paper-digest:{name}@@"


class Shell:
    """A page with slots."""

    def __init__(self, page: str) -> None:
        """Cut a rendered page at its marks.

        Args:
            page: HTML that holds marks.
        """
        pieces = _MARKS.split(page)
        self._parts = pieces
        self._slots = tuple((index, pieces[index]) for index in range(1, len(pieces), 2))

    @property
    def slots(self) -> frozenset[str]:
        """The names of the slots that the page has."""
        return frozenset(name for _, name in self._slots)

    def fill(self, values: Mapping[str, str]) -> str:
        """Make a page.

        Args:
            values: HTML for every slot.

        Returns:
            The page.

        Raises:
            KeyError: a slot has no value.
        """
        parts = self._parts.copy()
        for index, name in self._slots:
            parts[index] = values[name]
        return "".join(parts)


def first_difference(ours: str, theirs: str, width: int = 60) -> str:
    """Say where two pages part, for a message.

    Args:
        ours: a text.
        theirs: another that differs from it.
        width: characters to show of each.

    Returns:
        Both texts from the first difference on, cut to `width`.
    """
    at = next(_differing(ours, theirs))
    return f"{ours[at : at + width]!r} instead of {theirs[at : at + width]!r}"


def _differing(ours: str, theirs: str) -> Iterator[int]:
    yield from (index for index, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1])
    yield min(len(ours), len(theirs))
