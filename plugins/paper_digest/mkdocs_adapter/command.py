"""A project for commands: what its `mkdocs.yml` says of folders, without a build."""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.base import ValidationError
from mkdocs.exceptions import MkDocsException
from msgspec import Struct

from paper_digest.mkdocs_adapter.config import CACHE, PluginConfig, project_of
from paper_digest.sources import Folder

_NAMES = ("paper-digest", "paper_digest")


class NoProject(Exception):
    """A configuration that is none of this plugin's; the text says why."""


class Folders(Struct, frozen=True):
    """Where a command finds a project's files.

    Attributes:
        root: the folder of `mkdocs.yml`.
        digests: folders of digests.
        facts: the folder of facts, which need not exist.
        overlays: the folder of overlays, None where there is none.
        glossary: the editor's own glossary, None where there is none.
        cache: the folder for what runs remember.
    """

    root: Path
    digests: tuple[Folder, ...]
    facts: Path
    cache: Path
    overlays: Folder | None = None
    glossary: Folder | None = None


def folders_of(path: Path) -> Folders:
    """Read a project's configuration as MkDocs does.

    Args:
        path: the `mkdocs.yml`.

    Raises:
        NoProject: it cannot be read, is not valid, or does not use the plugin.
    """
    try:
        config = load_config(str(path))
        plugin = next((config.plugins[name] for name in _NAMES if name in config.plugins), None)
        if plugin is None:
            raise NoProject(f"{path} does not name the plugin paper-digest")
        options: PluginConfig = plugin.config
        project = project_of(options, config)
    except (MkDocsException, ValidationError) as error:
        raise NoProject(f"{path}: {error}") from None
    facts = project.root / options.facts if options.facts else project.docs / "facts"
    cache = project.cache or project.root / CACHE
    return Folders(
        project.root,
        project.digests,
        Path(os.path.normpath(facts)),
        cache,
        project.overlays,
        project.glossary,
    )
