"""The only orchestration: from the folders of a project to the plan of its site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct

from paper_digest import codes
from paper_digest.corpus import Corpus, Merger
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.glossary import (
    Glossary,
    GlossaryOverrides,
    Mentions,
    PaperNotes,
    TermIndex,
    evidence_of,
    load_overrides,
    mine,
    read_paper,
)
from paper_digest.groups import Group, grouped
from paper_digest.later import Later
from paper_digest.memo import Memo, Shelf, fingerprint
from paper_digest.model import NO_METADATA, Bilingual, Digest, Overlay, Paper
from paper_digest.parse import parse_digest, parse_overlay
from paper_digest.plan import Plan, make_plan
from paper_digest.related import is_in_one_language, nearest_papers, paper_features, related
from paper_digest.source import SourceFile, decode, find_sources
from paper_digest.topics import (
    Assignment,
    Taxonomy,
    classify,
    load_topics,
    unknown_topics,
)
from paper_digest.trends import NamesIn, PaperFacts, Trends, make_trends, names_in
from paper_digest.workers import aside, can_fork, uncollected

_MANY_FILES = 40
# With fewer digests to read the papers of, processes do not pay.
_LEAST_GROUPS = 40
_GROUPS_AT_ONCE = 8


class _Reading(NamedTuple):
    """What a paper's texts alone say."""

    notes: PaperNotes
    names: NamesIn


class _Topics(Struct, frozen=True):
    """What a taxonomy's file says."""

    taxonomy: Taxonomy
    diagnostics: tuple[Diagnostic, ...]


class _Mined(Struct, frozen=True):
    """The glossary of a corpus."""

    glossary: Glossary
    diagnostics: tuple[Diagnostic, ...]


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


class Merged(Struct, frozen=True):
    """What the sources say, without their texts as they are in the files.

    Attributes:
        corpus: all digests and papers.
        topics, topics_path, glossary, glossary_path: as in `Sources`.
        diagnostics: what was found on the way.
    """

    corpus: Corpus
    topics: str
    topics_path: str
    glossary: str
    glossary_path: str
    diagnostics: tuple[Diagnostic, ...]


def plan_site(sources: Sources, memo: Memo | None = None) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Turn sources into the plan of a site. Pure, but for what the memo remembers.

    Args:
        sources: the project's sources, read.
        memo: remembers results of earlier builds; they change nothing but the time.

    Returns:
        The plan, and every finding in the order in which findings are reported.
    """
    memo = memo or _forgetful()
    return plan_merged(merge_sources(sources, memo), memo)


@uncollected()
def merge_sources(sources: Sources, memo: Memo) -> Merged:
    """The first half of `plan_site`, after which nobody needs the sources."""
    found = list(sources.diagnostics)
    digests = _parse_digests(sources.digests, memo, found)
    overlays = _parse_overlays(sources.overlays, memo, found)
    corpus, diagnostics = memo.same("merger", Merger).merge(digests, overlays)
    found += diagnostics
    told = (sources.topics, sources.topics_path, sources.glossary, sources.glossary_path)
    return Merged(corpus, *told, tuple(found))


@uncollected()
def plan_merged(merged: Merged, memo: Memo) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The second half of `plan_site`."""
    corpus, found = merged.corpus, list(merged.diagnostics)
    taxonomy, diagnostics = _load_topics(merged, memo)
    found += diagnostics
    groups = grouped(corpus.papers, memo)
    readings = _read(groups, memo)
    assignments = _assign(groups, taxonomy, memo)
    for paper in corpus.papers:
        if paper.metadata.topics:
            found += unknown_topics(paper, taxonomy)
    overrides, diagnostics = load_overrides(merged.glossary, merged.glossary_path)
    found += diagnostics
    notes = [reading.notes for group in readings for reading in group]
    glossary, diagnostics = _mine(corpus.papers, overrides, notes, memo)
    del notes
    found += diagnostics
    features = _features(groups, assignments, glossary, memo)
    nearest = aside(nearest_papers, features)() if features else []
    mentions = _mentions(groups, glossary, memo)
    facts = [
        PaperFacts(
            paper.id,
            paper.date,
            tuple(assigned.topic for assigned in assignments.get(paper.id, ())),
            reading.names,
            own.terms,
        )
        for paper, reading, own in zip(
            corpus.papers, (one for group in readings for one in group), mentions, strict=True
        )
    ]
    days = [digest.first_day for digest in corpus.digests]
    trends = Later(lambda: _trends(facts, days, glossary, memo))
    # As in the development server: few things are looked at before the next build.
    if not memo.lasting or can_fork():
        trends()
    plan = make_plan(
        corpus,
        taxonomy,
        MappingProxyType(assignments),
        glossary,
        related(corpus.papers, assignments, nearest),
        trends,
    )
    return plan, in_order(found)


def _forgetful() -> Memo:
    """A memo that remembers nothing."""
    memo = Memo()
    memo.lasting = False
    return memo


def _parse_digests(files: Sequence[SourceFile], memo: Memo, found: list[Diagnostic]) -> list[Digest]:
    shelf = memo.shelf("digests", tuple[Digest, tuple[Diagnostic, ...]])
    parsed = shelf.recall(files, _keys_of(files, shelf), parse_digest, least=_MANY_FILES)
    for _, diagnostics in parsed:
        found += diagnostics
    return [digest for digest, _ in parsed]


def _parse_overlays(files: Sequence[SourceFile], memo: Memo, found: list[Diagnostic]) -> list[Overlay]:
    shelf = memo.shelf("overlays", tuple[Overlay | None, tuple[Diagnostic, ...]])
    parsed = shelf.recall(files, _keys_of(files, shelf), parse_overlay)
    for _, diagnostics in parsed:
        found += diagnostics
    return [overlay for overlay, _ in parsed if overlay]


def _keys_of(files: Sequence[SourceFile], shelf: Shelf[Any]) -> list[bytes]:
    return [shelf.key(file.path, file.id, file.sha256) for file in files]


def _load_topics(merged: Merged, memo: Memo) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    if not merged.topics:
        return Taxonomy(()), ()
    shelf: Shelf[_Topics] = memo.shelf("taxonomy", _Topics)
    source = (merged.topics, merged.topics_path)

    def load(source: tuple[str, str]) -> _Topics:
        taxonomy, diagnostics = load_topics(*source)
        return _Topics(taxonomy, diagnostics)

    (loaded,) = shelf.recall([source], [shelf.key(*source)], load)
    # What texts are searched for is compiled once for as long as the rules stay.
    taxonomy = memo.same("taxonomy", lambda: loaded.taxonomy, loaded)
    return taxonomy, loaded.diagnostics


def _read(groups: Sequence[Group], memo: Memo) -> list[tuple[_Reading, ...]]:
    """What papers say of terms and names."""
    shelf: Shelf[tuple[_Reading, ...]] = memo.shelf("readings", tuple[_Reading, ...])
    keys = [group.texts for group in groups]
    return shelf.recall(groups, keys, _read_texts, least=_LEAST_GROUPS, chunk=_GROUPS_AT_ONCE)


def _read_texts(group: Group) -> tuple[_Reading, ...]:
    return tuple(
        _Reading(read_paper(paper.title, paper.abstract), names_in(paper.title, paper.abstract))
        for paper in group.papers
    )


def _assign(groups: Sequence[Group], taxonomy: Taxonomy, memo: Memo) -> dict[str, tuple[Assignment, ...]]:
    """Find papers' topics."""
    if not taxonomy.topics:
        return {}
    shelf: Shelf[tuple[tuple[Assignment, ...], ...]] = memo.shelf(
        "topics", tuple[tuple[Assignment, ...], ...]
    )
    rules = fingerprint(taxonomy)
    keys = [shelf.key(rules, group.texts, _told_of_topics(group)) for group in groups]

    def assign(group: Group) -> tuple[tuple[Assignment, ...], ...]:
        return tuple(classify(paper, taxonomy) for paper in group.papers)

    found = shelf.recall(groups, keys, assign, least=_LEAST_GROUPS, chunk=_GROUPS_AT_ONCE)
    return {
        paper.id: own
        for group, topics in zip(groups, found, strict=True)
        for paper, own in zip(group.papers, topics, strict=True)
    }


def _features(
    groups: Sequence[Group],
    assignments: Mapping[str, tuple[Assignment, ...]],
    glossary: Glossary,
    memo: Memo,
) -> list[bytes]:
    shelf: Shelf[tuple[bytes, ...]] = memo.shelf("features", tuple[bytes, ...])
    keys = [
        shelf.key(
            group.texts,
            [[assigned.topic for assigned in assignments.get(paper.id, ())] for paper in group.papers],
            glossary if any(map(is_in_one_language, group.papers)) else (),
        )
        for group in groups
    ]

    def make(group: Group) -> tuple[bytes, ...]:
        return paper_features(group.papers, assignments, glossary)

    # Even of few in other processes: numpy should not be loaded in this one.
    found = shelf.recall(groups, keys, make, least=1, chunk=_GROUPS_AT_ONCE)
    return [features for group in found for features in group]


def _told_of_topics(group: Group) -> list[tuple[int, Bilingual, tuple[str, ...]]]:
    """What papers say of their topics beside their texts."""
    return [
        (number, paper.metadata.summary, paper.metadata.topics)
        for number, paper in enumerate(group.papers)
        if paper.metadata is not NO_METADATA
    ]


def _mine(
    papers: Sequence[Paper], overrides: GlossaryOverrides, notes: Sequence[PaperNotes], memo: Memo
) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    shelf: Shelf[_Mined] = memo.shelf("glossary", _Mined)
    evidence = evidence_of(papers, notes)
    key = shelf.key(overrides, evidence)
    (mined,) = shelf.recall([evidence], [key], lambda evidence: _Mined(*mine(evidence, overrides)))
    return mined.glossary, mined.diagnostics


def _mentions(groups: Sequence[Group], glossary: Glossary, memo: Memo) -> list[Mentions]:
    """For each paper the terms that it speaks of."""
    shelf: Shelf[tuple[Mentions, ...]] = memo.shelf("mentions", tuple[Mentions, ...])
    terms = memo.same("terms", lambda: fingerprint(glossary.terms), glossary)
    index = memo.same("index", lambda: TermIndex(glossary.terms), glossary)
    keys = [shelf.key(terms, group.texts) for group in groups]

    def mentions(group: Group) -> tuple[Mentions, ...]:
        return tuple(index.mentions(paper.title, paper.abstract) for paper in group.papers)

    found = shelf.recall(groups, keys, mentions, least=_LEAST_GROUPS, chunk=_GROUPS_AT_ONCE)
    return [own for group in found for own in group]


def _trends(
    facts: Sequence[PaperFacts], days: Sequence[dt.date | None], glossary: Glossary, memo: Memo
) -> Trends:
    shelf: Shelf[Trends] = memo.shelf("trends", Trends)
    key = shelf.key(facts, days, glossary.terms)
    (trends,) = shelf.recall([facts], [key], lambda facts: make_trends(facts, days, glossary.terms))
    return trends
