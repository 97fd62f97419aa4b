"""Find and read a project's sources on disk."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files as package_files
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from pathspec import GitIgnoreSpec

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.folders import SUFFIXES, is_foreign, is_front_page, read_regular
from paper_digest.parse import parse_digest
from paper_digest.pictures import Picture, find_pictures
from paper_digest.sourcefile import SourceFile, decode

# Front pages that list papers in some repositories.
_LISTS = re.compile("readme|index|summary", re.IGNORECASE)


class Folder(Struct, frozen=True):
    """A folder or file of sources.

    Attributes:
        path: where it is.
        shown_as: how diagnostics name it.
        without: folders below it that hold something else.
        exclude: what is left out below it, as `.gitignore` writes it.
    """

    path: Path
    shown_as: str
    without: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()


PACKAGE_TOPICS = Folder(
    Path(str(package_files("paper_digest").joinpath("topics/default.yml"))), "topics/default.yml"
)
"""The topics that come with the package."""


class Sources(Struct, frozen=True):
    """Everything that a site is made of, read from disk.

    Attributes:
        digests: digest files, ids unique.
        overlays: overlay files.
        facts: files of facts.
        topics: text of the taxonomy, "" where there is none.
        topics_path: its path as the editor knows it.
        more_topics: text of a file whose topics come beside these, "" for none.
        more_topics_path: its path as the editor knows it.
        glossary: text of the editor's own glossary, "" where there is none.
        glossary_path: its path as the editor knows it.
        authors: text of what the editor says of authors, "" where there is nothing.
        authors_path: its path as the editor knows it.
        pictures: the pictures that digests and overlays show, by path.
        diagnostics: what could not be read.
    """

    digests: tuple[SourceFile, ...] = ()
    overlays: tuple[SourceFile, ...] = ()
    facts: tuple[SourceFile, ...] = ()
    topics: str = ""
    topics_path: str = ""
    more_topics: str = ""
    more_topics_path: str = ""
    glossary: str = ""
    glossary_path: str = ""
    authors: str = ""
    authors_path: str = ""
    pictures: Mapping[str, Picture] = MappingProxyType({})
    diagnostics: tuple[Diagnostic, ...] = ()


def read_sources(
    digests: Sequence[Folder],
    overlays: Folder | None = None,
    topics: Folder | None = None,
    glossary: Folder | None = None,
    root: Path | None = None,
    more_topics: Folder | None = None,
    facts: Folder | None = None,
    authors: Folder | None = None,
) -> Sources:
    """Read a project's sources.

    Args:
        digests: folders of digests; of two files with one id the first folder's is taken.
        overlays: folder of overlays, None where there is none.
        topics: the taxonomy's file, None where there is none.
        glossary: the editor's own glossary, None where there is none.
        more_topics: a file whose topics come beside those, None where there is none.
        facts: the folder of facts, None where there is none.
        authors: what the editor says of authors, None where there is nothing.
        root: the project's folder, where pictures may be beside the folders of digests.

    Returns:
        The sources; nothing is raised for files that cannot be read.
    """
    found: list[Diagnostic] = []
    digest_files = _find_digests(digests, found)
    overlay_files: Sequence[SourceFile] = ()
    if overlays:
        overlay_files, diagnostics = find_sources(overlays.path, overlays.shown_as)
        found += diagnostics
        own = {file.absolute for file in overlay_files}
        digest_files = {file_id: file for file_id, file in digest_files.items() if file.absolute not in own}
    within = [*([root] if root else ()), *(folder.path for folder in digests if folder.path.is_dir())]
    pictures, diagnostics = find_pictures((*digest_files.values(), *overlay_files), within)
    found += diagnostics
    return Sources(
        digests=tuple(digest_files.values()),
        overlays=tuple(overlay_files),
        facts=tuple(find_facts(facts, found)) if facts else (),
        topics=_read_text(topics, found) if topics else "",
        topics_path=topics.shown_as if topics else "",
        more_topics=_read_text(more_topics, found) if more_topics else "",
        more_topics_path=more_topics.shown_as if more_topics else "",
        glossary=_read_text(glossary, found) if glossary else "",
        glossary_path=glossary.shown_as if glossary else "",
        authors=_read_text(authors, found) if authors else "",
        authors_path=authors.shown_as if authors else "",
        pictures=MappingProxyType(pictures),
        diagnostics=tuple(found),
    )


def _find_digests(digests: Sequence[Folder], found: list[Diagnostic]) -> dict[str, SourceFile]:
    """All digests by id."""
    digest_files: dict[str, SourceFile] = {}
    for folder in digests:
        files, diagnostics = find_sources(folder.path, folder.shown_as, folder.without, folder.exclude)
        found += diagnostics
        for file in files:
            first = digest_files.setdefault(file.id, file)
            if first is not file and first.absolute != file.absolute:
                message = f"{first.path} already has the page digests/{file.id}/."
                found.append(Diagnostic(file.path, 0, codes.DUPLICATE_DIGEST, message))
    return digest_files


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


def find_facts(folder: Folder, found: list[Diagnostic]) -> Iterator[SourceFile]:
    """Read the files of facts in a folder, in the order of their names; `unreadable-file` of what cannot."""
    prefix = "" if folder.shown_as in ("", ".") else f"{folder.shown_as.rstrip('/')}/"
    for path in sorted(folder.path.glob("*.json")):
        source = _read(path, folder.path, prefix + path.name, path.name, found)
        if source:
            yield source


def find_sources(
    folder: Path, shown_as: str, without: Collection[Path] = (), exclude: Collection[str] = ()
) -> tuple[list[SourceFile], tuple[Diagnostic, ...]]:
    """Read all Markdown files below a folder, or a single file.

    Files and folders whose name begins with a dot are left out, and folders of programs' packages. So are
    files named like a project's front pages (README, LICENSE, CONTRIBUTING, index, also as
    `README.zh-CN.md`) in which `parse_digest` finds no paper.

    Args:
        folder: the folder; links to folders in it are not followed. A file is read whatever its name,
            and its id is its whole path, since that may tell its date.
        shown_as: the folder's path as the editor knows it; "" or "." where it needs no mention.
        without: folders below it, spelled as its continuation, that hold something else.
        exclude: what else is left out, as `.gitignore` writes it (https://git-scm.com/docs/gitignore).

    Returns:
        The files sorted by id; diagnostics `unreadable-file` and `duplicate-digest`, and of front pages
        that are left out what may hide papers. Reading never raises.
    """
    prefix = "" if shown_as in ("", ".") else shown_as.replace("\\", "/").rstrip("/") + "/"
    diagnostics: list[Diagnostic] = []
    if folder.is_file():
        source = _read(folder, folder.parent, prefix.rstrip("/"), prefix.strip("./"), diagnostics)
        return [source] if source else [], tuple(diagnostics)
    if not folder.is_dir():
        message = "This folder does not exist or cannot be read."
        return [], (Diagnostic(prefix.rstrip("/") or ".", 0, codes.UNREADABLE_FILE, message),)
    sources: dict[str, SourceFile] = {}
    excluded = GitIgnoreSpec.from_lines(exclude)
    for relative in _markdown_files(folder, prefix, without, diagnostics):
        if exclude and excluded.match_file(relative):
            continue
        source = _read(folder / relative, folder, prefix + relative, relative, diagnostics)
        if source is None or (is_front_page(relative) and not _counts(source, diagnostics)):
            continue
        if source.id in sources:
            message = f"{sources[source.id].path} has the same page as this file."
            diagnostics.append(Diagnostic(source.path, 0, codes.DUPLICATE_DIGEST, message))
        else:
            sources[source.id] = source
    return [sources[key] for key in sorted(sources)], tuple(diagnostics)


def _counts(front_page: SourceFile, diagnostics: list[Diagnostic]) -> bool:
    """Whether a front page holds papers; of a list without any, what may hide them is told."""
    digest, found = parse_digest(front_page)
    if not digest.blocks and _LISTS.match(front_page.id.rpartition("/")[2]):
        diagnostics += [one for one in found if one.code in (codes.UNDECODABLE, codes.PAPERS_LEFT_OUT)]
    return bool(digest.blocks)


def _markdown_files(
    folder: Path, prefix: str, without: Collection[Path], diagnostics: list[Diagnostic]
) -> list[str]:
    """Relative paths of the Markdown files below a folder, sorted, `x.md` after `x.markdown`'s fellows."""

    def unreadable(error: OSError) -> None:
        shown = prefix + os.path.relpath(error.filename or folder, folder).replace(os.sep, "/")
        message = f"This folder cannot be read: {error.strerror or type(error).__name__}."
        diagnostics.append(Diagnostic(_printable(shown), 0, codes.UNREADABLE_FILE, message))

    found: list[str] = []
    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(
            name for name in folders if not is_foreign(parent, name) and Path(parent, name) not in without
        )
        below = os.path.relpath(parent, folder).replace(os.sep, "/")
        start = "" if below == "." else below + "/"
        # A folder named like a file is reported, since an editor would miss what it was to hold.
        for name in (*names, *(name for name in folders if name.lower().endswith(SUFFIXES))):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                found.append(start + name)
    return sorted(found, key=lambda path: (os.path.splitext(path)[0], path[-3:].lower() != ".md", path))


def _read(
    file: Path, within: Path, path: str, relative: str, diagnostics: list[Diagnostic]
) -> SourceFile | None:
    shown = _printable(path)
    try:
        shown.encode("utf-8")
        if shown != path:
            raise OSError("its name is not UTF-8")
        data = read_regular(file, within)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", "") or str(error) or type(error).__name__
        diagnostics.append(
            Diagnostic(shown, 0, codes.UNREADABLE_FILE, f"This file cannot be read: {reason}.")
        )
        return None
    identifier = unicodedata.normalize("NFC", os.path.splitext(relative)[0])
    return SourceFile(shown, identifier, os.path.abspath(file), data, hashlib.sha256(data).hexdigest())


def _printable(path: str) -> str:
    return path.encode("utf-8", "replace").decode("utf-8")
