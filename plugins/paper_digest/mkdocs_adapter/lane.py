"""The fast lane: pages of the plan rendered and written on all cores, past MkDocs's loop over pages.

MkDocs tells plugins of every page, one page after the other in one process. Where nobody but this plugin
listens, nobody can tell whether that happened: the same HTML is written by processes of our own.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path
from typing import cast

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.utils import write_file
from msgspec import Struct
from msgspec.msgpack import Decoder

from paper_digest.memo import encode
from paper_digest.mkdocs_adapter.crew import Crew
from paper_digest.mkdocs_adapter.files import PlannedFiles
from paper_digest.mkdocs_adapter.pages import TEMPLATE, GeneratedPage, PageMaker, file_of
from paper_digest.mkdocs_adapter.publish import MadeFile, Twins, in_batches
from paper_digest.mkdocs_adapter.standing import SiteRecord, Standing, stamp_of, take_away
from paper_digest.mkdocs_adapter.template import PageTemplate, ShellPress, log, values_of
from paper_digest.mkdocs_adapter.write import write_bytes
from paper_digest.model import Bilingual
from paper_digest.plan import DigestPage, PaperPage, TopicPage
from paper_digest.plan import Page as PlannedPage
from paper_digest.render.pages import Article, Renderer
from paper_digest.render.remembered import Found, Kept, Remembered
from paper_digest.workers import WORTH_IT, give_back

CHUNK = 64
"""Papers, more or less, that a process looks for together and writes before it tells of them."""

# A list of papers takes about as long as so many papers' own pages.
_LIST = 4


class Written(Struct, frozen=True):
    """What a process tells of pages that it wrote.

    Attributes:
        pages: their number.
        kept: what is kept of each paper.
        twins: each paper's twin as bytes that are to be remembered, or b"".
        together: what `Remembered.find` gave of the papers together.
        standing: a `Standing` for each page that may stay for the next build, by source path; encoded.
        differences: where shells gave something else than the theme.
    """

    pages: int
    kept: list[Kept]
    twins: list[bytes]
    together: tuple[bytes, bytes] | None
    standing: bytes
    differences: tuple[tuple[str, str], ...]


_WRITTEN = Decoder(Written)

_NOTHING = Article(Bilingual(), "", "", "")

Task = Sequence[PlannedPage] | Sequence[MadeFile]


class _Begun(Struct, frozen=True):
    """Pages that are being written.

    Attributes:
        firsts: the first of each kind, which are written already.
        written: what was told of these.
        stay: the lists that stay as they stand, by source path.
        tasks: the others.
        crew: writes these.
    """

    firsts: Sequence[PlannedPage]
    written: Written
    stay: dict[str, Standing]
    tasks: Sequence[Task]
    crew: Crew[Task, bytes]


class FastLane:
    """Writes pages of the plan.

    Attributes:
        files: the site's files with the pages to write.
        nav: the site's navigation.
        env: the theme's templates.
        twins: the papers as Markdown, each of which is written with its page.
    """

    def __init__(
        self,
        renderer: Renderer,
        papers: Remembered,
        maker: PageMaker,
        files: PlannedFiles,
        nav: Navigation,
        env: jinja2.Environment,
        shells: ShellPress,
        twins: Twins,
    ) -> None:
        """Begin; nothing is rendered yet.

        Args:
            renderer: renders the plan.
            papers: gives its papers' articles.
            maker: makes pages; the other articles come from it.
            files: the site's files with the pages to write.
            nav: the site's navigation.
            env: the theme's templates.
            shells: puts the theme around articles.
            twins: the papers as Markdown, each of which is written with its page.
        """
        self._renderer = renderer
        self._papers = papers
        self._maker = maker
        self.files = files
        self.nav = nav
        self.env = env
        self._shells = shells
        self.twins = twins
        self._record: SiteRecord | None = None
        self._before: dict[str, Standing] = {}
        self._begun: _Begun | None = None
        site_url = maker.config.site_url or ""
        self._root = site_url if site_url.endswith("/") or not site_url else f"{site_url}/"
        self._site = os.path.abspath(maker.config.site_dir)

    def _page(self, planned: PlannedPage, article: Article) -> GeneratedPage:
        """A page as MkDocs knows it once its loop has read it; most are written without."""
        config, page = self._maker.config, self._maker.file(planned).page
        assert isinstance(page, GeneratedPage)
        page.read_source(config)
        page.render(config, self.files)
        page.settle(config, article)
        return page

    def _in_full(self, page: GeneratedPage) -> str:
        template = self.env.get_template(TEMPLATE)
        assert isinstance(template, PageTemplate)
        page.active = True
        try:
            context = get_context(self.nav, self.files.documentation_pages(), self._maker.config, page)
            return template.in_full(dict(context))
        finally:
            page.active = False

    @property
    def pages(self) -> int:
        """How many pages there are to write."""
        return sum(1 for _ in self.files.planned)

    def begin(
        self, record: SiteRecord, before: dict[str, Standing], waits: Callable[[], bool] = lambda: False
    ) -> None:
        """Begin to write papers' pages, the papers as Markdown, data and feeds, in other processes.

        Args:
            record: where to note what stands in the site's folder.
            before: what stands there already, by source path.
            waits: whether papers still wait for something; data and feeds do not.
        """
        self._record = record
        planned = {page.uri for page in self.files.planned}
        take_away(Path(self._site), (page for uri, page in before.items() if uri not in planned))
        self._before = before
        made = list(in_batches(self.files.made))
        first = next(self.files.planned, None)
        if first and waits():
            self._have_compiled(first)
        # From the end, where they take little time. The first takes long, and papers would wait for it.
        while len(made) > 1 and waits():
            _write_made(made.pop())
        self._renderer.prepare()
        give_back()
        self._begun = self._begin(self._of_papers(), made)

    def _have_compiled(self, page: PlannedPage) -> None:
        """Have the theme's templates compiled, as the first page does that is rendered."""
        # What is wrong with them is told where a page is written.
        with suppress(Exception):
            self._in_full(self._page(page, _NOTHING))

    def write_all(self, step: Callable[[int], object] = lambda _: None) -> None:
        """Write every page that MkDocs does not build, and what else `begin` has begun with.

        Args:
            step: called with how many pages were written since the last time.

        Raises:
            PluginError: a page could not be written.
        """
        assert self._begun
        assert self._record
        papers = self._of_papers()
        # Lists come second: they show the cards that the papers' pages were made with.
        lists = [page for page in self.files.planned if not isinstance(page, PaperPage)]
        if not (self._end(self._begun, step) and self._end(self._begin(lists), step)):
            self._shells.report()
            self._shells.trusted = False
            self._record.clear()
            self._end(self._begin(papers, list(in_batches(self.files.made))), step)
            self._end(self._begin(lists), step)
        self._begun = None
        self._papers.finish()
        self.twins.finish()
        self._record.finish()
        here = {page.paper.id for page in papers}
        for paper in self.twins.papers:
            if paper.id not in here:
                self.twins.write(paper)

    def _stands(self, page: PlannedPage, made_from: bytes) -> Standing | None:
        """What stands of a page in the site's folder, if it is as the page would be written."""
        before = self._before.get(page.uri)
        if not made_from or before is None or before.made_from != made_from:
            return None
        kind = self._shells.kind(self._renderer.url(page.uri), self.nav)
        return before if self._shells.gives(page.uri, kind, before.shell) else None

    def close(self) -> None:
        """End what `begin` has begun with."""
        if self._begun:
            self._begun.crew.close()
            self._begun = None

    def _of_papers(self) -> list[PaperPage]:
        return [page for page in self.files.planned if isinstance(page, PaperPage)]

    def write(self, page: PlannedPage) -> bool:
        """Write one page.

        Returns:
            Whether pages written before can stay: not where shells turn out to give something else than
            the theme; from then on all are rendered in full.

        Raises:
            PluginError: the page could not be written.
        """
        written = self._write_pages([page])
        self._take([page] if isinstance(page, PaperPage) else [], written)
        self._shells.differences[:] = written.differences
        self._shells.report()
        self._shells.trusted = self._shells.trusted and not written.differences
        return not written.differences

    def write_in_full(self, file: File) -> None:
        """Write a page that MkDocs has read, by the theme alone.

        Args:
            file: its file; the page may be one of the navigation.
        """
        page = file.page
        assert isinstance(page, GeneratedPage)
        page.settle(self._maker.config)
        html = self._in_full(page)
        write_file(html.encode("utf-8", errors="xmlcharrefreplace"), file.abs_dest_path)

    def _begin(self, pages: Sequence[PlannedPage], made: Sequence[Task] = ()) -> _Begun:
        """Begin to write pages, and perhaps data and feeds."""
        # The first pages of each kind make the shells here, where every process finds them.
        firsts = list(self._shells.firsts(pages, self.nav, self._renderer.url))
        written = self._write_pages(firsts)
        done = {page.uri for page in firsts}
        others = [page for page in pages if page.uri not in done]
        stay = self._lists_that_stay(others) if self._before else {}
        others = [page for page in others if page.uri not in stay]
        tasks: list[Task] = [*made]
        each = 1 if any(isinstance(page, PaperPage) for page in others) else _LIST
        tasks += chunks(others, max(1, CHUNK // each))
        worth_it = len(others) * each >= WORTH_IT and not written.differences
        crew = Crew(self._do, tasks, worth_it=worth_it)
        return _Begun(firsts, written, stay, tasks, crew)

    def _lists_that_stay(self, pages: Iterable[PlannedPage]) -> dict[str, Standing]:
        """What stands of lists already, by source path; it takes less time than to begin processes for it."""
        keys = ((page, self._list_key(page)) for page in pages if not isinstance(page, PaperPage))
        found = ((page.uri, self._stands(page, key)) for page, key in keys)
        return {uri: standing for uri, standing in found if standing}

    def _list_key(self, page: PlannedPage) -> bytes:
        return self._papers.list_key(page) if isinstance(page, DigestPage | TopicPage) else b""

    def _end(self, begun: _Begun, step: Callable[[int], object]) -> bool:
        """Wait for pages; stop where shells turn out to give something else than the theme."""
        assert self._record
        tasks = chain([begun.firsts], begun.tasks)
        self._record.add(encode(begun.stay))
        step(len(begun.stay))
        with closing(begun.crew):
            others = map(_WRITTEN.decode, begun.crew.results())
            for task, written in zip(tasks, chain([begun.written], others), strict=True):
                self._take([page for page in task if isinstance(page, PaperPage)], written)
                if written.standing:
                    self._record.add(written.standing)
                step(written.pages)
                if written.differences:
                    self._shells.differences[:] = written.differences
                    return False
        return True

    def _do(self, task: Task) -> bytes:
        if isinstance(task[0], MadeFile):
            return encode(_write_made(cast(Sequence[MadeFile], task)))
        return encode(self._write_pages(cast(Sequence[PlannedPage], task)))

    def _take(self, papers: Sequence[PaperPage], written: Written) -> None:
        for page, kept, twin in zip(papers, written.kept, written.twins, strict=True):
            self._papers.take(page, kept)
            self.twins.take(kept.found.own, twin)
        if written.together:
            self._papers.take_together(*written.together)

    def _write_pages(self, pages: Sequence[PlannedPage]) -> Written:
        done = _Done(pages[0].uri if pages else "")
        try:
            self._write_papers([page for page in pages if isinstance(page, PaperPage)], done)
            for page in pages:
                if not isinstance(page, PaperPage):
                    self._write_list(page, done)
        except Exception as error:
            log.debug("Writing %s failed:", done.uri, exc_info=True)
            # An error of any kind may not find its way out of another process.
            raise PluginError(f"Error building page '{done.uri}': {error!r}") from error
        differences = tuple(self._shells.differences)
        self._shells.differences.clear()
        return Written(len(pages), done.kept, done.twins, done.together, encode(done.standing), differences)

    def _write_papers(self, pages: Sequence[PaperPage], done: _Done) -> None:
        if not pages:
            return
        found, done.together = self._papers.find(pages)
        standing = [self._stands(page, one.key) for page, one in zip(pages, found, strict=True)]
        new = [one for one, stands in zip(found, standing, strict=True) if not stands]
        known = self._papers.known(new)
        texts = self.twins.known([one.own for one in new])
        for page, one, stands in zip(pages, found, standing, strict=True):
            done.uri = page.uri
            if stands:
                done.stays(one, stands)
                continue
            article, kept = self._papers.make(page, one, known)
            done.kept.append(kept)
            shell, file = self._write_page(page, article)
            text, encoded = self.twins.make(page.paper, texts.get(one.own))
            done.twins.append(encoded)
            done.note(one.key, shell, file, self.twins.write(page.paper, text))

    def _write_list(self, page: PlannedPage, done: _Done) -> None:
        done.uri = page.uri
        key = self._list_key(page)
        if isinstance(page, DigestPage | TopicPage):
            self._papers.lend_cards(page)
        shell, file = self._write_page(page, self._renderer.article(page))
        done.note(key, shell, file)

    def _write_page(self, planned: PlannedPage, article: Article) -> tuple[bytes, tuple[str, bytes]]:
        """Write a page; tell its shell, and its file with its stamp."""
        url = self._renderer.url(planned.uri)
        html, shell = self._shells.fill(
            planned.uri,
            self._shells.kind(url, self.nav),
            values_of(article, self._root + url if self._root else ""),
            lambda: self._page(planned, article),
            self._in_full,
        )
        path = file_of(url)
        target, encoded = f"{self._site}/{path}", html.encode("utf-8", errors="xmlcharrefreplace")
        return shell, (
            path,
            stamp_of(write_bytes(target, encoded, own_folder=target.endswith("/index.html"))),
        )


class _Done:
    """What a process has done of a task, as `Written` tells it; `uri` is the page that it is at."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.kept: list[Kept] = []
        self.twins: list[bytes] = []
        self.together: tuple[bytes, bytes] | None = None
        self.standing: dict[str, Standing] = {}

    def note(self, made_from: bytes, shell: bytes, *files: tuple[str, bytes]) -> None:
        """Note what was written of the page, unless the next build could not know whether it may stay."""
        if made_from and shell:
            self.standing[self.uri] = Standing(made_from, shell, files)

    def stays(self, found: Found, standing: Standing) -> None:
        """Note that the page and its twin stay."""
        self.kept.append(Kept(found))
        self.twins.append(b"")
        self.standing[self.uri] = standing


def _write_made(files: Sequence[MadeFile]) -> Written:
    for file in files:
        try:
            file.copy_file()
        except Exception as error:
            log.debug("Writing %s failed:", file.src_uri, exc_info=True)
            raise PluginError(f"Error writing '{file.src_uri}': {error!r}") from error
    return Written(0, [], [], None, b"", ())


def chunks(pages: Iterable[PlannedPage], size: int) -> Iterator[list[PlannedPage]]:
    """Pages in groups, for a process to write one after the other.

    Args:
        pages: pages of the plan.
        size: how many are in a group, more or less.

    Yields:
        The pages in order. Where a group ends depends on the pages near it alone, so that most groups are the
        same after a digest was added.
    """
    chunk: list[PlannedPage] = []
    for page in pages:
        chunk.append(page)
        if len(chunk) >= 2 * size or not zlib.crc32(page.uri.encode()) % size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
