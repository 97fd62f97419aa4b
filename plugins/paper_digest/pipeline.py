"""The only orchestration: from the folders of a project to the plan of its site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import is_
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from paper_digest import codes
from paper_digest.corpus import Merger
from paper_digest.diagnostics import Diagnostic, in_order
from paper_digest.glossary import (
    Glossary,
    GlossaryOverrides,
    PaperNotes,
    TermFinder,
    evidence_of,
    load_overrides,
    mine,
    read_paper,
)
from paper_digest.memo import Memo, Recall, Shelf, fingerprint, recall_together
from paper_digest.model import NO_METADATA, Digest, Overlay, Paper
from paper_digest.parse import parse_digest, parse_overlay
from paper_digest.plan import Plan, make_plan
from paper_digest.related import (
    Text,
    begin_nearest,
    features_made,
    filled_up,
    found_when_asked,
    is_in_one_language,
    texts_of,
)
from paper_digest.source import SourceFile, decode, find_sources
from paper_digest.topics import (
    Assignment,
    Settings,
    Taxonomy,
    Topic,
    classify,
    load_topics,
    unknown_topics,
)
from paper_digest.trends import NamesIn, make_trends, names_in
from paper_digest.workers import can_fork, uncollected

_MANY_FILES = 40
# With fewer digests to read the papers of, processes do not pay.
_LEAST_GROUPS = 40
_LARGEST_GROUP = 64
_GROUPS_AT_ONCE = 4


class _Reading(NamedTuple):
    """What a paper's texts alone say."""

    notes: PaperNotes
    names: NamesIn


class _Group(NamedTuple):
    """Papers of one digest, and a hash of their titles and abstracts."""

    papers: tuple[Paper, ...]
    texts: bytes


@dataclass(frozen=True, slots=True)
class _Topics:
    """What a taxonomy's file says."""

    topics: tuple[Topic, ...]
    settings: Settings
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Mined:
    """The glossary of a corpus."""

    glossary: Glossary
    diagnostics: tuple[Diagnostic, ...]


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
    memo = memo or _forgetful()
    found = list(sources.diagnostics)
    digests = _parse_digests(sources.digests, memo, found)
    overlays = _parse_overlays(sources.overlays, memo, found)
    corpus, diagnostics = memo.same("merger", Merger).merge(digests, overlays)
    found += diagnostics
    taxonomy, diagnostics = _load_topics(sources, memo)
    found += diagnostics
    groups = _grouped(corpus.papers, memo)
    readings, assignments = _read(groups, taxonomy, memo)
    for paper in corpus.papers:
        if paper.metadata.topics:
            found += unknown_topics(paper, taxonomy)
    overrides, diagnostics = load_overrides(sources.glossary, sources.glossary_path)
    found += diagnostics
    ids = [paper.id for paper in corpus.papers]
    notes = [reading.notes for group in readings for reading in group]
    glossary, diagnostics = _mine(corpus.papers, overrides, notes, memo)
    del notes
    found += diagnostics
    related = _begin_related(groups, assignments, glossary, memo)
    read = (reading.names for group in readings for reading in group)
    names = dict(zip(ids, read, strict=True))
    del readings
    mentions = dict(zip(ids, _mentions(groups, glossary, memo), strict=True))
    trends = make_trends(corpus, assignments, glossary.terms, names, mentions)
    plan = make_plan(corpus, taxonomy, MappingProxyType(assignments), glossary, related(), trends)
    return plan, in_order(found)


def _forgetful() -> Memo:
    """A memo that remembers nothing."""
    memo = Memo()
    memo.lasting = False
    return memo


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


def _load_topics(sources: Sources, memo: Memo) -> tuple[Taxonomy, tuple[Diagnostic, ...]]:
    if not sources.topics:
        return Taxonomy(()), ()
    shelf: Shelf[_Topics] = memo.shelf("taxonomy", _Topics)
    made_from = [(sources.topics, sources.topics_path)]

    def load(source: tuple[str, str]) -> _Topics:
        taxonomy, diagnostics = load_topics(*source)
        return _Topics(taxonomy.topics, taxonomy.settings, diagnostics)

    (loaded,) = shelf.recall(made_from, lambda source: shelf.key(*source), load)
    # What texts are searched for is compiled once for as long as the rules stay.
    taxonomy = memo.same("taxonomy", lambda: Taxonomy(loaded.topics, loaded.settings), loaded)
    return taxonomy, loaded.diagnostics


def _grouped(papers: Sequence[Paper], memo: Memo) -> list[_Group]:
    """The papers of each digest that first held them, newest first; those of a large one in parts."""
    shelf: Shelf[Any] = memo.shelf("readings", tuple[_Reading, ...])
    before = memo.same("groups", dict[tuple[str, int], _Group])
    groups: dict[tuple[str, int], _Group] = {}
    for digest_id, found in groupby(papers, lambda paper: paper.appearances[0].digest_id):
        members = tuple(found)
        for first in range(0, len(members), _LARGEST_GROUP):
            some = members[first : first + _LARGEST_GROUP]
            group = before.get((digest_id, first))
            if group is None or len(group.papers) != len(some) or not all(map(is_, group.papers, some)):
                group = _Group(some, shelf.key([(paper.title, paper.abstract) for paper in some]))
            groups[digest_id, first] = group
    before.clear()
    before.update(groups)
    return list(groups.values())


def _read(
    groups: Sequence[_Group], taxonomy: Taxonomy, memo: Memo
) -> tuple[list[tuple[_Reading, ...]], dict[str, tuple[Assignment, ...]]]:
    """What papers say of terms and names, and their topics."""
    readings: Shelf[tuple[_Reading, ...]] = memo.shelf("readings", tuple[_Reading, ...])
    recalls = [Recall(readings, [group.texts for group in groups], _read_texts)]
    if taxonomy.topics:
        topics: Shelf[tuple[tuple[Assignment, ...], ...]] = memo.shelf(
            "topics", tuple[tuple[Assignment, ...], ...]
        )
        rules = fingerprint(taxonomy.topics, taxonomy.settings)
        keys = []
        for group in groups:
            told = [
                (number, paper.metadata.summary, paper.metadata.topics)
                for number, paper in enumerate(group.papers)
                if paper.metadata is not NO_METADATA
            ]
            keys.append(topics.key(rules, group.texts, told))
        recalls.append(
            Recall(topics, keys, lambda group: tuple(classify(paper, taxonomy) for paper in group.papers))
        )
    read, *assigned = recall_together(groups, recalls, least=_LEAST_GROUPS, chunk=_GROUPS_AT_ONCE)
    assignments = {}
    for found in assigned:
        for group, own in zip(groups, found, strict=True):
            assignments.update(zip((paper.id for paper in group.papers), own, strict=True))
    return read, assignments


def _read_texts(group: _Group) -> tuple[_Reading, ...]:
    return tuple(
        _Reading(read_paper(paper.title, paper.abstract), names_in(paper.title, paper.abstract))
        for paper in group.papers
    )


def _mine(
    papers: Sequence[Paper], overrides: GlossaryOverrides, notes: Sequence[PaperNotes], memo: Memo
) -> tuple[Glossary, tuple[Diagnostic, ...]]:
    shelf: Shelf[_Mined] = memo.shelf("glossary", _Mined)
    key = shelf.key(overrides, evidence_of(papers, notes))
    (mined,) = shelf.recall([key], lambda key: key, lambda _: _Mined(*mine(papers, overrides, notes)))
    return mined.glossary, mined.diagnostics


def _begin_related(
    groups: Sequence[_Group],
    assignments: Mapping[str, tuple[Assignment, ...]],
    glossary: Glossary,
    memo: Memo,
) -> Callable[[], Mapping[str, Sequence[Paper]]]:
    """Begin to find related papers beside other work; what is given back waits for them.

    Where there can be no other process, but another build may follow, as in the development server, they are
    found once somebody looks at them: few are before the next build.
    """
    papers = [paper for group in groups for paper in group.papers]
    if memo.lasting and not can_fork():

        def features() -> list[bytes]:
            known = _KnownFeatures(groups, assignments, glossary, memo)
            return known.with_made(features_made(known.texts(), known.features))

        return lambda: found_when_asked(papers, assignments, features)
    known = _KnownFeatures(groups, assignments, glossary, memo)
    if len(papers) < 2:
        return lambda: filled_up(papers, assignments, [()] * len(papers))
    near = begin_nearest(known.texts, known.features)

    def result() -> Mapping[str, Sequence[Paper]]:
        found = near()
        known.with_made(found.made)
        return filled_up(papers, assignments, found.others)

    return result


class _KnownFeatures:
    """What is remembered of the features of papers' texts.

    Attributes:
        features: those that are, by the number of the paper.
    """

    def __init__(
        self,
        groups: Sequence[_Group],
        assignments: Mapping[str, tuple[Assignment, ...]],
        glossary: Glossary,
        memo: Memo,
    ) -> None:
        self._groups, self._assignments, self._glossary = groups, assignments, glossary
        self._shelf: Shelf[tuple[bytes, ...]] = memo.shelf("features", tuple[bytes, ...])
        terms = memo.same("names", lambda: fingerprint(glossary.terms), glossary)
        self._keys = [
            self._shelf.key(
                group.texts,
                [[assigned.topic for assigned in assignments.get(paper.id, ())] for paper in group.papers],
                terms if any(map(is_in_one_language, group.papers)) else b"",
            )
            for group in groups
        ]
        self._known = self._shelf.known(self._keys)
        self.features: dict[int, bytes] = {}
        at = 0
        for key, group in zip(self._keys, groups, strict=True):
            self.features.update(enumerate(self._known.get(key, ()), start=at))
            at += len(group.papers)

    def texts(self) -> list[Text | None]:
        """What papers are compared by of which nothing is remembered, by the number of the paper."""
        papers = [paper for group in self._groups for paper in group.papers]
        unknown = [paper for number, paper in enumerate(papers) if number not in self.features]
        made = iter(texts_of(unknown, self._assignments, self._glossary))
        return [None if number in self.features else next(made) for number in range(len(papers))]

    def with_made(self, made: Mapping[int, bytes]) -> list[bytes]:
        """The features of all papers, those made now too, which are remembered from here on."""
        new: dict[bytes, tuple[bytes, ...]] = {}
        features = {**self.features, **made}
        at = 0
        for key, group in zip(self._keys, self._groups, strict=True):
            size = len(group.papers)
            if key not in self._known:
                new[key] = tuple(features[number] for number in range(at, at + size))
            at += size
        self._shelf.remember({**self._known, **new}, new)
        return [features[number] for number in range(at)]


def _mentions(groups: Sequence[_Group], glossary: Glossary, memo: Memo) -> list[tuple[int, ...]]:
    """For each paper the numbers of the terms that it speaks of."""
    shelf: Shelf[tuple[tuple[int, ...], ...]] = memo.shelf("mentions", tuple[tuple[int, ...], ...])
    wanted = memo.same("terms", lambda: TermFinder(glossary.terms), glossary)
    forms = memo.same("forms", lambda: fingerprint(wanted.forms), wanted)
    found = recall_together(
        groups,
        [
            Recall(
                shelf,
                [shelf.key(forms, group.texts) for group in groups],
                lambda group: tuple(wanted.found_in(paper.title, paper.abstract) for paper in group.papers),
            )
        ],
        least=_LEAST_GROUPS,
        chunk=_GROUPS_AT_ONCE,
    )
    return [own for group in found[0] for own in group]
