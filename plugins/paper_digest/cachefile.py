"""The cache: results of earlier builds in one SQLite file, which may be deleted, damaged or shared.

Whatever is wrong with the file, it costs time and nothing else: what cannot be read is made again.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

NAME = "results.sqlite3"
_FORMAT = 1
_APPLICATION = 0x50446967
_WAIT = 10.0
# Any SQLite takes so many values in a query.
_BATCH = 500
# Results of other branches and configurations stay until they outnumber those in use.
_SPARE = 2
_SPARE_LEAST = 256
_CHECK_BYTES = 4


class CacheFile:
    """A `Store` in a folder. Processes may share it, forked ones too."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when there is something to keep."""
        self._path = folder / NAME
        self._reader: sqlite3.Connection | None = None
        self._owner = 0
        self._stages: set[str] = set()

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as the folder's name."""
        return CacheFile, (self._path.parent,)

    def __eq__(self, other: object) -> bool:
        """Whether another is the same file."""
        return isinstance(other, CacheFile) and self._path == other._path

    __hash__ = None  # type: ignore[assignment]

    def read(self, stage: str, keys: Collection[bytes]) -> Mapping[bytes, bytes]:
        """Those of some results that are kept whole, by key."""
        return self._guarded(lambda: self._read(stage, keys), {})

    def write(self, stage: str, new: Mapping[bytes, bytes], used: Collection[bytes] | None) -> None:
        """Keep new results; forget others than those used where they are too many.

        Where another build holds the file for long, or the disk is full, nothing is kept.
        """
        self._guarded(lambda: self._write(stage, new, used), None)

    def close(self) -> None:
        """Let go of the file."""
        if self._reader is not None and self._owner == os.getpid():
            self._reader.close()
        self._reader = None
        self._stages.clear()

    def _read(self, stage: str, keys: Collection[bytes]) -> dict[bytes, bytes]:
        connection = self._reading()
        if connection is None or not self._has(connection, stage):
            return {}
        rows = _rows_of(connection, stage, list(keys))
        return {key: whole for key, value in rows if (whole := _checked(value))}

    def _has(self, connection: sqlite3.Connection, stage: str) -> bool:
        if stage not in self._stages and _is_table(connection, stage):
            self._stages.add(stage)
        return stage in self._stages

    def _reading(self) -> sqlite3.Connection | None:
        """A connection of this process's own: none may be used on both sides of a fork."""
        if self._owner != os.getpid():
            self._owner, self._reader = os.getpid(), None
            self._stages.clear()
        if self._reader is None and self._path.is_file():
            # In serve, every rebuild has a thread of its own, one at a time.
            self._reader = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT, check_same_thread=False
            )
            _require_ours(self._reader)
        return self._reader

    def _write(self, stage: str, new: Mapping[bytes, bytes], used: Collection[bytes] | None) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        ignored = self._path.parent / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        with closing(sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            with _transaction(connection):
                _make_ours(connection)
                connection.execute(
                    f'CREATE TABLE IF NOT EXISTS "{stage}" (key BLOB PRIMARY KEY, value BLOB NOT NULL)'
                )
                rows = ((key, _with_check(value)) for key, value in new.items())
                connection.executemany(f'INSERT OR REPLACE INTO "{stage}" VALUES (?, ?)', rows)
                if used is not None:
                    _forget(connection, stage, used)

    def _guarded(self, work: Callable[[], T], otherwise: T) -> T:
        """Do something with the file; drop it where it turns out to be damaged or somebody else's."""
        try:
            return work()
        except sqlite3.Error as error:
            # A file that is locked, read-only or full may be good all the same.
            if not isinstance(error, sqlite3.OperationalError) or _is_foreign(error):
                self.close()
                with suppress(OSError):
                    self._path.unlink()
            return otherwise
        except OSError:
            return otherwise


def _is_foreign(error: sqlite3.OperationalError) -> bool:
    """Whether a table has other columns than ours."""
    return error.sqlite_errorcode == sqlite3.SQLITE_ERROR


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
        raise sqlite3.DatabaseError("another program's, or another version's, file")


def _make_ours(connection: sqlite3.Connection) -> None:
    if _pragma(connection, "schema_version") == 0:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_FORMAT}")
    _require_ours(connection)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _is_table(connection: sqlite3.Connection, stage: str) -> bool:
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    return connection.execute(query, (stage,)).fetchone() is not None


def _rows_of(
    connection: sqlite3.Connection, stage: str, keys: Sequence[bytes]
) -> Iterator[tuple[bytes, object]]:
    """The rows that are kept of some keys, in time that grows with these and not with the table."""
    for at in range(0, len(keys), _BATCH):
        batch = keys[at : at + _BATCH]
        marks = ",".join("?" * len(batch))
        yield from connection.execute(f'SELECT key, value FROM "{stage}" WHERE key IN ({marks})', batch)


def _forget(connection: sqlite3.Connection, stage: str, used: Collection[bytes]) -> None:
    (kept,) = connection.execute(f'SELECT count(*) FROM "{stage}"').fetchone()
    if kept <= _SPARE * len(used) + _SPARE_LEAST:
        return
    connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
    connection.executemany("INSERT OR IGNORE INTO temp.used VALUES (?)", ((key,) for key in used))
    connection.execute(f'DELETE FROM "{stage}" WHERE key NOT IN (SELECT key FROM temp.used)')


def _with_check(value: bytes) -> bytes:
    return zlib.crc32(value).to_bytes(_CHECK_BYTES, "little") + value


def _checked(stored: object) -> bytes:
    """A stored value without its checksum; b"" where they disagree."""
    if not isinstance(stored, bytes):
        return b""
    value = stored[_CHECK_BYTES:]
    return value if zlib.crc32(value) == int.from_bytes(stored[:_CHECK_BYTES], "little") else b""
