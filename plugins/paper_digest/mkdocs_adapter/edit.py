"""Addresses where a line of a source can be edited."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urljoin

from mkdocs.config.defaults import MkDocsConfig

from paper_digest.mkdocs_adapter.config import Project
from paper_digest.model import Position


def edit_urls(project: Project, config: MkDocsConfig) -> Callable[[Position], str]:
    """Make the function that says where a position can be edited.

    Args:
        project: the project's folders; `edit_uri` counts from `docs_dir`, and a source elsewhere is
            reached from there by `../`.
        config: MkDocs's configuration with `repo_url`, `edit_uri` and `edit_uri_template`.

    Returns:
        From a position to a URL with the line as `#L…`, the form that code hosts share; "" where
        the project has no `edit_uri`, or the source is not in the repository of `docs_dir`.
    """
    base = config.repo_url or ""
    if base and not base.endswith("/"):
        base += "/"
    template, uri = config.edit_uri_template, config.edit_uri

    # Every paper of a digest asks, more than once.
    @lru_cache
    def of_file(shown_as: str) -> str:
        absolute = Path(os.path.normpath(project.root / shown_as))
        path = quote(Path(os.path.relpath(absolute, project.docs)).as_posix())
        target = (
            template.format(path=path, path_noext=path.rpartition(".")[0]) if template else f"{uri}{path}"
        )
        return urljoin(base, target)

    def edit_url(position: Position) -> str:
        if not (template or uri):
            return ""
        return of_file(position.path) + (f"#L{position.line}" if position.line else "")

    return edit_url
