"""The site that an earlier build wrote, taken away while the next one is planned.

MkDocs empties the site's folder before it does anything else; with tens of thousands of files that takes
longer than all the rest of its start.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path

_NAME = ".paper-digest-old"
_LARGE = 500
"""With fewer papers, a process of its own does not pay."""


class OldSite:
    """Folders of an old site that are being deleted."""

    def __init__(self, site: Path) -> None:
        """Move folders of many files out of the new site's way, and begin to delete them.

        Args:
            site: the site's folder; where it is small, nothing is done.
        """
        self._folder = site / _NAME
        self._process: multiprocessing.process.BaseProcess | None = None
        # A build that was killed may have left its own behind; MkDocs would leave it where it is.
        if not self._folder.is_dir() and not (_can_fork() and _is_large(site)):
            return
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            for name in ("papers", "digests", "topics"):
                if (site / name).is_dir() and not (site / name).is_symlink():
                    (site / name).rename(self._folder / name)
        if _can_fork():
            self._process = multiprocessing.get_context("fork").Process(target=self._delete, daemon=True)
            self._process.start()

    def close(self) -> None:
        """Wait until the old site is gone."""
        if self._process:
            self._process.join()
            self._process = None
        self._delete()

    def _delete(self) -> None:
        if self._folder.is_dir():
            shutil.rmtree(self._folder, ignore_errors=True)


def _is_large(site: Path) -> bool:
    try:
        with os.scandir(site / "papers") as papers:
            return any(number >= _LARGE for number, _ in enumerate(papers))
    except OSError:
        return False


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
