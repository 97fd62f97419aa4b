"""The sides of the comparison, each as: prepare sources once, then a command that builds from them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Case:
    """What is built.

    Attributes:
        papers: how many.
        digests: a copy of the corpus that may be edited.
        folder: an empty folder for the side's sources and output.
    """

    papers: int
    digests: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Job:
    """How to build.

    Attributes:
        command: the program and its arguments.
        then: a second program that completes the site, () for none.
        site: the folder that it writes.
        caches: folders that have to go before a cold build, beside `site`.
        edited: the source that a warm build finds changed.
        paper: id of the last paper in it.
        env: variables to set.
    """

    command: tuple[str, ...]
    site: Path
    caches: tuple[Path, ...]
    edited: Path
    paper: str
    env: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    then: tuple[str, ...] = ()

    def forget(self) -> None:
        """Remove the site and all caches, so that the next build is cold."""
        for folder in (self.site, *self.caches):
            shutil.rmtree(folder, ignore_errors=True)


def copied(digests: Path, folder: Path) -> Path:
    """A copy of a corpus that may be edited, in a case's folder."""
    return Path(shutil.copytree(digests, folder / "digests"))


class Side(Protocol):
    """One site generator."""

    name: str

    def version(self) -> str:
        """The version that is measured."""

    def prepare(self, case: Case) -> Job:
        """Write the side's sources for a case."""
