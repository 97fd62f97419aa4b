"""MkDocs's files, among which the pages of the plan are found, though MkDocs does not build them."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Sequence
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlsplit

from mkdocs.structure.files import File, Files, InclusionLevel
from msgspec import Struct

from paper_digest import codes
from paper_digest.diagnostics import Diagnostic
from paper_digest.mkdocs_adapter.config import Project
from paper_digest.mkdocs_adapter.pages import LISTINGS, GeneratedPage, PageMaker
from paper_digest.plan import HOME_URI, file_of, url_of
from paper_digest.plan import Page as PlannedPage
from paper_digest.sources import Folder, Sources

Inclusion = Callable[[InclusionLevel], bool]


class ListedPage(Struct):
    """What lists of pages tell of one that MkDocs does not build."""

    url: str
    update_date: str
    canonical_url: str | None
    abs_url: str | None
    is_link: bool = False


class Listed(Struct):
    """The file of such a page."""

    src_uri: str
    url: str
    dest_uri: str
    page: ListedPage


def listed(planned: PlannedPage, maker: PageMaker) -> Listed:
    """A page as lists of all pages, such as the sitemap, ask for it."""
    config = maker.config
    url = url_of(planned.uri, directory_urls=config.use_directory_urls)
    base = config.site_url or ""
    root = base if not base or base.endswith("/") else f"{base}/"
    full, path = (root + url, urlsplit(root).path + url) if root else (None, None)
    page = ListedPage(url, maker.date_of(planned), full, path)
    return Listed(planned.uri, url, file_of(url), page)


class FilesWithPlan(Files):
    """MkDocs's files, in which pages of the plan are found when a link or the navigation asks for one.

    MkDocs's loops over files and pages pass over them: an object for each of thousands of pages would cost
    more than its writing.

    Attributes:
        planned: the pages that MkDocs does not build, by source path.
    """

    def __init__(self, files: Iterable[File], maker: PageMaker, data: Container[str]) -> None:
        """Begin with MkDocs's own files.

        Args:
            files: these.
            maker: makes files of pages when they are asked for.
            data: paths of the site's files for programs, which links may lead to.
        """
        super().__init__(files)
        self._maker = maker
        self._data = data
        self.planned: dict[str, PlannedPage] = {}
        self._made: dict[str, File] = {}
        self._postponed = False

    def get_file_from_path(self, path: str) -> File | None:
        """The file at a path; that of a page of the plan is made when it is first asked for."""
        found = super().get_file_from_path(path)
        uri = PurePath(path).as_posix()
        if found is None and (uri in self.planned or uri in self._data):
            if uri not in self._made:
                self._made[uri] = self._made_file(uri)
            found = self._made[uri]
        return found

    def _made_file(self, uri: str) -> File:
        if uri in self.planned:
            return self._maker.file(self.planned[uri])
        config = self._maker.config
        return File(uri, None, config.site_dir, config.use_directory_urls, inclusion=InclusionLevel.INCLUDED)

    def build_by_mkdocs(self, file: File) -> None:
        """Leave a page to MkDocs: what pages of the navigation show depends on their place in it."""
        if self.planned.pop(file.src_uri, None):
            self.append(file)

    def postpone_generated(self) -> list[File]:
        """Have MkDocs, which has read all pages by now, build only those of the editors; give the others."""
        postponed = [file for file in self if isinstance(file.page, GeneratedPage)]
        self._postponed = True
        return postponed

    def documentation_pages(self, *, inclusion: Inclusion = InclusionLevel.is_included) -> Sequence[File]:
        """The pages that MkDocs builds."""
        found = super().documentation_pages(inclusion=inclusion)
        return [f for f in found if not isinstance(f.page, GeneratedPage)] if self._postponed else found

    @cached_property
    def listed(self) -> list[Any]:
        """All pages, as templates that list them ask for each; asked for once the navigation is settled."""
        own = {f.src_uri: f for f in super().documentation_pages(inclusion=InclusionLevel.is_included)}
        plan = self._maker.renderer.plan.pages
        editors = [file for uri, file in own.items() if uri not in plan]
        planned = [own.get(uri) or listed(page, self._maker) for uri, page in plan.items()]
        return [*editors, *planned]


def add_pages(planned: Iterable[PlannedPage], maker: PageMaker, files: FilesWithPlan, *, alone: bool) -> None:
    """Add pages of the plan to MkDocs's files, in place of the editor's at the same address.

    The editor's home page stays: the plugin adds to it.

    Args:
        planned: the pages.
        maker: makes their files.
        files: MkDocs's files.
        alone: whether no other plugin is told of pages, so that MkDocs need not build them.
    """
    editors = {file.url: file for file in files.documentation_pages()}
    for page in planned:
        old = editors.get(url_of(page.uri, directory_urls=maker.config.use_directory_urls) or "./")
        if old is not None and page.uri == HOME_URI:
            continue
        if old is not None:
            files.remove(old)
        if alone and page.uri not in LISTINGS:
            files.planned[page.uri] = page
        else:
            files.append(maker.file(page))


def take_out_untrusted(files: Files, project: Project, sources: Sources) -> list[Diagnostic]:
    """Take all that lies in the folders of sources out of MkDocs's files, which it would publish as it is.

    Digests are not trusted, and neither is what comes with them: pages of Markdown and HTML would run.

    Args:
        files: MkDocs's files.
        project: the project's folders.
        sources: what was read there.

    Returns:
        A notice for each folder in which something else is left out.
    """
    named = (project.topics, project.more_topics, project.glossary, project.authors)
    single = [item.path for item in named if item]
    read = {file.absolute for file in (*sources.digests, *sources.overlays, *sources.facts)}
    shown = {picture.absolute for picture in sources.pictures.values()}
    folders = [item for item in (*project.digests, project.overlays, project.facts) if item]
    folders = [item for item in folders if item.path != project.docs]
    left: dict[str, list[str]] = {}
    for file in list(files):
        path = Path(file.abs_src_path) if file.abs_src_path else None
        folder = next((item for item in folders if path and _holds(item, path)), None)
        if path is None or not (path in single or str(path) in read or folder):
            continue
        files.remove(file)
        if folder and path not in single and str(path) not in read and os.path.realpath(path) not in shown:
            left.setdefault(folder.shown_as, []).append(path.relative_to(folder.path).as_posix())
    return [
        Diagnostic(shown_as, 0, codes.NOT_PUBLISHED, f"Left out: {_some(names)}.")
        for shown_as, names in left.items()
    ]


def _holds(folder: Folder, path: Path) -> bool:
    """Whether a file is in a folder of sources, and not in the editor's own pages below it."""
    own = [one for one in folder.without if one != folder.path and one.is_relative_to(folder.path)]
    return path.is_relative_to(folder.path) and not any(path.is_relative_to(one) for one in own)


def _some(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(sorted(names)[:most]) + more
