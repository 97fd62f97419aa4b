"""The site's files: those that MkDocs found, and the pages of the plan in place of some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import PurePath
from typing import Any, cast, overload

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from paper_digest.mkdocs_adapter.pages import LISTINGS, GeneratedPage, PageMaker, file_of
from paper_digest.mkdocs_adapter.publish import MadeFile
from paper_digest.plan import HOME_URI, url_of
from paper_digest.plan import Page as PlannedPage

Inclusion = Callable[[InclusionLevel], bool]


def add_pages(planned: Iterable[PlannedPage], maker: PageMaker, files: Files) -> None:
    """Add pages of the plan to MkDocs's files, in place of the editor's at the same address.

    The editor's home page stays: the plugin adds to it.

    Args:
        planned: the pages.
        maker: makes their files.
        files: MkDocs's files.
    """
    editors = {file.url: file for file in files.documentation_pages()}
    directory_urls = maker.config.use_directory_urls
    for page in planned:
        old = editors.get(url_of(page.uri, directory_urls=directory_urls) or "./")
        if old is not None and page.uri == HOME_URI:
            continue
        if old is not None:
            files.remove(old)
        if isinstance(files, PlannedFiles) and page.uri not in LISTINGS:
            files.append_planned(page)
        else:
            files.append(maker.file(page))


class PlannedFiles(Files):
    """Files of which most are pages that MkDocs need not know: nobody listens to their events.

    MkDocs finds a page's file where it looks for it by its path, as for links and the navigation, and all
    of them in the list that templates get. Its loops over files and pages pass over them: where the
    plugin writes those pages itself, an object for each would cost more than its writing.

    Attributes:
        on_demand: whether files that are no pages are copied when a browser asks, not by MkDocs.
        left: files of generated pages that MkDocs knows, but does not build.
    """

    def __init__(self, files: Files, maker: PageMaker, *, on_demand: bool = False) -> None:
        """Begin with MkDocs's own files.

        Args:
            files: what MkDocs has found.
            maker: makes files of pages when they are asked for.
            on_demand: whether files that are no pages are copied when a browser asks, not by MkDocs.
        """
        super().__init__(files)
        self._maker = maker
        self.on_demand = on_demand
        self._order: dict[str, PlannedPage | None] = dict.fromkeys(self._src_uris)
        self._asked: dict[str, File] = {}
        self._settled = False
        self.left: list[File] = []
        self._all: _AllPages | None = None

    @property
    def planned(self) -> Iterator[PlannedPage]:
        """The pages that MkDocs does not build."""
        return (page for page in self._order.values() if page is not None)

    def append_planned(self, page: PlannedPage) -> None:
        """Add a page that MkDocs does not build."""
        self._order[page.uri] = page

    def append(self, file: File) -> None:
        """Add a file, as MkDocs does."""
        self._all = None
        super().append(file)
        self._order[file.src_uri] = None

    def remove(self, file: File) -> None:
        """Remove a file, as MkDocs does."""
        self._all = None
        super().remove(file)
        del self._order[file.src_uri]

    def get_file_from_path(self, path: str) -> File | None:
        """The file at a path; that of a page of the plan is made when it is first asked for."""
        found = super().get_file_from_path(path)
        uri = PurePath(path).as_posix()
        planned = self._order.get(uri)
        if found is None and planned is not None:
            found = self._asked.setdefault(uri, self._maker.file(planned))
        return found

    def copy_static_files(
        self, dirty: bool = False, *, inclusion: Inclusion = InclusionLevel.is_included
    ) -> None:
        """Copy files that are no pages, as MkDocs does, unless that waits until they are asked for.

        Data and feeds are left to who writes pages. A file at the address of a page that is being written
        would be overwritten by it.
        """
        if self.on_demand:
            return
        for file in self:
            if (
                not file.is_documentation_page()
                and inclusion(file.inclusion)
                and not isinstance(file, MadeFile)
                and self.planned_at(file.dest_uri) is None
            ):
                file.copy_file(dirty)

    @property
    def made(self) -> Iterator[MadeFile]:
        """Data and feeds."""
        return (file for file in self if isinstance(file, MadeFile))

    def planned_at(self, dest_uri: str) -> PlannedPage | None:
        """The page that is written to a path relative to the site's root, unless MkDocs builds it."""
        stem = dest_uri.removesuffix(".html")
        for uri in (f"{stem}.md", f"{stem.removesuffix('/index')}.md"):
            page, directory_urls = self._order.get(uri), self._maker.config.use_directory_urls
            if page is not None and file_of(url_of(uri, directory_urls=directory_urls)) == dest_uri:
                return page
        return None

    def settle(self, nav: Navigation) -> None:
        """Leave pages of the navigation to MkDocs: what they show depends on their place in it."""
        for page in nav.pages:
            if self._order.get(page.file.src_uri) is not None:
                self._src_uris[page.file.src_uri] = page.file
                self._order[page.file.src_uri] = None
        self._settled = True
        self._all = None

    def leave_generated(self) -> None:
        """Let MkDocs, which has read all pages by now, build only those of the editors."""
        self.left = [file for file in self if isinstance(file.page, GeneratedPage)]

    def documentation_pages(self, *, inclusion: Inclusion | None = None) -> Sequence[File]:
        """The pages that MkDocs builds, or, as for templates, all of them in the plan's order.

        Args:
            inclusion: which files are wanted; only MkDocs's loops say so. Its navigation, which none of
                ours is in unasked, is made before `settle`.
        """
        if inclusion is not None or not self._settled:
            found = super().documentation_pages(inclusion=inclusion or InclusionLevel.is_included)
            return [f for f in found if not isinstance(f.page, GeneratedPage)] if self.left else found
        if self._all is None:
            self._all = _AllPages(self._order, super().documentation_pages(), self._maker)
        return self._all


class _AllPages(Sequence[File]):
    """Every page's file; those of the plan are made while they are looked at, and not kept."""

    def __init__(self, order: dict[str, PlannedPage | None], own: Sequence[File], maker: PageMaker) -> None:
        self._order = order
        self._own = {file.src_uri: file for file in own}
        self._maker = maker
        self._places = [uri for uri, page in order.items() if page is not None or uri in self._own]

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[File]:
        return map(self._file, self._places)

    @overload
    def __getitem__(self, index: int) -> File: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[File]: ...

    def __getitem__(self, index: int | slice) -> File | Sequence[File]:
        if isinstance(index, slice):
            return [self._file(uri) for uri in self._places[index]]
        return self._file(self._places[index])

    def _file(self, uri: str) -> File:
        planned = self._order[uri]
        return self._own[uri] if planned is None else cast(File, _Listed(planned, self._maker))


class _Listed:
    """A file of the plan as lists of pages ask of it; a file is made where more is asked."""

    def __init__(self, planned: PlannedPage, maker: PageMaker) -> None:
        self._planned = planned
        self._maker = maker
        self.src_uri = planned.uri
        self.page = _ListedPage(self, maker.date_of(planned), *maker.addresses(planned))

    @cached_property
    def made(self) -> File:
        return self._maker.file(self._planned)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.made, name)


class _ListedPage:
    """The page of such a file."""

    is_link = False

    def __init__(self, file: _Listed, date: str, canonical_url: str | None, abs_url: str | None) -> None:
        self.file = file
        self.update_date = date
        self.canonical_url = canonical_url
        self.abs_url = abs_url

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file.made.page, name)
