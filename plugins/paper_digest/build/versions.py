"""What results depend on beside their inputs: the code, its libraries, and templates."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from paper_digest.build.stages import fingerprint


def fingerprint_of(
    package: Path, endings: tuple[str, ...], libraries: Iterable[str], own: Path | None
) -> bytes:
    """A hash of code, libraries and a project's own templates.

    Args:
        package: the folder of the code.
        endings: of the files that results depend on, such as `.py`.
        libraries: names of distributions.
        own: a folder of the project's own templates, None where it has none.
    """
    return fingerprint(_code(package, endings, tuple(libraries)), list(_files(own)) if own else [])


@cache
def _code(package: Path, endings: tuple[str, ...], libraries: tuple[str, ...]) -> bytes:
    """A hash of what stays while a process lives."""
    code = [(path, data) for path, data in _files(package) if path.endswith(endings)]
    return fingerprint(sys.version, [_version(name) for name in libraries], code)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
