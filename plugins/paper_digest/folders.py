"""What folders hold beside digests."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.limits import FILE_BYTES

SUFFIXES = (".markdown", ".md")
"""How the names of digests end."""
_FRONT_PAGES = re.compile(
    r"(?:readme|index|summary|license|licence|copying|notice|contributing|contributors|changelog|history"
    r"|code[-_]of[-_]conduct|security|support|authors|todo)(?:[._-][a-z_-]{1,10})?",
    re.IGNORECASE,
)


def is_front_page(relative: str) -> bool:
    """Whether a file is named like a page that a project has beside its digests, such as README."""
    stem = os.path.splitext(relative.rpartition("/")[2])[0]
    return _FRONT_PAGES.fullmatch(stem) is not None


def is_foreign(parent: str | Path, name: str) -> bool:
    """Whether a folder is hidden, or holds programs that were installed there."""
    return name.startswith((".", "__")) or name == "node_modules" or Path(parent, name, "pyvenv.cfg").exists()


def read_regular(file: Path, within: Path) -> bytes:
    """Read a file of a folder that is trusted in nothing: no link out of it, no pipe, no device.

    Args:
        file: the file.
        within: the folder.

    Raises:
        OSError: it cannot or may not be read.
    """
    real = file.resolve(strict=True)
    if not real.is_relative_to(within.resolve()):
        raise OSError("it is a link that leaves its folder")
    # A pipe that nobody writes into would be waited for.
    with os.fdopen(os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as opened:
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is no regular file")
        if status.st_size > FILE_BYTES:
            raise OSError(f"it is larger than {FILE_BYTES // 1_000_000} MB")
        return opened.read(FILE_BYTES)


def no_digests(looked_in: Sequence[str], root: Path) -> Diagnostic:
    """The finding that there are no digests, with what else is there.

    Args:
        looked_in: the folders that were searched, as the editor knows them.
        root: the project's folder.
    """
    elsewhere: Counter[str] = Counter()
    for parent, folders, names in os.walk(root):
        below = Path(parent).relative_to(root)
        folders[:] = [] if len(below.parts) > 2 else [one for one in folders if not is_foreign(parent, one)]
        found = sum(name.lower().endswith(SUFFIXES) and not is_front_page(name) for name in names)
        if found and below.as_posix() not in looked_in:
            elsewhere["/".join(below.parts[:2]) or "."] += found
    seen = ", ".join(f"{folder} ({count})" for folder, count in elsewhere.most_common(3))
    told = f" Markdown files are in: {seen}." if seen else ""
    where = ", ".join(looked_in)
    return Diagnostic(
        where, 0, codes.NO_DIGESTS, f"Here, or in a folder that is not there, was searched.{told}"
    )
