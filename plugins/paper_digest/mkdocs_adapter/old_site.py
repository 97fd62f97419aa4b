"""The site that an earlier build wrote: what stands of it is found out while the next one is planned.

MkDocs empties the site's folder before it does anything else; with tens of thousands of files that takes
longer than all the rest of its start, and most of them would be written again as they were.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from paper_digest.mkdocs_adapter.standing import Standing, settle
from paper_digest.workers import Helper, give_way

_NAME = ".paper-digest-old"
_FOLDERS = ("papers", "digests", "topics")
_LARGE = 500
"""With fewer papers it is quickest to let MkDocs do it."""


class OldSite:
    """Folders of an old site."""

    def __init__(self, site: Path) -> None:
        """Move folders of many files out of MkDocs's way.

        Args:
            site: the site's folder; where it is small, nothing is done.
        """
        self._site = site
        self._aside = site / _NAME
        self._before: Mapping[str, Standing] = {}
        self._settled: Callable[[], set[str]] = set
        # A build that was killed may have left its own behind; MkDocs would leave it where it is.
        if self._aside.is_dir() or _is_large(site):
            with suppress(OSError):
                self._aside.mkdir(exist_ok=True)
            _move(site, self._aside)

    def begin(self, recorded: Callable[[], Mapping[str, Standing]]) -> None:
        """Begin to take away what cannot stay; MkDocs must have emptied the site's folder.

        Args:
            recorded: gives the pages that may stay, by their source paths; without any, nothing does. Not
                called where there is nothing to look through.
        """
        if not self._aside.is_dir():
            return
        before = recorded()
        folders = _move(self._aside, self._site) if before else []

        def settled(_: None) -> set[str]:
            standing = settle(folders, self._site, before)
            shutil.rmtree(self._aside, ignore_errors=True)
            return standing

        self._before = before
        # What reads digests comes first.
        self._settled = Helper(settled, give_way).begin(None)

    def standing(self) -> dict[str, Standing]:
        """The pages that stand in the site's folder, by source path; by now the rest is gone."""
        settled, self._settled = self._settled, set
        return {uri: self._before[uri] for uri in settled()}

    def close(self) -> None:
        """Wait until what cannot stay is gone."""
        self.standing()


def _move(here: Path, there: Path) -> list[Path]:
    """Move an old site's folders; give those that could be moved."""
    moved = []
    for name in _FOLDERS:
        with suppress(OSError):
            if not (here / name).is_symlink():
                moved.append((here / name).rename(there / name))
    return moved


def _is_large(site: Path) -> bool:
    try:
        with os.scandir(site / "papers") as papers:
            return any(number >= _LARGE for number, _ in enumerate(papers))
    except OSError:
        return False
