"""The only orchestration: from the folders of a project to the plan of its site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from paper_digest import codes
from paper_digest.corpus import merge
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.glossary import load_overrides, mine
from paper_digest.model import Digest, Overlay
from paper_digest.parse import parse_digest, parse_overlay
from paper_digest.plan import Plan, make_plan
from paper_digest.related import begin_related
from paper_digest.source import SourceFile, decode, find_sources
from paper_digest.topics import Taxonomy, classify, load_topics, unknown_topics
from paper_digest.trends import make_trends
from paper_digest.workers import uncollected


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder or file of sources.

    Attributes:
        path: where it is.
        shown_as: how diagnostics name it.
        without: folders below it that hold something else.
    """

    path: Path
    shown_as: str
    without: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
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


@uncollected()
def plan_site(sources: Sources) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Turn sources into the plan of a site. Pure.

    Args:
        sources: the project's sources, read.

    Returns:
        The plan, and every finding in the order in which findings are reported.
    """
    found = list(sources.diagnostics)
    digests = _parse_digests(sources.digests, found)
    overlays = _parse_overlays(sources.overlays, found)
    corpus, diagnostics = merge(digests, overlays)
    found += diagnostics
    taxonomy, diagnostics = (
        load_topics(sources.topics, sources.topics_path) if sources.topics else (Taxonomy(()), ())
    )
    found += diagnostics
    assignments = {paper.id: classify(paper, taxonomy) for paper in corpus.papers} if taxonomy.topics else {}
    for paper in corpus.papers:
        if paper.metadata.topics:
            found += unknown_topics(paper, taxonomy)
    overrides, diagnostics = load_overrides(sources.glossary, sources.glossary_path)
    found += diagnostics
    glossary, diagnostics = mine(corpus.papers, overrides)
    found += diagnostics
    related = begin_related(corpus.papers, assignments, glossary)
    trends = make_trends(corpus, assignments, glossary.terms)
    plan = make_plan(corpus, taxonomy, MappingProxyType(assignments), glossary, related(), trends)
    return plan, in_order(found)


def _parse_digests(files: Iterable[SourceFile], found: list[Diagnostic]) -> list[Digest]:
    digests = []
    for file in files:
        digest, diagnostics = parse_digest(file)
        found += diagnostics
        digests.append(digest)
    return digests


def _parse_overlays(files: Iterable[SourceFile], found: list[Diagnostic]) -> list[Overlay]:
    overlays = []
    for file in files:
        overlay, diagnostics = parse_overlay(file)
        found += diagnostics
        if overlay:
            overlays.append(overlay)
    return overlays
