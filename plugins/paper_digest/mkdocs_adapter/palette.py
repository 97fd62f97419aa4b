"""The theme's palette, as `mkdocs.yml` says it: the colours before a reader chooses."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig


def first_palette(config: MkDocsConfig) -> dict[str, Any]:
    """The palette that pages come with; {} where the theme has its own."""
    palettes = config.theme.get("palette") or {}
    first = palettes[0] if isinstance(palettes, list) else palettes
    return first if isinstance(first, dict) else {}
