"""The pictures of digests: found where a digest names them, published under an address of their content."""

from __future__ import annotations

import hashlib
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.sourcefile import SourceFile

LARGEST_PICTURE = 5_000_000
"""Bytes; larger pictures are not published."""

# How files of these kinds begin. SVG is not among them: it can hold scripts.
_KINDS: Mapping[str, re.Pattern[bytes]] = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    ".avif": re.compile(rb".{4}ftypavi[fs]", re.DOTALL),
}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\#]")
_NAMED = re.compile(
    r"\]\(\s*(?:<([^<>\n]+)>|((?:[^()\s<>]|\([^()\s]*\))+))|\b(?:src|href)\s*=\s*(?:\"([^\"\n]+)|'([^'\n]+))"
)
_NAMES_PICTURE = re.compile(rb"\.(?:png|jpe?g|gif|webp|avif)\b", re.IGNORECASE)


class Picture(Struct, frozen=True):
    """A picture that a digest shows.

    Attributes:
        address: where it is published, relative to the site's root.
        absolute: the file.
    """

    address: str
    absolute: str


def named_in(text: str) -> Iterator[str]:
    """The relative addresses that links and pictures of a Markdown text name, as they were written."""
    for match in _NAMED.finditer(text):
        written = match[match.lastindex or 0]
        if not _SCHEME.match(written):
            yield written


def place_of(written: str, path: str) -> str:
    """The path of what a relative address leads to.

    Args:
        written: the address, as a file wrote it.
        path: the path of that file, as the editor knows it.
    """
    plain = unquote(re.split("[?#]", written, maxsplit=1)[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), plain))


def find_pictures(
    files: Iterable[SourceFile], folders: Sequence[Path]
) -> tuple[dict[str, Picture], tuple[Diagnostic, ...]]:
    """Find the pictures that digests and overlays name by a relative address.

    Args:
        files: digests and overlays.
        folders: where pictures may be; what lies elsewhere, or is led to by a link, is not published.

    Returns:
        Picture by the path of `place_of`; diagnostics `picture-left-out` of files that are named and may not
        be published.
    """
    inside = [folder.resolve() for folder in folders]
    found: dict[str, Picture] = {}
    diagnostics: list[Diagnostic] = []
    for file in files:
        if not _NAMES_PICTURE.search(file.data):
            continue
        for line, text in enumerate(file.decoded()[0].split("\n"), start=1):
            for written in named_in(text):
                place = place_of(written, file.path)
                if place in found or posixpath.splitext(place)[1].lower() not in _KINDS:
                    continue
                picture = _picture(Path(file.absolute).parent, written, inside)
                if isinstance(picture, Picture):
                    found[place] = picture
                else:
                    message = f"The picture {written} is not published: {picture}."
                    diagnostics.append(Diagnostic(file.path, line, codes.PICTURE_LEFT_OUT, message))
    return found, tuple(diagnostics)


def _picture(parent: Path, written: str, inside: Sequence[Path]) -> Picture | str:
    """A picture, or why there is none."""
    file = parent / place_of(written, "")
    kind = file.suffix.lower()
    try:
        real = file.resolve(strict=True)
        if not any(real.is_relative_to(folder) for folder in inside):
            return "it lies outside of the project"
        status = real.stat()
        if not stat.S_ISREG(status.st_mode):
            return "it is no file"
        if status.st_size > LARGEST_PICTURE:
            return f"it is larger than {LARGEST_PICTURE // 1_000_000} MB"
        data = real.read_bytes()
    except (OSError, ValueError, RuntimeError):
        return "there is no such file"
    if not _KINDS[kind].match(data):
        return f"its content is not that of a {kind} file"
    return Picture(f"pictures/{hashlib.sha256(data).hexdigest()[:20]}{kind}", str(real))
