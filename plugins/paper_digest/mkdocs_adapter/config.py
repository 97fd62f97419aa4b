"""The plugin's options, and the project's folders that follow from them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
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
from paper_digest.codes import ALL_CODES
from paper_digest.sources import PACKAGE_TOPICS, Folder, Sources, read_sources

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
        """Accept a string or a list of strings; a folder may be named by a year.

        Raises:
            ValidationError: the value is neither.
        """
        listed = value if isinstance(value, list) else [value]
        values = [str(one) for one in listed if (isinstance(one, str) and one) or type(one) is int]
        if not values or len(values) < len(listed):
            raise ValidationError(f"Expected a folder or a list of folders, but found {value!r}.")
        return values


class Topics(BaseConfigOption[str | bool | Mapping[str, str]]):
    """A file, `true` for the topics of the package, `false` for none, or `{extend: FILE}`."""

    def run_validation(self, value: object) -> str | bool | Mapping[str, str]:
        """Accept one of these.

        Raises:
            ValidationError: the value is none.
        """
        if isinstance(value, bool) or (isinstance(value, str) and value):
            return value
        if isinstance(value, dict) and list(value) == ["extend"] and isinstance(value["extend"], str):
            return value
        raise ValidationError(f"Expected a file, true, false or {{extend: FILE}}, but found {value!r}.")


class Allowed(BaseConfigOption[Sequence[tuple[str, str]]]):
    """Findings that may pass `--strict`: codes, or `code: path` where paths are patterns such as `2024/*`."""

    def run_validation(self, value: object) -> Sequence[tuple[str, str]]:
        """Accept a list of codes and of mappings from a code to a pattern, or to a list of them.

        Raises:
            ValidationError: the value is something else, or a code is not known.
        """
        found: list[tuple[str, str]] = []
        for one in value if isinstance(value, list) else [value]:
            for code, paths in (one if isinstance(one, dict) else {one: "*"}).items():
                known = [one.name for one in ALL_CODES]
                if code not in known:
                    near = get_close_matches(str(code), known, 1)
                    hint = f" Did you mean {near[0]!r}?" if near else ""
                    raise ValidationError(f"{code!r} is the code of no finding.{hint}")
                found += [(str(code), str(path)) for path in (paths if isinstance(paths, list) else [paths])]
        return found


class PluginConfig(Config):  # type: ignore[no-untyped-call]
    """Options under `plugins: paper-digest:`; see `docs/configuration.md`."""

    digests = c.Optional(Folders())
    overlays = c.Optional(c.Type(str))
    topics = c.Optional(Topics())
    glossary = c.Optional(c.Type(str))
    facts = c.Optional(c.Type(str))
    authors = c.Optional(c.Type(str))
    search = c.Type(bool, default=True)
    cache = c.Type((str, bool), default=True)
    offline = c.Type(bool, default=True)
    exclude = c.Optional(Folders())
    allow = c.Optional(Allowed())
    content_security_policy = c.Type((bool, dict), default=True)
    default_language = c.Optional(c.Choice(("en", "zh", "both")))


class Project(Struct, frozen=True):
    """Where a project keeps its sources.

    Attributes:
        root: the folder of `mkdocs.yml`; relative folders count from it.
        docs: MkDocs's `docs_dir`.
        digests: folders of digests.
        overlays: folder of overlays, None where there is none.
        facts: folder of facts, None where there is none.
        looked_in: the folders of digests as they were named, whether or not they are there.
        topics: the taxonomy's file, None where there is none.
        more_topics: a file whose topics come beside those.
        glossary: the editor's own glossary, None where there is none.
        authors: what the editor says of authors, None where there is nothing.
        cache: folder for what later builds can use again, None where they shall not.
        templates: the project's own templates of articles, None where it has none.
    """

    root: Path
    docs: Path
    digests: tuple[Folder, ...]
    overlays: Folder | None
    facts: Folder | None
    looked_in: tuple[str, ...]
    topics: Folder | None
    more_topics: Folder | None
    glossary: Folder | None
    authors: Folder | None
    cache: Path | None
    templates: Path | None

    def watched(self) -> list[str]:
        """What a development server watches beside `docs_dir`."""
        others = (self.overlays, self.facts, self.topics, self.more_topics, self.glossary, self.authors)
        named = [*self.digests, *(one for one in others if one)]
        return [
            str(item.path) for item in named if not item.path.is_relative_to(self.docs) and item.path.exists()
        ]

    def read(self) -> Sources:
        """Read all that the site is made of."""
        return read_sources(
            self.digests,
            self.overlays,
            self.topics,
            self.glossary,
            self.root,
            self.more_topics,
            self.facts,
            self.authors,
        )


def project_of(options: PluginConfig, config: MkDocsConfig) -> Project:
    """Resolve the plugin's folders.

    Args:
        options: the plugin's options, validated.
        config: MkDocs's configuration.

    Returns:
        The project; `digests` and `papers` below `docs_dir`, `topics.yml`, `glossary.yml` and
        `authors.yml` in it, where the options do not name others.

    Raises:
        ValidationError: a folder that an option names does not exist.
    """
    root = Path(config.config_file_path).parent.absolute() if config.config_file_path else Path.cwd()
    docs = Path(config.docs_dir).absolute()
    find = _Finder(root, docs, Path(config.site_dir).absolute(), tuple(options.exclude or ()))
    named: list[Any] = list(options.digests or [])
    digests = [find(value, "digests", "digests") for value in named or [None]]
    topics = options.topics
    more = find(topics["extend"], "", "topics") if isinstance(topics, Mapping) else None
    own = None if more else find(topics if isinstance(topics, str) else None, "topics.yml", "topics")
    return Project(
        root=root,
        docs=docs,
        digests=tuple(item for item in digests if item),
        looked_in=tuple(named) or (find.shown(docs / "digests"),),
        overlays=find(options.overlays, "papers", "overlays"),
        # Named before the first run of `enrich` makes it.
        facts=find(options.facts, "facts", "facts", must_exist=False),
        topics=None if topics is False else own if own and topics is not True else PACKAGE_TOPICS,
        more_topics=more,
        glossary=find(options.glossary, "glossary.yml", "glossary"),
        authors=find(options.authors, "authors.yml", "authors"),
        cache=root / (CACHE if options.cache is True else str(options.cache)) if options.cache else None,
        templates=Path(config.theme.custom_dir, ARTICLES) if config.theme.custom_dir else None,
    )


class _Finder:
    """Finds the folders and files that options name."""

    def __init__(self, root: Path, docs: Path, site: Path, exclude: tuple[str, ...]) -> None:
        self.root, self.docs, self.exclude = root, docs, exclude
        # A project whose own folder holds its digests has its pages and its site below that folder.
        self.without = (docs, site)

    def shown(self, path: Path) -> str:
        """A path as the editor knows it."""
        return Path(os.path.relpath(path, self.root)).as_posix()

    def __call__(
        self, value: str | None, default: str, option: str, *, must_exist: bool = True
    ) -> Folder | None:
        """What an option names; what is there by default where it names nothing."""
        path = self.root / os.path.expandvars(os.path.expanduser(value)) if value else self.docs / default
        path = Path(os.path.normpath(path))
        is_file = path.suffix in (".yml", ".yaml")
        if not (path.is_file() if is_file else path.is_dir()):
            if value and must_exist:
                raise ValidationError(self._missing(path, value, option, is_file=is_file))
            return None
        return Folder(path, self.shown(path), self.without, self.exclude)

    def _missing(self, path: Path, value: str, option: str, *, is_file: bool) -> str:
        if path.exists():
            other = "a folder" if is_file else "the folder that it is in"
            return f"The option '{option}' of paper-digest names {value!r}, which is a file: name {other}."
        parent = path.parent
        there = [one.name for one in parent.iterdir()] if parent.is_dir() else []
        near = get_close_matches(path.name, there, 1)
        hint = f" Did you mean {self.shown(parent / near[0])!r}?" if near else ""
        return (
            f"The option '{option}' of paper-digest names {value!r}, which does not exist: looked for "
            f"{path}, as relative names count from the folder of mkdocs.yml.{hint}"
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
