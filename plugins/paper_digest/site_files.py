"""The files of a site: how each is made from the plan, all at once in a build or one when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from paper_digest.build.stages import Build, Stage, fingerprint
from paper_digest.build.writer import Writer
from paper_digest.outputs.data_files import Make
from paper_digest.outputs.papers_markdown import markdown_path, paper_markdown
from paper_digest.plan import AuthorPage, DigestPage, Page, PaperPage, TopicPage, file_of, paper_uri
from paper_digest.planning import Group
from paper_digest.render.article import Article, named_in_errors
from paper_digest.render.options import Frame
from paper_digest.render.pages import Renderer
from paper_digest.render.papers import PaperRenderer
from paper_digest.render.shell import SLOTS, Shells, values_of

Step = Callable[[int], object]
"""Told how many more pages are there."""


class RenderedPaper(Struct, frozen=True, gc=False):
    """A paper's article, its card for lists, and the paper as Markdown."""

    article: Article
    card: str
    markdown: str


def _render(pages: tuple[PaperPage, ...], renderer: PaperRenderer) -> tuple[RenderedPaper, ...]:
    return tuple(_render_paper(page, renderer) for page in pages)


def _render_paper(page: PaperPage, renderer: PaperRenderer) -> RenderedPaper:
    with named_in_errors(page.uri):
        markdown = paper_markdown(page, renderer.site.options, renderer.site.url)
        return RenderedPaper(*renderer.article_and_card(page), markdown)


_Pages = tuple[PaperPage, ...]
_Rendered = tuple[RenderedPaper, ...]

PAPERS: Stage[_Pages, _Rendered] = Stage("papers", _render, _Pages, _Rendered, (Frame,), PaperRenderer.of)


class SiteFiles:
    """The files that a plan gives, beside those that MkDocs writes."""

    def __init__(
        self,
        renderer: Renderer,
        build: Build,
        groups: Sequence[Group],
        data: Mapping[str, Make],
    ) -> None:
        """Begin; nothing is made yet.

        Args:
            renderer: renders the plan.
            build: runs the stages.
            groups: the plan's papers in groups.
            data: makers of the files that are no pages, by path.
        """
        self._renderer = renderer
        self._build = build
        self._data = data
        page_of = renderer.plan.page_of
        self._grouped = [tuple(page_of(paper) for paper in group) for group in groups]
        self._coming: Iterator[tuple[RenderedPaper, ...]] | None = None

    def begin(self) -> None:
        """Begin to render all papers, where no earlier build left any of them."""
        self._coming = self._build.stream(PAPERS, self._grouped, self._renderer.frame)

    def prepare(self, shells: Shells, pages: Iterable[Page]) -> None:
        """Take over what is known once the theme's templates and the navigation are.

        Args:
            shells: put the theme around articles.
            pages: the pages to make; MkDocs writes the others.
        """
        self._shells = shells
        self._pages = {page.uri: page for page in pages}

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def page_html(self, page: Page) -> str:
        """Make a page."""
        values = values_of(self._renderer.article(page), self._renderer.absolute(page.uri))
        return self._shells.page_html(page.uri, self._renderer.url(page.uri), values)

    def make(self, path: str) -> bytes | None:
        """Make one file.

        Args:
            path: relative to the site's root.

        Returns:
            Its content; None where the plan gives no such file.
        """
        if path in self._page_at:
            return _encoded(self.page_html(self._page_at[path]))
        if path in self._data:
            return _content(self._data[path]())
        if path in self._markdown_at:
            page = self._markdown_at[path]
            return _encoded(paper_markdown(page, self._renderer.options, self._renderer.url))
        return None

    def write_papers(self, writer: Writer, step: Step = lambda _: None) -> None:
        """Write papers' pages and papers as Markdown, but for those that the last build wrote just so.

        Args:
            writer: writes them.
            step: told how many more pages are written.
        """
        grouped, frame = self._grouped, self._renderer.frame
        keys = self._build.keys(PAPERS, grouped, frame)
        file_keys = [self._file_key(pages, key) for pages, key in zip(grouped, keys, strict=True)]
        rest = [
            (pages, key)
            for pages, key in zip(grouped, file_keys, strict=True)
            if not (key and writer.keep(self._files_of(pages), key))
        ]
        step(len(self._renderer.plan.corpus.papers) - sum(len(pages) for pages, _ in rest))
        coming = self._coming or self._build.stream(PAPERS, [pages for pages, _ in rest], frame)
        for (pages, key), made in zip(rest, coming, strict=True):
            for page, rendered in zip(pages, made, strict=True):
                self._write_paper(page, rendered, key, writer)
            step(len(pages))
        self._key_of = {page.uri: key for pages, key in zip(grouped, keys, strict=True) for page in pages}

    def write_rest(self, writer: Writer, step: Step = lambda _: None) -> None:
        """Write data, feeds, and the pages that list papers, which show the cards of `write_papers`."""
        for path, make in self._data.items():
            writer.write(path, _content(make()))
        for other in self._pages.values():
            if not isinstance(other, PaperPage):
                self._write_list(other, writer)
                step(1)

    def _file_key(self, pages: Sequence[PaperPage], key: bytes) -> bytes:
        """What the files of some papers are made of; b"" where some page has no shell that can be trusted."""
        shell_keys = {self._shell_key(page) for page in pages}
        return fingerprint(key, sorted(shell_keys)) if all(shell_keys) else b""

    def _shell_key(self, page: PaperPage | DigestPage | TopicPage | AuthorPage) -> bytes:
        """The key of the shell that a page will have, before it is rendered."""
        used = {"title", "heading", "head", "content"}
        match page:
            case PaperPage():
                described = bool(page.paper.abstract)
            case DigestPage():
                described = bool(page.papers)
            case TopicPage():
                described = bool(page.topic.description)
            case AuthorPage():
                described = True
        used |= {"description"} if described else set()
        used |= {"canonical"} if self._renderer.options.site_url else set()
        return self._shells.key(page.uri, self._renderer.url(page.uri), used)

    def _files_of(self, pages: Sequence[PaperPage]) -> Iterator[str]:
        for page in pages:
            yield markdown_path(page.paper)
            if page.uri in self._pages:
                yield self._path(page)

    def _path(self, page: Page) -> str:
        return file_of(self._renderer.url(page.uri))

    def _write_paper(self, page: PaperPage, made: RenderedPaper, key: bytes, writer: Writer) -> None:
        self._renderer.keep_card(page.paper.id, made.card)
        writer.write(markdown_path(page.paper), made.markdown.encode(), key)
        if page.uri in self._pages:
            self._write_page(page, made.article, key, writer)

    def _write_list(self, page: Page, writer: Writer) -> None:
        key = b""
        if isinstance(page, DigestPage | TopicPage | AuthorPage) and (shell := self._shell_key(page)):
            papers = [self._key_of[paper_uri(paper.id)] for paper in page.papers]
            own = self._renderer.list_made_from(page)
            key = fingerprint(self._build.salt, self._renderer.frame, shell, own, papers)
            if writer.keep([self._path(page)], key):
                return
        self._write_page(page, self._renderer.article(page), key, writer)

    def _write_page(self, page: Page, article: Article, key: bytes, writer: Writer) -> None:
        values, url = values_of(article, self._renderer.absolute(page.uri)), self._renderer.url(page.uri)
        content = self._shells.page_html(page.uri, url, values)
        if key and isinstance(page, PaperPage | DigestPage | TopicPage | AuthorPage):
            # By now the shell may have turned out wrong, or not to be the one that was expected.
            shell = self._shells.key(page.uri, url, [slot for slot in SLOTS if values[slot]])
            key = key if shell and shell == self._shell_key(page) else b""
        writer.write(self._path(page), _encoded(content), key)

    @cached_property
    def _page_at(self) -> dict[str, Page]:
        return {self._path(page): page for page in self._pages.values()}

    @cached_property
    def _markdown_at(self) -> dict[str, PaperPage]:
        return {markdown_path(page.paper): page for page in self._renderer.plan.paper_pages}


def _content(made: str | Iterator[str] | bytes) -> bytes:
    if isinstance(made, bytes):
        return made
    return _encoded(made if isinstance(made, str) else "".join(made))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", errors="xmlcharrefreplace")
