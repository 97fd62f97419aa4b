"""The page cache: results of earlier builds, by the hash of what they were made from, in one SQLite file.

Whatever is wrong with the file, it costs time and nothing else: what cannot be read is made again.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

NAME = "results.sqlite3"
"""The file's name in its folder."""

_FORMAT = 2
_APPLICATION = 0x50446967
_WAIT_SECONDS = 10.0
# Any SQLite takes so many values in a query.
_BATCH = 500
# Results of other branches and configurations stay until they outnumber those in use.
_SPARE = 2
_SPARE_LEAST = 256
_CHECKSUM_BYTES = 4


class Cache:
    """Encoded results in a folder, by stage and key. Several builds and threads may share it.

    Attributes:
        folder: where the file is; None where nothing is kept.
    """

    def __init__(self, folder: Path | None) -> None:
        """Name the folder, which is made when there is something to keep; None keeps nothing."""
        self.folder = folder
        self._path = folder / NAME if folder else None
        self._locked = False

    def begin(self) -> None:
        """Begin a build: a file that was locked in the one before is asked for anew."""
        self._locked = False

    def read(self, stage: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Read results.

        Args:
            stage: the stage's name, an identifier.
            keys: what to look for.

        Returns:
            The results that are kept and undamaged, by key.
        """
        path = self._path
        if path is None or not keys or self._locked or not path.is_file():
            return {}
        return self._guarded(lambda: self._read(path, stage, keys), {})

    def write(self, stage: str, new: Mapping[bytes, bytes], used: Collection[bytes] = ()) -> None:
        """Keep results. Where another build holds the file for long, or the disk is full, nothing is kept.

        After one wait in vain, the rest of a build does without the file.

        Args:
            stage: the stage's name.
            new: results by key.
            used: all keys of this build; others are dropped where they are too many. Empty: none are.
        """
        path = self._path
        if path is not None and (new or used) and not self._locked:
            self._guarded(lambda: self._write(path, stage, new, used), None)

    def _read(self, path: Path, stage: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        with closing(_connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            _require_ours(connection)
            if not _has_table(connection, stage):
                return {}
            # One query for each batch of keys: the time grows with these and not with the table.
            for at in range(0, len(keys), _BATCH):
                batch = keys[at : at + _BATCH]
                marks = ",".join("?" * len(batch))
                rows = connection.execute(f'SELECT key, value FROM "{stage}" WHERE key IN ({marks})', batch)
                found.update((key, value) for key, stored in rows if (value := _without_checksum(stored)))
        return found

    def _write(self, path: Path, stage: str, new: Mapping[bytes, bytes], used: Collection[bytes]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        ignored = path.parent / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        with closing(_connect(str(path))) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            with _transaction(connection):
                _make_ours(connection)
                connection.execute(
                    f'CREATE TABLE IF NOT EXISTS "{stage}" (key BLOB PRIMARY KEY, value BLOB NOT NULL)'
                )
                rows = ((key, _with_checksum(value)) for key, value in new.items())
                connection.executemany(f'INSERT OR REPLACE INTO "{stage}" VALUES (?, ?)', rows)
                if used:
                    _drop_unused(connection, stage, used)

    def _guarded(self, work: Callable[[], T], otherwise: T) -> T:
        """Use the file; delete it where it turns out to be damaged or another program's."""
        try:
            return work()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if not _may_be_whole(error):
                with suppress(OSError):
                    assert self._path is not None
                    self._path.unlink()
            self._locked |= _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            return otherwise
        except OSError:
            return otherwise


def _connect(name: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(name, uri=uri, timeout=_WAIT_SECONDS, isolation_level=None)


def _may_be_whole(error: Exception) -> bool:
    """Whether a file may be good all the same: it is locked or read-only, or the disk is full."""
    return isinstance(error, sqlite3.OperationalError) and _code(error) != sqlite3.SQLITE_ERROR


def _code(error: Exception) -> int:
    """Result code; other columns, and what is no text, are plain errors, the latter without one."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _require_ours(connection: sqlite3.Connection) -> None:
    marks = (_pragma(connection, "application_id"), _pragma(connection, "user_version"))
    if marks != (_APPLICATION, _FORMAT):
        raise sqlite3.DatabaseError("the file of another program or another version")


def _make_ours(connection: sqlite3.Connection) -> None:
    if _pragma(connection, "schema_version") == 0:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_FORMAT}")
    _require_ours(connection)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _has_table(connection: sqlite3.Connection, stage: str) -> bool:
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    return connection.execute(query, (stage,)).fetchone() is not None


def _drop_unused(connection: sqlite3.Connection, stage: str, used: Collection[bytes]) -> None:
    (kept,) = connection.execute(f'SELECT count(*) FROM "{stage}"').fetchone()
    if kept <= _SPARE * len(used) + _SPARE_LEAST:
        return
    connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
    connection.executemany("INSERT OR IGNORE INTO temp.used VALUES (?)", ((key,) for key in used))
    connection.execute(f'DELETE FROM "{stage}" WHERE key NOT IN (SELECT key FROM temp.used)')


def _with_checksum(value: bytes) -> bytes:
    return zlib.crc32(value).to_bytes(_CHECKSUM_BYTES, "little") + value


def _without_checksum(stored: object) -> bytes:
    """A stored value; b"" where it and its checksum disagree."""
    if not isinstance(stored, bytes):
        return b""
    value = stored[_CHECKSUM_BYTES:]
    return value if zlib.crc32(value) == int.from_bytes(stored[:_CHECKSUM_BYTES], "little") else b""
