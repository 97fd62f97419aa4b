"""Titles in both languages that an editor writes as one: `About · 关于`."""

from __future__ import annotations

import re

from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation

from paper_digest.render.words import BETWEEN

_BOTH = re.compile(r"(?P<en>[^\u3400-\u9fff]*\S) · (?P<zh>.*[\u3400-\u9fff].*)")


def both_languages(title: str) -> str:
    """Mark a title that holds both languages, so that the toggle can tell them apart.

    Args:
        title: such as `About · 关于`: no Chinese character before ` · `, one at least behind it.

    Returns:
        The title with `BETWEEN` in place of ` · `; any other title as it is.
    """
    match = _BOTH.fullmatch(title)
    return f"{match['en']}{BETWEEN}{match['zh']}" if match else title


def name_pages(nav: Navigation) -> None:
    """Mark the titles of a navigation's sections, links and titled pages."""
    pending: list[StructureItem] = list(nav.items)
    while pending:
        item = pending.pop()
        if item.__dict__.get("title"):
            item.title = both_languages(item.title)  # type: ignore[misc]
        pending += item.children or []
