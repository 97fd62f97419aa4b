"""Read a project's sources from disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.source import SourceFile, decode, find_sources


class Folder(Struct, frozen=True):
    """A folder or file of sources.

    Attributes:
        path: where it is.
        shown_as: how diagnostics name it.
        without: folders below it that hold something else.
    """

    path: Path
    shown_as: str
    without: tuple[Path, ...] = ()


class Sources(Struct, frozen=True):
    """Everything that a site is made of, read from disk.

    Attributes:
        digests: digest files, ids unique.
        overlays: overlay files.
        topics: text of the taxonomy, "" where there is none.
        topics_path: its path as the editor knows it.
        glossary: text of the editor's own glossary, "" where there is none.
        glossary_path: its path as the editor knows it.
        diagnostics: what could not be read.
    """

    digests: tuple[SourceFile, ...] = ()
    overlays: tuple[SourceFile, ...] = ()
    topics: str = ""
    topics_path: str = ""
    glossary: str = ""
    glossary_path: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


def read_sources(
    digests: Sequence[Folder],
    overlays: Folder | None = None,
    topics: Folder | None = None,
    glossary: Folder | None = None,
) -> Sources:
    """Read a project's sources.

    Args:
        digests: folders of digests; of two files with one id the first folder's is taken.
        overlays: folder of overlays, None where there is none.
        topics: the taxonomy's file, None where there is none.
        glossary: the editor's own glossary, None where there is none.

    Returns:
        The sources; nothing is raised for files that cannot be read.
    """
    found: list[Diagnostic] = []
    digest_files: dict[str, SourceFile] = {}
    for folder in digests:
        files, diagnostics = find_sources(folder.path, folder.shown_as, folder.without)
        found += diagnostics
        for file in files:
            first = digest_files.setdefault(file.id, file)
            if first is not file and first.absolute != file.absolute:
                message = f"{first.path} already has the page digests/{file.id}/."
                found.append(Diagnostic(file.path, 0, codes.DUPLICATE_DIGEST, message))
    overlay_files: Sequence[SourceFile] = ()
    if overlays:
        overlay_files, diagnostics = find_sources(overlays.path, overlays.shown_as)
        found += diagnostics
        own = {file.absolute for file in overlay_files}
        digest_files = {file_id: file for file_id, file in digest_files.items() if file.absolute not in own}
    return Sources(
        digests=tuple(digest_files.values()),
        overlays=tuple(overlay_files),
        topics=_read_text(topics, found) if topics else "",
        topics_path=topics.shown_as if topics else "",
        glossary=_read_text(glossary, found) if glossary else "",
        glossary_path=glossary.shown_as if glossary else "",
        diagnostics=tuple(found),
    )


def _read_text(file: Folder, found: list[Diagnostic]) -> str:
    try:
        data = file.path.read_bytes()
    except OSError as error:
        message = f"This file cannot be read: {error.strerror or type(error).__name__}."
        found.append(Diagnostic(file.shown_as, 0, codes.UNREADABLE_FILE, message))
        return ""
    text, findings = decode(data)
    found += [finding.at(file.shown_as) for finding in findings]
    return text
