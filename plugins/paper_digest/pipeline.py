"""The only orchestration: from the folders of a project to the plan of its site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from paper_digest import codes
from paper_digest.corpus import merge
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.glossary import Glossary, Term, TermFinder, load_overrides, mine
from paper_digest.memo import Memo, Shelf, fingerprint
from paper_digest.model import Digest, Overlay, Paper
from paper_digest.parse import parse_digest, parse_overlay
from paper_digest.plan import Plan, make_plan
from paper_digest.related import filled_up, nearest_texts, texts_of
from paper_digest.source import SourceFile, decode, find_sources
from paper_digest.topics import Assignment, Taxonomy, classify, load_topics, unknown_topics
from paper_digest.trends import NamesIn, make_trends, names_in
from paper_digest.workers import uncollected

_MANY_FILES = 40


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
def plan_site(sources: Sources, memo: Memo | None = None) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Turn sources into the plan of a site. Pure, but for what the memo remembers.

    Args:
        sources: the project's sources, read.
        memo: remembers results of earlier builds; they change nothing but the time.

    Returns:
        The plan, and every finding in the order in which findings are reported.
    """
    memo = memo or Memo()
    found = list(sources.diagnostics)
    digests = _parse_digests(sources.digests, memo, found)
    overlays = _parse_overlays(sources.overlays, memo, found)
    corpus, diagnostics = merge(digests, overlays)
    found += diagnostics
    taxonomy, diagnostics = (
        load_topics(sources.topics, sources.topics_path) if sources.topics else (Taxonomy(()), ())
    )
    found += diagnostics
    assignments = _classify(corpus.papers, taxonomy, memo)
    for paper in corpus.papers:
        if paper.metadata.topics:
            found += unknown_topics(paper, taxonomy)
    overrides, diagnostics = load_overrides(sources.glossary, sources.glossary_path)
    found += diagnostics
    glossary, diagnostics = mine(corpus.papers, overrides)
    found += diagnostics
    related = _begin_related(corpus.papers, assignments, glossary, memo)
    names, mentions = _names(corpus.papers, memo), _mentions(corpus.papers, glossary.terms, memo)
    trends = make_trends(corpus, assignments, glossary.terms, names, mentions)
    plan = make_plan(corpus, taxonomy, MappingProxyType(assignments), glossary, related(), trends)
    return plan, in_order(found)


def _parse_digests(files: Sequence[SourceFile], memo: Memo, found: list[Diagnostic]) -> list[Digest]:
    shelf = memo.shelf("digests", tuple[Digest, tuple[Diagnostic, ...]])
    parsed = shelf.recall(files, lambda file: _file_key(shelf, file), parse_digest, least=_MANY_FILES)
    for _, diagnostics in parsed:
        found += diagnostics
    return [digest for digest, _ in parsed]


def _parse_overlays(files: Sequence[SourceFile], memo: Memo, found: list[Diagnostic]) -> list[Overlay]:
    shelf = memo.shelf("overlays", tuple[Overlay | None, tuple[Diagnostic, ...]])
    parsed = shelf.recall(files, lambda file: _file_key(shelf, file), parse_overlay)
    for _, diagnostics in parsed:
        found += diagnostics
    return [overlay for overlay, _ in parsed if overlay]


def _file_key(shelf: Shelf[Any], file: SourceFile) -> bytes:
    return shelf.key(file.path, file.id, file.sha256)


def _classify(papers: Sequence[Paper], taxonomy: Taxonomy, memo: Memo) -> dict[str, tuple[Assignment, ...]]:
    if not taxonomy.topics:
        return {}
    shelf = memo.shelf("topics", tuple[Assignment, ...])
    rules = fingerprint(taxonomy.topics, taxonomy.settings)
    found = shelf.recall(
        papers,
        lambda paper: shelf.key(
            rules, paper.title, paper.abstract, paper.metadata.summary, paper.metadata.topics
        ),
        lambda paper: classify(paper, taxonomy),
    )
    return {paper.id: assigned for paper, assigned in zip(papers, found, strict=True)}


def _begin_related(
    papers: Sequence[Paper], assignments: Mapping[str, tuple[Assignment, ...]], glossary: Glossary, memo: Memo
) -> Callable[[], Mapping[str, tuple[Paper, ...]]]:
    """Begin to find related papers beside other work; what is given back waits for them."""
    shelf: Shelf[bytes] = memo.shelf("features", bytes)
    texts = texts_of(papers, assignments, glossary)
    keys = [shelf.key(*text) for text in texts]
    known = shelf.known(keys)
    near = nearest_texts(texts, {number: known[key] for number, key in enumerate(keys) if key in known})

    def result() -> Mapping[str, tuple[Paper, ...]]:
        found = near()
        made = {keys[number]: features for number, features in found.made.items()}
        shelf.remember({**known, **made}, made)
        return filled_up(papers, assignments, found.others)

    return result


def _names(papers: Sequence[Paper], memo: Memo) -> dict[str, NamesIn]:
    shelf: Shelf[NamesIn] = memo.shelf("names", NamesIn)
    found = shelf.recall(
        papers,
        lambda paper: shelf.key(paper.title, paper.abstract),
        lambda paper: names_in(paper.title, paper.abstract),
    )
    return {paper.id: names for paper, names in zip(papers, found, strict=True)}


def _mentions(papers: Sequence[Paper], terms: Sequence[Term], memo: Memo) -> dict[str, tuple[int, ...]]:
    shelf: Shelf[tuple[int, ...]] = memo.shelf("mentions", tuple[int, ...])
    wanted = TermFinder(terms)
    forms = fingerprint(wanted.forms)
    found = shelf.recall(
        papers,
        lambda paper: shelf.key(forms, paper.title, paper.abstract),
        lambda paper: wanted.found_in(paper.title, paper.abstract),
    )
    return {paper.id: spoken for paper, spoken in zip(papers, found, strict=True)}
