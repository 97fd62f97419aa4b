"""The search index of a site: its stages, and the order in which they are begun."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from paper_digest.build.stages import Build, Results, Stage
from paper_digest.outputs.search import (
    IndexedSegment,
    Record,
    SearchConfig,
    SearchDocument,
    SearchIndex,
    Segment,
    TitleRuns,
    in_order,
    segments_of,
    title_runs,
)
from paper_digest.outputs.search_documents import (
    SearchEntry,
    paper_documents,
    paper_entries,
    search_config,
)
from paper_digest.planning import Group
from paper_digest.render.pages import Renderer


class IndexParts(Struct, frozen=True):
    """What a search index is put together from."""

    segments: tuple[IndexedSegment, ...]
    runs: dict[str, int]
    config: SearchConfig


def _entries(group: Group, _: None) -> tuple[SearchEntry, ...]:
    return paper_entries(group)


# numpy takes 0.2 s to load, which only those processes spend that need it.
def _index_segment(segment: Segment, _: None) -> IndexedSegment:
    from paper_digest.outputs.search.build import index_segment

    return index_segment(segment)


def _runs(titles: TitleRuns, _: None) -> dict[str, int]:
    from paper_digest.outputs.search.build import runs_of

    return runs_of(titles)


def _assemble(parts: IndexParts, _: None) -> SearchIndex:
    from paper_digest.outputs.search.build import assemble

    return assemble(parts.segments, parts.runs, parts.config)


ENTRIES: Stage[Group, tuple[SearchEntry, ...]] = Stage(
    "search_entries", _entries, Group, tuple[SearchEntry, ...]
)
SEGMENTS: Stage[Segment, IndexedSegment] = Stage(
    "search_segments", _index_segment, Segment, IndexedSegment, at_once=1
)
RUNS: Stage[TitleRuns, dict[str, int]] = Stage("search_runs", _runs, TitleRuns, dict[str, int], at_once=1)
INDEX: Stage[IndexParts, SearchIndex] = Stage("search_index", _assemble, IndexParts, SearchIndex, at_once=1)


class SearchFiles:
    """The search index of a site."""

    def __init__(self, build: Build, groups: Sequence[Group]) -> None:
        """Begin to find out what the search finds papers by.

        Args:
            build: runs the stages.
            groups: the site's papers.
        """
        self._build = build
        self._entries = build.begin(ENTRIES, groups)
        self._parts: tuple[Results[IndexedSegment], Results[dict[str, int]], SearchConfig] | None = None

    def begin(self, renderer: Renderer, own: Sequence[SearchDocument]) -> None:
        """Begin to index.

        Args:
            renderer: of the site's plan.
            own: the documents of the editors' own pages.
        """
        entries = list(chain.from_iterable(self._entries))
        config = search_config(renderer.plan)
        documents = [*paper_documents(renderer.plan, renderer.url, entries), *own]
        records = {one.id: entry.record for one, entry in zip(documents, entries, strict=False)}
        records |= {one.id: record for one, record in zip(own, _records(own), strict=True)}
        ordered = in_order(documents)
        cut = segments_of(ordered, [records[one.id] for one in ordered], config)
        runs = self._build.begin(RUNS, [title_runs(ordered, config)])
        self._parts = self._build.begin(SEGMENTS, cut), runs, config

    def index(self) -> SearchIndex:
        """Wait for the index."""
        assert self._parts
        segments, runs, config = self._parts
        return self._build.begin(INDEX, [IndexParts(tuple(segments), runs.only(), config)]).only()


def _records(documents: Sequence[SearchDocument]) -> list[Record]:
    from paper_digest.outputs.search.records import records_of

    return records_of(documents)
