"""What runs remember: until when hosts rest, and what sources were asked for in vain."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS rests (host TEXT PRIMARY KEY, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS asked (source TEXT, id TEXT, at REAL NOT NULL, PRIMARY KEY (source, id));
"""


class Busy(Exception):
    """Another run holds the state; the text says which process."""


class State:
    """One SQLite file, held by one run at a time: the operating system lets go of it when that ends."""

    def __init__(self, folder: Path | None) -> None:
        """Open the state.

        Args:
            folder: where it is kept; None for a run that writes nothing.

        Raises:
            Busy: another run holds it.
            OSError: it cannot be written.
        """
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            ignored = folder / ".gitignore"
            if not ignored.exists():
                ignored.write_text("*\n", encoding="utf-8")
        holder = folder / "fetch.pid" if folder else None
        try:
            self._open(folder / "fetch.sqlite" if folder else Path(":memory:"))
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise OSError(f"{folder}: {error}") from None
            who = holder.read_text(encoding="utf-8").strip() if holder and holder.exists() else "unknown"
            raise Busy(who) from None
        except sqlite3.DatabaseError:
            # Damaged. What it knew is learned again.
            assert folder
            (folder / "fetch.sqlite").unlink()
            self._open(folder / "fetch.sqlite")
        if holder:
            holder.write_text(f"{os.getpid()}\n", encoding="utf-8")

    @classmethod
    def of_copy(cls, folder: Path) -> State:
        """What is remembered now, for a run that writes nothing; empty where it cannot be read."""
        state = cls(None)
        path = folder / "fetch.sqlite"
        if path.is_file():
            try:
                before = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
                for source, name, at in before.execute("SELECT source, id, at FROM asked"):
                    state.set_asked(source, (name,), at)
                before.close()
            except sqlite3.DatabaseError:
                pass
        return state

    def _open(self, path: Path) -> None:
        # A lock that is held from the first write until the process ends; each statement is on disk at once.
        self._database = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            self._database.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._database.execute("BEGIN EXCLUSIVE")
            for statement in _TABLES.strip().split("\n"):
                self._database.execute(statement)
            self._database.execute("COMMIT")
        except sqlite3.DatabaseError:
            self._database.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def rest(self, host: str) -> float:
        """Until when a host rests, seconds since 1970."""
        row = self._database.execute("SELECT until FROM rests WHERE host = ?", (host,)).fetchone()
        return float(row[0]) if row else 0.0

    def set_rest(self, host: str, until: float) -> None:
        """Remember until when a host rests; a longer rest stays."""
        self._database.execute(
            "INSERT INTO rests VALUES (?, ?)"
            " ON CONFLICT (host) DO UPDATE SET until = max(until, excluded.until)",
            (host, until),
        )

    def asked(self, source: str) -> dict[str, float]:
        """When a source was asked for papers and gave nothing new, by id."""
        rows = self._database.execute("SELECT id, at FROM asked WHERE source = ?", (source,))
        return {str(name): float(at) for name, at in rows}

    def set_asked(self, source: str, ids: tuple[str, ...], at: float) -> None:
        """Remember that a source was asked for papers."""
        self._database.executemany(
            "INSERT OR REPLACE INTO asked VALUES (?, ?, ?)", [(source, one, at) for one in ids]
        )
