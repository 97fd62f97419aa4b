"""Who else is told of the site's pages: where nobody is, they need not pass through MkDocs's events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

HEARD = (
    *("files", "nav", "env", "template_context", "pre_page", "page_read_source"),
    *("page_markdown", "page_content", "page_context", "post_page"),
)
"""Events that show plugins the site's pages."""

SEEN = ("pre_template", "post_template", "post_build")
"""Events that show plugins the rest of the site, as it is written."""


def nobody_listens(config: MkDocsConfig, but: object, *, searched: bool, to: Sequence[str] = HEARD) -> bool:
    """Whether no other plugin or hook is told of the site's pages.

    Args:
        config: MkDocs's configuration, with its plugins.
        but: the plugin that asks.
        searched: whether the theme's own search finds generated pages.
        to: the events in question.
    """
    owners = (getattr(method, "__self__", None) for event in to for method in config.plugins.events[event])
    return all(owner is but or _is_deaf(owner, searched=searched) for owner in owners)


def _is_deaf(owner: Any, *, searched: bool) -> bool:
    """Whether a plugin is Material's search, and passes over pages that are excluded from it."""
    if type(owner).__module__ != "material.plugins.search.plugin":
        return False
    return not (searched and owner.config.enabled)
