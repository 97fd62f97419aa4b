"""What a rebuild of the development server leaves unwritten, and how each of it is written."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mkdocs.commands.build import _build_theme_template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from paper_digest.memo import Memo
from paper_digest.mkdocs_adapter.elsewhere import Elsewhere, GivenUp
from paper_digest.mkdocs_adapter.lane import FastLane
from paper_digest.mkdocs_adapter.search import FOLDER, index_input, index_of, write_index
from paper_digest.outputs.search import SearchDocument
from paper_digest.outputs.twins import twin_path
from paper_digest.plan import Page as PlannedPage
from paper_digest.render.pages import Renderer

SITEMAP = "sitemap.xml"
"""The theme's template that lists all pages."""

ELSEWHERE = 500
"""From so many documents on the search index comes from a process of its own."""


class NothingUnwritten:
    """After a build that wrote everything."""

    def write(self, path: str) -> None:
        """Everything is written."""

    def close(self) -> None:
        """Nothing has to end."""


class OnDemand:
    """Pages, files and the search index of one plan; each is written when it is first asked for."""

    def __init__(
        self,
        config: MkDocsConfig,
        renderer: Renderer,
        lane: FastLane,
        own: list[SearchDocument] | None,
        memo: Memo,
    ) -> None:
        """Begin; nothing is looked at before something is asked for.

        Args:
            config: MkDocs's configuration; MkDocs is told to leave out the theme's list of pages.
            renderer: of the site's plan.
            lane: writes its pages.
            own: the editors' own pages as documents of the search; None without one.
            memo: remembers what the index is made from.
        """
        self._config = config
        self._site = Path(config.site_dir)
        self._renderer = renderer
        self._lane = lane
        self._own = own
        self._memo = memo
        self._has_sitemap = SITEMAP in config.theme.static_templates
        config.theme.static_templates.discard(SITEMAP)
        # Held while something is written, which shares caches.
        self._writing = threading.Lock()
        self._closed = False
        self._makers: dict[str, Callable[[], object]] = {}
        self._written: set[str] = set()
        # Held while the index is made, which pages do not wait for.
        self._indexing = threading.Lock()
        self._indexed = own is None
        self._index: Elsewhere | None = None  # type: ignore[type-arg]

    def write(self, path: str) -> None:
        """Write the file at a path, and the page of a folder at a path without its slash.

        Args:
            path: relative to the site's root.

        Raises:
            PluginError: a page could not be rendered.
        """
        with self._writing:
            if self._closed:
                return
            for name in (path, f"{path}/index.html"):
                make = self._maker(name)
                if make:
                    self._write(name, make)
                    break
        if path.startswith(f"{FOLDER}/") and not self._indexed:
            self._write_index()

    def _write(self, name: str, make: Callable[[], object]) -> None:
        if name in self._written:
            return
        self._written.add(name)
        try:
            make()
        except BaseException:
            self._written.discard(name)
            raise

    def close(self) -> None:
        """Write nothing any more; give up an index that is being made."""
        with self._writing:
            self._closed = True
            if self._index:
                self._index.give_up()

    def _maker(self, path: str) -> Callable[[], object] | None:
        """What writes the file at a path, None where it is none; as in a build, the plan's pages win."""
        page = self._lane.files.planned_at(path)
        if page:
            return partial(self._page, page)
        self._makers = self._makers or self._others()
        return self._makers.get(path)

    def _others(self) -> dict[str, Callable[[], object]]:
        """What writes each file but the plan's pages, by path; pages win over files."""
        makers: dict[str, Callable[[], object]] = {}
        for file in self._lane.files:
            if not file.is_documentation_page() and file.inclusion.value >= InclusionLevel.DRAFT.value:
                makers[file.dest_uri] = partial(_copy, file)
        if self._has_sitemap:
            makers[SITEMAP] = makers[f"{SITEMAP}.gz"] = self._sitemap
        twins = self._lane.twins
        for paper in twins.papers:
            makers[twin_path(paper)] = partial(twins.write, paper)
        for file in self._lane.files.left:
            makers[file.dest_uri] = partial(self._page_of, file)
        return makers

    def _page(self, page: PlannedPage) -> None:
        if not self._lane.write(page):
            self._written.clear()

    def _page_of(self, file: File) -> None:
        self._lane.write_in_full(file)

    def _sitemap(self) -> None:
        lane = self._lane
        _build_theme_template(SITEMAP, lane.env, lane.files, self._config, lane.nav)

    def _write_index(self) -> None:
        with self._indexing:
            if self._indexed:
                return
            documents, config = index_input(self._renderer, self._own or [], self._memo)
            if len(documents) < ELSEWHERE:
                index = index_of(documents, config, self._memo)
            else:
                with self._writing:
                    if self._closed:
                        return
                    self._index = Elsewhere(index_of, documents, config, self._memo)
                try:
                    index = self._index.result()
                except GivenUp:
                    return
            with self._writing:
                if not self._closed:
                    write_index(self._site, index)
                    self._indexed = True


def _copy(file: File) -> None:
    # What MkDocs has written at this place wins, as it does where files are copied first.
    if not os.path.exists(file.abs_dest_path):
        file.copy_file()
