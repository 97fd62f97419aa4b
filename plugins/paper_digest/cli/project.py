"""Which digests a command speaks of, and where facts are: from `mkdocs.yml`, or named one by one."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from msgspec import Struct

from paper_digest.cli.command import Commands as Commands
from paper_digest.model import Digest
from paper_digest.parse import parse_digest
from paper_digest.sources import Folder, read_sources

_CACHE = Path(".cache/paper-digest")


class Place(Struct, frozen=True):
    """Where a command works.

    Attributes:
        digests: folders of digests.
        facts: the folder of facts.
        cache: the folder for what runs remember.
        overlays: the folder of overlays, None where there is none.
        glossary: the editor's own glossary, None where there is none.
    """

    digests: tuple[Folder, ...]
    facts: Path
    cache: Path
    overlays: Folder | None = None
    glossary: Folder | None = None

    @property
    def shown_facts(self) -> str:
        """The folder of facts as the editor knows it."""
        return shown(self.facts)


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that tell the place."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="digests, or folders of digests, with --facts"
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the project's configuration (default: mkdocs.yml)"
    )
    parser.add_argument("--facts", type=Path, metavar="FOLDER", help="the folder of facts, with PATH")


def place_of(options: argparse.Namespace) -> Place:
    """The place that the arguments tell; ends the program with status 2 where they do not."""
    if options.paths:
        if options.config or not options.facts:
            options.parser.error("name either --config, or PATH and --facts")
        for path in options.paths:
            if not path.exists():
                options.parser.error(f"{path} does not exist")
        return Place(tuple(Folder(path, path.as_posix()) for path in options.paths), options.facts, _CACHE)
    # MkDocs takes a third of a second to load, and only here.
    from paper_digest.mkdocs_adapter.command import NoProject, folders_of

    try:
        folders = folders_of(options.config or Path("mkdocs.yml"))
    except NoProject as error:
        options.parser.error(str(error))
    facts = options.facts or folders.facts
    return Place(folders.digests, facts, folders.cache, folders.overlays, folders.glossary)


def read_digests(place: Place) -> list[Digest]:
    """All digests of the place."""
    return [parse_digest(file)[0] for file in read_sources(place.digests).digests]


def shown(path: Path) -> str:
    """A path as the editor knows it: from the current folder where it is below, with forward slashes."""
    relative = os.path.relpath(path)
    return (path if relative.startswith("..") else Path(relative)).as_posix()
