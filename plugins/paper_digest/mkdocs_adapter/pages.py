"""Pages of the plan as MkDocs knows them: files and pages that it finds, links to, and may build."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from paper_digest.model import Month
from paper_digest.plan import (
    AUTHORS_URI,
    DIGESTS_URI,
    GLOSSARY_URI,
    HOME_URI,
    READING_LIST_URI,
    TOPICS_URI,
    TRENDS_URI,
    DigestPage,
    PaperPage,
)
from paper_digest.plan import Page as PlannedPage
from paper_digest.render.article import Article
from paper_digest.render.pages import Renderer
from paper_digest.render.shell import Values
from paper_digest.render.words import plain_both, spans

TEMPLATE = "paper-digest/page.html"
LISTINGS = (HOME_URI, DIGESTS_URI, TOPICS_URI, AUTHORS_URI, GLOSSARY_URI, TRENDS_URI, READING_LIST_URI)
"""Pages that belong into a navigation that nobody wrote."""

Inclusion = Callable[[InclusionLevel], bool]

_EPOCH = dt.date(1970, 1, 1)
_ANCHORS = {"main"}


def hidden_parts(config: MkDocsConfig) -> list[str]:
    """What pages do without beside their article: the navigation only where tabs hold it too."""
    tabs = "navigation.tabs" in (config.theme.get("features") or [])
    return ["navigation", "toc"] if tabs else ["toc"]


class GeneratedPage(Page):
    """A page of the plan.

    Attributes:
        planned: the page as data.
        head: HTML for the page's head.
        context: the context of its template as MkDocs made it, before other plugins saw it.

    Reason: MkDocs calls some of its public methods, and shells the others.
    """

    def __init__(self, planned: PlannedPage, maker: PageMaker, file: File) -> None:
        """Make the page of `file`; nothing is rendered yet."""
        super().__init__(None, file, maker.config)
        self.planned = planned
        self.update_date = maker.date_of(planned)
        self.present_anchor_ids = _ANCHORS
        self.head = ""
        self.context: dict[str, Any] = {}
        self.edit_url = None
        self.in_navigation = file.src_uri in LISTINGS
        self._maker = maker
        self._as_made: tuple[Any, ...] = ()
        title = maker.renderer.title(planned)
        # Themes print titles as HTML, so that they are escaped here.
        self._own_title = html.escape(plain_both(title))
        self._own_heading = str(spans(title))
        if self.in_navigation:
            self.title = self._own_title

    @property
    def heading(self) -> str:
        """The title as elements in both languages, for the header; "" where another title was given."""
        return self._own_heading if self.title == self._own_title else ""

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the page's Markdown and front matter from the plan."""
        config.plugins.on_page_read_source(page=self, config=config)
        self.markdown = source_of(self.planned)
        self.meta = {"template": TEMPLATE, "hide": hidden_parts(config)}
        if not self._maker.searched:
            self.meta["search"] = {"exclude": True}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Render the article. What plugins made of the Markdown does not count: its text is untrusted."""
        self.title = self.meta.get("title") or self.__dict__.get("title") or self._own_title
        self.links_to_anchors = {}
        self.content = ""
        if not self._maker.postponed:
            self.fill(self._maker.article(self.planned), config.site_name)

    def fill(self, article: Article, site_name: str) -> None:
        """Take over an article."""
        if article.description:
            self.meta["description"] = html.escape(article.description)
        self.content = article.content
        if self.planned.uri == HOME_URI:
            self.content = f'<h1 id="main" class="pd-title">{site_name}</h1>\n{self.content}'
        self.head = article.head
        self.set_contents()
        self._as_made = self._state()

    def set_contents(self) -> None:
        """Have one entry of level 1: no table of contents shows it, but the theme's skip link leads to it."""
        self.toc = TableOfContents([AnchorLink(str(self.title), "main", 1)])

    def release(self) -> None:
        """Let go of what is written."""
        self.content, self.head, self.context = "", "", {}

    def is_as_made(self, context: Mapping[str, Any]) -> bool:
        """Whether nobody changed the page or its context, but for its title, content and description.

        Args:
            context: the context of its template as it is now.
        """
        return (
            self._state() == self._as_made
            and not self.in_navigation
            and len(context) == len(self.context)
            and all(context.get(key) is value for key, value in self.context.items())
        )

    def values(self) -> Values:
        """What goes into the slots of its shell."""
        return {
            "title": str(self.title),
            "heading": self.heading,
            "description": str(self.meta.get("description", "")),
            "canonical": self.canonical_url or "",
            "head": self.head,
            "content": self.content or "",
        }

    def put(self, values: Values) -> None:
        """Take over what goes into the slots of its shell."""
        self.title, self._own_heading = values["title"], values["heading"]
        self._own_title = self.title
        self.meta.pop("description", None)
        if values["description"]:
            self.meta["description"] = values["description"]
        self.canonical_url = values["canonical"] or self.canonical_url
        self.head, self.content = values["head"], values["content"]

    def _state(self) -> tuple[Any, ...]:
        meta = {key: value for key, value in self.meta.items() if key != "description"}
        return meta, self.edit_url, self.previous_page, self.next_page, len(self.toc.items)


class PageMaker:
    """Makes MkDocs's files and pages for pages of a plan.

    Attributes:
        renderer: of the plan.
        config: MkDocs's configuration.
        searched: whether the theme's own search finds them.
        article: renders a page of the plan.
        postponed: whether articles are rendered when a browser asks for their pages.
    """

    postponed = False

    def __init__(
        self, renderer: Renderer, config: MkDocsConfig, written_in: Mapping[str, str], *, searched: bool
    ) -> None:
        """Remember what all pages share.

        Args:
            renderer: of the plan.
            config: MkDocs's configuration.
            written_in: the absolute path of each source by the path that the plan knows it by.
            searched: whether the theme's own search finds the pages.
        """
        self.renderer = renderer
        self.config = config
        self.searched = searched
        self.article: Callable[[PlannedPage], Article] = renderer.article
        self._written_in = written_in
        days = (digest.first_day for digest in renderer.plan.corpus.digests if digest.first_day)
        self._newest = max(days, default=_EPOCH)

    def file(self, planned: PlannedPage) -> File:
        """A file with its page; each call makes others."""
        level = InclusionLevel.INCLUDED if planned.uri in LISTINGS else InclusionLevel.NOT_IN_NAV
        # Plugins that ask for a page's file, such as for its date, find its digest; lists have the project's.
        source = self._written_in.get(_source_path(planned), self.config.config_file_path)
        file = File.generated(self.config, planned.uri, abs_src_path=source, inclusion=level)
        GeneratedPage(planned, self, file)
        return file

    def date_of(self, planned: PlannedPage | None) -> str:
        """The day of a page for the sitemap, ISO: a month's first; where none is told, the epoch."""
        match planned:
            case PaperPage():
                own = planned.paper.date
            case DigestPage():
                own = planned.digest.first_day
            case _:
                own = None
        date = own or self._newest
        return (date.first if isinstance(date, Month) else date).isoformat()


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


def _source_path(planned: PlannedPage) -> str:
    match planned:
        case PaperPage():
            return planned.paper.source.path
        case DigestPage():
            return planned.digest.path
    return ""
