"""Pages that the plugin makes: real MkDocs pages whose HTML comes from the plan."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from paper_digest.model import Bilingual
from paper_digest.plan import (
    DIGESTS_URI,
    GLOSSARY_URI,
    HOME_URI,
    READING_LIST_URI,
    TOPICS_URI,
    TRENDS_URI,
    DigestPage,
    PaperPage,
    url_of,
)
from paper_digest.plan import Page as PlannedPage
from paper_digest.render.pages import Article
from paper_digest.render.words import plain_both, spans

TEMPLATE = "paper-digest/page.html"
LISTINGS = (HOME_URI, DIGESTS_URI, TOPICS_URI, GLOSSARY_URI, TRENDS_URI, READING_LIST_URI)
"""Pages that belong into a navigation that nobody wrote."""

EPOCH = dt.date(1970, 1, 1)

_ANCHORS = {"main"}


class Articles(Protocol):
    """What renders articles."""

    def title(self, page: PlannedPage) -> Bilingual:
        """The title of a page, without rendering the rest."""

    def article(self, page: PlannedPage) -> Article:
        """The article of a page."""


class GeneratedPage(Page):
    """A page of the plan.

    Attributes:
        planned: the page as data.
        head: HTML for the page's head.
        in_navigation: whether the navigation holds the page, or would if nobody had written one.
        pristine: the context as MkDocs made it, before other plugins saw it.
    """

    def __init__(self, planned: PlannedPage, maker: PageMaker, file: File) -> None:
        """Make the page of `file`; nothing is rendered yet."""
        super().__init__(None, file, maker.config)
        self.planned = planned
        self.update_date = maker.date_of(planned)
        self.present_anchor_ids = _ANCHORS
        self.head = ""
        self.own_title = ""
        self.own_heading = ""
        self.pristine: dict[str, Any] = {}
        self.in_navigation = file.src_uri in LISTINGS
        self._articles = maker.articles
        self._searched = maker.searched
        self._settled = False
        self._own_meta: dict[str, Any] = {}
        self.edit_url = None
        if self.in_navigation:
            self._name(self._articles.title(planned))

    def _set_canonical_url(self, base: str | None) -> None:
        """As MkDocs does; an address of ours needs no resolving, which would cost more than the rest."""
        self.canonical_url, self.abs_url = addresses(base, self.url)

    def _name(self, title: Bilingual) -> None:
        # Themes print titles as HTML, so that they are escaped here.
        self.title = self.own_title = html.escape(plain_both(title))
        self.own_heading = str(spans(title))

    @property
    def heading(self) -> str:
        """The title as elements in both languages, for the header; "" where another title was given."""
        return self.own_heading if self.title == self.own_title else ""

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the page's Markdown and front matter from the plan."""
        config.plugins.on_page_read_source(page=self, config=config)
        self.markdown = source_of(self.planned)
        self.meta = {"template": TEMPLATE, "hide": ["navigation", "toc"]}
        if not self._searched:
            self.meta["search"] = {"exclude": True}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Name the page, and render it if another plugin listens to its content.

        Otherwise it is rendered when it is written, so that no more than one article is held at a time.
        What plugins made of the Markdown does not count: its text is untrusted.
        """
        given = self.meta.get("title") or self.__dict__.get("title")
        if given is None:
            self._name(self._articles.title(self.planned))
        else:
            self.title = given
        self.links_to_anchors = {}
        self.content = ""
        # The plugin itself is one of those that listen.
        if len(config.plugins.events["page_content"]) > 1:
            self.settle(config)

    def settle(self, config: MkDocsConfig, article: Article | None = None) -> None:
        """Render the article, unless that was done or it is given."""
        if self._settled:
            return
        self._settled = True
        article = article or self._articles.article(self.planned)
        if article.description:
            self.meta["description"] = html.escape(article.description)
        self.content = article.content
        if self.planned.uri == HOME_URI:
            self.content = f'<h1 id="main" class="pd-title">{config.site_name}</h1>\n{self.content}'
        self.head = article.head
        # One entry of level 1 shows in no table of contents, but the theme's skip link leads to it.
        self.toc = TableOfContents([AnchorLink(str(self.title), "main", 1)])
        self._own_meta = dict(self.meta)

    def release(self) -> None:
        """Let go of what is written."""
        self.content, self.head, self.pristine, self._own_meta = "", "", {}, {}

    def is_as_made(self) -> bool:
        """Whether nobody changed the page but in its content; navigation may name and place its pages."""
        given = (self.edit_url, self.previous_page, self.next_page)
        return self.meta == self._own_meta and (
            self.in_navigation
            or (self.title == self.own_title and not any(given) and len(self.toc.items) == 1)
        )


def addresses(base: str | None, url: str) -> tuple[str | None, str | None]:
    """A page's canonical address and its path on the host.

    Args:
        base: the site's address, None or "" where it has none.
        url: the page's, relative to the site's root.
    """
    root, path = _root_of(base)
    return (root + url, path + url) if root else (None, None)


@lru_cache(maxsize=4)
def _root_of(base: str | None) -> tuple[str, str]:
    """A site's address with its slash, and its path on the host."""
    root = base if not base or base.endswith("/") else f"{base}/"
    return root or "", urlsplit(root).path if root else ""


def file_of(url: str) -> str:
    """The file behind a page's address, both relative to the site's root."""
    path = unquote(url) if "%" in url else url
    return f"{path}index.html" if not path or path.endswith("/") else path


def titles_in(nav: Any) -> Iterator[tuple[str, str]]:
    """The titles that a configuration's `nav` gives to pages, as pairs of source path and title.

    MkDocs itself reads them only where it makes the pages.
    """
    for item in nav if isinstance(nav, list) else [nav]:
        for title, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, str):
                yield value, title
            else:
                yield from titles_in(value)


def source_of(planned: PlannedPage) -> str:
    """The Markdown that other plugins see of a page: a paper's titles and abstracts, else nothing."""
    if not isinstance(planned, PaperPage):
        return ""
    paper = planned.paper
    parts = [
        f"# {paper.title.any()}",
        paper.title.zh if paper.title.en else "",
        paper.abstract.en,
        paper.abstract.zh,
    ]
    return "\n\n".join(part for part in parts if part)


class PageMaker:
    """Makes MkDocs's files and pages for pages of a plan."""

    def __init__(
        self,
        articles: Articles,
        config: MkDocsConfig,
        written_in: Mapping[str, str],
        newest: dt.date | None,
        *,
        searched: bool,
    ) -> None:
        """Remember what all pages share.

        Args:
            articles: renders them.
            config: MkDocs's configuration.
            written_in: the absolute path of each source by the path that the plan knows it by.
            newest: the day of the newest digest.
            searched: whether the theme's own search finds them.
        """
        self.articles = articles
        self.config = config
        self.searched = searched
        self._written_in = written_in
        self._newest = newest

    def file(self, planned: PlannedPage) -> File:
        """A file with its page; each call makes others."""
        level = InclusionLevel.INCLUDED if planned.uri in LISTINGS else InclusionLevel.NOT_IN_NAV
        # Plugins that ask for a page's file, such as for its date, find its digest; lists have the project's.
        source = self._written_in.get(_source_path(planned), self.config.config_file_path)
        file = File.generated(self.config, planned.uri, abs_src_path=source, inclusion=level)
        GeneratedPage(planned, self, file)
        return file

    def addresses(self, planned: PlannedPage) -> tuple[str | None, str | None]:
        """A page's canonical address and its path on the host, None where the site has no address."""
        return addresses(
            self.config.site_url, url_of(planned.uri, directory_urls=self.config.use_directory_urls)
        )

    def date_of(self, planned: PlannedPage | None) -> str:
        """The date of a page for the sitemap, ISO; where no digest tells, the epoch rather than today."""
        match planned:
            case PaperPage():
                own = planned.paper.date
            case DigestPage():
                own = planned.digest.first_day
            case _:
                own = None
        return (own or self._newest or EPOCH).isoformat()


def _source_path(planned: PlannedPage) -> str:
    match planned:
        case PaperPage():
            return planned.paper.source.path
        case DigestPage():
            return planned.digest.path
    return ""
