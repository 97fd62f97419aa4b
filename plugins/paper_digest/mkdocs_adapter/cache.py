"""What earlier builds of a project found, for as long as nothing that it depends on has changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import paper_digest
from paper_digest.cachefile import CacheFile
from paper_digest.memo import Memo, fingerprint

_PACKAGE = Path(paper_digest.__file__).parent
_CODE = (".py", ".html", ".yml", ".toml")
_LIBRARIES = (
    *("ahocorasick-rs", "Jinja2", "Markdown", "MarkupSafe", "math-core", "msgspec", "nh3", "numpy"),
    *("pymdown-extensions", "pypinyin", "python-frontmatter", "PyYAML"),
)


def memo_of(folder: Path | None, templates: Path | None, before: Memo | None = None) -> Memo:
    """The memo of a project.

    Args:
        folder: where results are kept; None to remember them while the process lives.
        templates: the project's own templates of articles, None where it has none.
        before: that of the build before in this process. It has results at hand, which are good for
            this build if it is the same project's and nothing else has changed.
    """
    salt = _salt(templates)
    store = CacheFile(folder) if folder else None
    return before if before and (before.store, before.salt) == (store, salt) else Memo(store, salt)


def _salt(templates: Path | None) -> bytes:
    """A hash of the code, libraries and templates that results are made by."""
    return fingerprint(_code(), list(_files(templates)) if templates else [])


@cache
def _code() -> bytes:
    """A hash of what stays while a process lives."""
    code = [(path, data) for path, data in _files(_PACKAGE) if path.endswith(_CODE)]
    return fingerprint(sys.version, [_version(name) for name in _LIBRARIES], code)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
