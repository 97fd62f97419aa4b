"""Which other plugins are told of the site's pages: where none is, these need not pass through MkDocs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

PAGES = (
    *("files", "nav", "env", "template_context", "pre_page", "page_read_source"),
    *("page_markdown", "page_content", "page_context", "post_page"),
)
"""Events that show plugins the site's pages."""

REST = ("pre_template", "post_template", "post_build")
"""Events that show plugins the rest of the site, as it is written."""


def nobody_listens(config: MkDocsConfig, but: object, events: Sequence[str], *, searched: bool) -> bool:
    """Whether no other plugin or hook is told of the site's pages.

    Args:
        config: MkDocs's configuration, with its plugins.
        but: the plugin that asks.
        events: the events in question.
        searched: whether the theme's own search finds generated pages.
    """
    owners = (
        getattr(method, "__self__", None) for event in events for method in config.plugins.events[event]
    )
    return all(owner is but or _passes_over(owner, searched=searched) for owner in owners)


def _passes_over(owner: Any, *, searched: bool) -> bool:
    """Whether a plugin is Material's search, and passes over pages that are excluded from it."""
    if type(owner).__module__ != "material.plugins.search.plugin":
        return False
    return not (searched and owner.config.enabled)
