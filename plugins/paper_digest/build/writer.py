"""The writer: a site's files, of which those that differ from the last build's are written.

Files are written into a folder beside the site and moved into it at the end, so that a build that fails
leaves the last site as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

RECORD = "written.msgpack"
"""The name, in the cache's folder, of the record of what the last build wrote."""

_NEW = ".paper-digest-new"
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


class Written(Struct, frozen=True, array_like=True):
    """A file as it was written.

    Attributes:
        key: what its content was made of, as a hash.
        size, changed: bytes, and nanoseconds of its last change; another stamp means that somebody wrote it.
    """

    key: bytes
    size: int
    changed: int


class _Record(Struct, frozen=True):
    """What a build wrote: the site's folder, and its files by path relative to it."""

    site: str
    files: dict[str, Written]


class Writer:
    """Writes a site's files into `folder`, and moves them into the site's own folder at the end.

    Attributes:
        site: the site's folder.
        folder: where files are written: in the site's folder, hidden, so that moving them takes no copying.
    """

    def __init__(self, site: Path, record: Path | None = None, *, in_place: bool = False) -> None:
        """Begin with what the last build left.

        Args:
            site: the site's folder.
            record: the file that keeps what was written; None where nothing is kept.
            in_place: whether files go straight into the site's folder, of which all others stay.
        """
        self.site = site
        self.folder = site if in_place else site / _NEW
        self._record = record
        self._before = {} if in_place else _read_record(record, site)
        self._kept: dict[str, Written] = {}
        self._keys: dict[str, bytes] = {}
        self.abandon()

    @property
    def is_fresh(self) -> bool:
        """Whether nothing is known of an earlier build, so that no file can be kept."""
        return not self._before

    def keep(self, files: Iterable[str], key: bytes) -> bool:
        """Keep files of the last build, if all of them are there as they were written.

        Args:
            files: paths relative to the site.
            key: what they would be made of now.

        Returns:
            Whether they are kept, and so need not be written.
        """
        kept: dict[str, Written] = {}
        for path in files:
            before = self._before.get(path)
            if before is None or before.key != key or before != _stamp(self.site / path, key):
                return False
            kept[path] = before
        self._kept |= kept
        return True

    def write(self, path: str, content: bytes, key: bytes = b"") -> None:
        """Write a file.

        Args:
            path: relative to the site.
            content: what it shall hold.
            key: what the content was made of, so that the next build can keep the file; b"" if it cannot.
        """
        write_bytes(f"{self.folder}/{path}", content)
        if key:
            self._keys[path] = key

    def clear(self, folder: str) -> None:
        """Remove a folder of the site that is about to be written anew."""
        shutil.rmtree(self.folder / folder, ignore_errors=True)

    def find(self, path: str) -> Path | None:
        """Where a file of the new site is now; None where there is none."""
        if path in self._kept:
            return self.site / path
        new = self.folder / path
        return new if new.is_file() else None

    def publish(self) -> None:
        """Move new files into the site, and remove what the new site no longer has."""
        if self.folder == self.site:
            return
        # As MkDocs does, hidden files of the site's folder stay: they are not the site's.
        old = [name for name in _files_below(self.site) if not name.startswith(".")]
        new = set(_files_below(self.folder)) if old else set()
        for name in old:
            if name not in new and name not in self._kept:
                os.unlink(f"{self.site}/{name}")
        for entry in sorted(self.folder.iterdir()) if self.folder.is_dir() else []:
            _move(entry, self.site / entry.name)
        _remove_empty_folders(self.site)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._save()

    def abandon(self) -> None:
        """Remove what was written beside the site, which stays as it was."""
        if self.folder != self.site:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _save(self) -> None:
        if self._record is None:
            return
        written = {path: _stamp(self.site / path, key) for path, key in self._keys.items()}
        files = {**self._kept, **{path: stamp for path, stamp in written.items() if stamp}}
        # A cache that cannot be written costs time alone.
        with suppress(OSError):
            self._record.parent.mkdir(parents=True, exist_ok=True)
            new = self._record.with_suffix(".new")
            new.write_bytes(msgspec.msgpack.encode(_Record(str(self.site), files)))
            new.replace(self._record)


def write_bytes(path: str, content: bytes) -> None:
    """Write a file, and make the folders that it lies in.

    Args:
        path: absolute.
        content: what it shall hold.
    """
    try:
        file = os.open(path, _FLAGS, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file = os.open(path, _FLAGS, 0o666)
    with open(file, "wb", buffering=0) as opened:
        rest = memoryview(content)
        while rest:
            rest = rest[opened.write(rest) :]


def _read_record(record: Path | None, site: Path) -> dict[str, Written]:
    if record is None:
        return {}
    try:
        found = msgspec.msgpack.decode(record.read_bytes(), type=_Record)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return found.files if found.site == str(site) else {}


def _stamp(path: Path, key: bytes) -> Written | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return Written(key, found.st_size, found.st_mtime_ns)


def _files_below(folder: Path) -> Iterator[str]:
    """The paths of all files and links below a folder, relative to it, without the folder of new files."""
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != _NEW]
        links = [name for name in folders if os.path.islink(f"{root}/{name}")]
        below = root[len(str(folder)) + 1 :].replace(os.sep, "/")
        yield from (f"{below}/{name}" if below else name for name in (*names, *links))


def _move(new: Path, old: Path) -> None:
    """Move a file or folder, over what is there; folders are merged."""
    if new.is_dir() and old.is_dir() and not old.is_symlink():
        for entry in sorted(new.iterdir()):
            _move(entry, old / entry.name)
        return
    if old.is_symlink() or old.is_file():
        if new.is_dir():
            old.unlink()
    elif old.is_dir():
        shutil.rmtree(old)
    new.replace(old)


def _remove_empty_folders(folder: Path) -> None:
    for root, folders, _ in os.walk(folder, topdown=False):
        for name in folders:
            with suppress(OSError):
                os.rmdir(os.path.join(root, name))
