"""Titles in both languages that an editor writes as one: `About · 关于`."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from paper_digest.render.words import BETWEEN, plain_both, words

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


def name_settings(config: MkDocsConfig) -> None:
    """Mark the site's name and the labels of the theme's palettes; name the links to headings in both."""
    config.site_name = both_languages(config.site_name)
    if (contents := config.mdx_configs.get("toc")) and contents.get("permalink"):
        contents.setdefault("permalink_title", plain_both(words("permalink")))
    palettes = config.theme.get("palette") or []
    for palette in palettes if isinstance(palettes, list) else []:
        toggle = palette.get("toggle") or {}
        if isinstance(toggle.get("name"), str):
            toggle["name"] = both_languages(toggle["name"])


def name_pages(nav: Navigation) -> None:
    """Mark the titles of a navigation's sections, links and titled pages."""
    pending: list[StructureItem] = list(nav.items)
    while pending:
        item = pending.pop()
        # A page's title may still be unknown; asking for it would settle it too early.
        title = vars(item).get("title")
        if title:
            item.title = both_languages(title)
        pending += getattr(item, "children", None) or []


def flatten(nav: Navigation, listings: Sequence[str]) -> None:
    """Put the generated pages of a navigation that nobody wrote on its first level, behind the home page.

    MkDocs makes a section of each folder, named after it in English.

    Args:
        nav: MkDocs's navigation.
        listings: the source paths of generated pages, in the order in which they are shown.
    """
    place = {uri: number for number, uri in enumerate(listings)}
    items = [_only_page(item, place) or item for item in nav.items]

    def order(item: StructureItem) -> int:
        return place.get(item.file.src_uri, len(place)) if isinstance(item, Page) else len(place)

    nav.items[:] = sorted(items, key=order)
    for item in nav.items:
        item.parent = None


def _only_page(item: StructureItem, known: Container[str]) -> Page | None:
    """The generated page of a section that holds nothing else."""
    if not isinstance(item, Section) or len(item.children) != 1:
        return None
    (child,) = item.children
    return child if isinstance(child, Page) and child.file.src_uri in known else None
