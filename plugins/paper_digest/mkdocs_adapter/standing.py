"""Pages of an earlier build that stand in the site's folder as they were written.

A page that would be made of the same things again, and whose files nobody has touched since, stays there.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

from paper_digest.memo import Memo, Shelf, encode

_STAMP = struct.Struct("<QqqQ")


class Standing(NamedTuple):
    """What a page was made from, and its files.

    Attributes:
        made_from: keys of all that the files hold, but for the page's shell.
        shell: what tells that from others.
        files: for each file its path, relative to the site's root, and its stamp.
    """

    made_from: bytes
    shell: bytes
    files: tuple[tuple[str, bytes], ...]


class _Part(NamedTuple):
    """A part of a record: how many there are, and pages by source path."""

    parts: int
    pages: dict[str, Standing]


def stamp_of(found: os.stat_result) -> bytes:
    """What a file system tells of a file that was written anew: 32 bytes, other ones each time.

    As in Git's index, https://git-scm.com/docs/index-format: its size, when its content and when anything
    of it was changed, and its inode.
    """
    return _STAMP.pack(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


class SiteRecord:
    """What stands in a site's folder, kept from one build to the next.

    An entry that is out of date does no harm: its stamps tell.
    """

    def __init__(self, memo: Memo, site: str, *, directory_urls: bool) -> None:
        """Begin the record of a build.

        Args:
            memo: keeps it.
            site: the site's folder.
            directory_urls: MkDocs's `use_directory_urls`, which tells where pages are.
        """
        self._shelf: Shelf[_Part] = memo.shelf("site", _Part)
        self._of = site, directory_urls
        self._parts: list[bytes] = []

    def before(self) -> dict[str, Standing]:
        """What the build before has recorded, by the pages' source paths."""
        first = self._read(range(1))
        rest = self._read(range(1, first[0].parts)) if first else []
        return {uri: standing for part in (*first, *rest) for uri, standing in part.pages.items()}

    def _read(self, numbers: Iterable[int]) -> list[_Part]:
        return list(self._shelf.stored([self._key(number) for number in numbers]).values())

    def _key(self, number: int) -> bytes:
        return self._shelf.key(*self._of, number)

    def add(self, pages: bytes) -> None:
        """Add pages by source path, encoded."""
        self._parts.append(pages)

    def clear(self) -> None:
        """Begin anew."""
        self._parts.clear()

    def finish(self) -> None:
        """Keep what was added, in place of what was there before."""
        count = len(self._parts)
        new = {self._key(n): encode((count, msgspec.Raw(part))) for n, part in enumerate(self._parts)}
        self._shelf.keep(new, new.keys())
        self._parts.clear()


def take_away(site: Path, pages: Iterable[Standing]) -> None:
    """Take pages that stand in a site's folder out of it, as the site no longer has them."""
    _remove(site, (path for page in pages for path, _ in page.files))


def settle(folders: Iterable[Path], site: Path, before: Mapping[str, Standing]) -> set[str]:
    """Take away all that is in some folders of a site but files that stand as they were written.

    Nothing is touched that is not found in these folders, whatever paths the record has.

    Args:
        folders: folders of the site.
        site: the site's folder.
        before: what was written, by the pages' source paths.

    Returns:
        The source paths of the pages whose files all stand.
    """
    stamps = {path: stamp for page in before.values() for path, stamp in page.files}
    root, found = len(str(site)) + 1, set[str]()
    for folder in folders:
        _settle(str(folder), root, stamps, found)
    whole = {
        uri for uri, page in before.items() if page.files and all(path in found for path, _ in page.files)
    }
    _remove(site, found.difference(path for uri in whole for path, _ in before[uri].files))
    return whole


def _settle(folder: str, root: int, stamps: Mapping[str, bytes], found: set[str]) -> bool:
    """Settle a folder; tell whether nothing is left in it. Files that stand are added to those found."""
    empty = True
    for entry in _entries(folder):
        with suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                if _settle(entry.path, root, stamps, found):
                    os.rmdir(entry.path)
                    continue
            else:
                path = entry.path[root:].replace(os.sep, "/")
                if stamps.get(path) != stamp_of(entry.stat(follow_symlinks=False)):
                    os.unlink(entry.path)
                    continue
                found.add(path)
        empty = False
    return empty


def _remove(site: Path, paths: Iterable[str]) -> None:
    for path in paths:
        # What is gone is gone; a folder that holds anything else stays.
        with suppress(OSError):
            (site / path).unlink(missing_ok=True)
            for folder in list(PurePosixPath(path).parents)[:-1]:
                (site / folder).rmdir()


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as found:
        return list(found)
    return []
