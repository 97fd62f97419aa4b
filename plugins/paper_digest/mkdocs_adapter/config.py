"""The plugin's options, and the project's folders that follow from them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import BaseConfigOption, Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from msgspec import Struct

import paper_digest
from paper_digest.build.cache import Cache
from paper_digest.build.pool import Pool
from paper_digest.build.stages import Build
from paper_digest.build.versions import fingerprint_of
from paper_digest.sources import Folder

CACHE = ".cache/paper-digest"
"""Where the cache is kept unless an option says otherwise, from the folder of `mkdocs.yml`."""

_CODE = (".py", ".html", ".yml", ".toml")
_LIBRARIES = (
    *("ahocorasick-rs", "comrak-ext", "Jinja2", "MarkupSafe", "math-core", "msgspec", "nh3", "numpy"),
    *("pylatexenc", "pypinyin", "PyYAML"),
)

ARTICLES = "paper-digest/articles"
"""Where a project's own templates of articles are, below its `custom_dir`."""


class Folders(BaseConfigOption[Sequence[str]]):
    """One folder, or a list of folders."""

    def run_validation(self, value: object) -> Sequence[str]:
        """Accept a string or a list of strings.

        Raises:
            ValidationError: the value is neither.
        """
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v for v in values):
            raise ValidationError(f"Expected a folder or a list of folders, but found {value!r}.")
        return values


class PluginConfig(Config):  # type: ignore[no-untyped-call]
    """Options under `plugins: paper-digest:`; see `docs/configuration.md`."""

    digests = c.Optional(Folders())
    overlays = c.Optional(c.Type(str))
    topics = c.Optional(c.Type(str))
    glossary = c.Optional(c.Type(str))
    search = c.Type(bool, default=True)
    cache = c.Type((str, bool), default=True)
    offline = c.Type(bool, default=True)


class Project(Struct, frozen=True):
    """Where a project keeps its sources.

    Attributes:
        root: the folder of `mkdocs.yml`; relative folders count from it.
        docs: MkDocs's `docs_dir`.
        digests: folders of digests.
        overlays: folder of overlays, None where there is none.
        topics: the taxonomy's file, None where there is none.
        glossary: the editor's own glossary, None where there is none.
        cache: folder for what later builds can use again, None where they shall not.
        templates: the project's own templates of articles, None where it has none.
    """

    root: Path
    docs: Path
    digests: tuple[Folder, ...]
    overlays: Folder | None
    topics: Folder | None
    glossary: Folder | None
    cache: Path | None
    templates: Path | None

    def watched(self) -> list[str]:
        """What a development server watches beside `docs_dir`."""
        named = [*self.digests, *(item for item in (self.overlays, self.topics, self.glossary) if item)]
        return [
            str(item.path) for item in named if not item.path.is_relative_to(self.docs) and item.path.exists()
        ]

    def in_docs(self, absolute: str) -> str | None:
        """The path of a file below `docs_dir` as MkDocs counts it, None where it is elsewhere."""
        path = Path(absolute)
        return path.relative_to(self.docs).as_posix() if path.is_relative_to(self.docs) else None


def project_of(options: PluginConfig, config: MkDocsConfig) -> Project:
    """Resolve the plugin's folders.

    Args:
        options: the plugin's options, validated.
        config: MkDocs's configuration.

    Returns:
        The project; `digests` and `papers` below `docs_dir`, `topics.yml` and `glossary.yml` in it, where
        the options do not name others.

    Raises:
        ValidationError: a folder that an option names does not exist.
    """
    root = Path(config.config_file_path).parent.absolute() if config.config_file_path else Path.cwd()
    docs = Path(config.docs_dir).absolute()

    def folder(path: Path, *, named: str | None) -> Folder | None:
        exists = path.is_file() if path.suffix in (".yml", ".yaml") else path.is_dir()
        if not exists and named:
            raise ValidationError(
                f"The option '{named}' of paper-digest names {str(path)!r}, which does not exist."
            )
        shown_as = Path(os.path.relpath(path, root)).as_posix()
        # A project whose own folder holds its digests has its pages and its site below that folder.
        return Folder(path, shown_as, (docs, Path(config.site_dir).absolute())) if exists else None

    def one(value: str | None, default: str, name: str) -> Folder | None:
        path = root / value if value else docs / default
        return folder(Path(os.path.normpath(path)), named=name if value else None)

    named: list[Any] = list(options.digests or [])
    digests = [one(value, "digests", "digests") for value in named or [None]]
    return Project(
        root=root,
        docs=docs,
        digests=tuple(item for item in digests if item),
        overlays=one(options.overlays, "papers", "overlays"),
        topics=one(options.topics, "topics.yml", "topics"),
        glossary=one(options.glossary, "glossary.yml", "glossary"),
        cache=root / (CACHE if options.cache is True else str(options.cache)) if options.cache else None,
        templates=Path(config.theme.custom_dir, ARTICLES) if config.theme.custom_dir else None,
    )


def engine_of(project: Project, before: Build | None, *, serving: bool) -> Build:
    """What runs the stages of a project's builds.

    Args:
        project: where the cache is, and the project's own templates, which results depend on.
        before: that of the build before in this process, which holds processes and results.
        serving: whether another build may follow in this process.
    """
    salt = fingerprint_of(Path(paper_digest.__file__).parent, _CODE, _LIBRARIES, project.templates)
    if before is None or not before.is_for(project.cache):
        if before:
            before.close()
        before = Build(Cache(project.cache), Pool(1), in_memory=serving)
    before.salt = salt
    before.cache.begin()
    return before
