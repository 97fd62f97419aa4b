"""From the plan's pages to articles: the HTML inside a page, and what its head says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paper_digest.model import Bilingual, Paper
from paper_digest.plan import (
    TREND_PAPERS_URI,
    AuthorIndexPage,
    AuthorPage,
    DigestIndexPage,
    DigestPage,
    FeedsPage,
    GlossaryPage,
    HomePage,
    Page,
    PaperPage,
    Plan,
    ReadingListPage,
    SearchPage,
    TopicIndexPage,
    TopicPage,
    TrendsPage,
)
from paper_digest.render import views
from paper_digest.render.article import Article, named_in_errors
from paper_digest.render.authors import AuthorLists, author_title
from paper_digest.render.lists import HOME_FEEDS, Lists, digest_title, topic_title
from paper_digest.render.options import Options, frame_of
from paper_digest.render.papers import PaperRenderer
from paper_digest.render.site import Site
from paper_digest.render.words import words

__all__ = ["HOME_FEEDS", "Article", "Renderer"]

_NAMES: Mapping[type[Page], str] = {
    HomePage: "home",
    DigestIndexPage: "digests",
    TopicIndexPage: "topics",
    AuthorIndexPage: "authors",
    GlossaryPage: "glossary",
    TrendsPage: "trends",
    FeedsPage: "feeds",
    SearchPage: "search",
    ReadingListPage: "reading_list",
}
"""The words that name pages of which there is one."""


class Renderer:
    """Renders the pages of one plan. Keeps what several pages share."""

    def __init__(self, plan: Plan, options: Options) -> None:
        """Prepare templates.

        Args:
            plan: the site.
            options: what rendering needs to know of it.
        """
        self.plan = plan
        self.options = options
        self.frame = frame_of(plan, options)
        self._site = Site(self.frame)
        self._papers = PaperRenderer(self._site)
        self._lists = Lists(self._site, plan, self._card)
        self._authors = AuthorLists(self._site, self._lists)
        self._cards: dict[str, str] = {}
        self.feed_links = self._lists.feed_links

    def article(self, page: Page) -> Article:
        """Render one page.

        Args:
            page: a page of this renderer's plan.

        Returns:
            The article; links in it are relative to the page's address.

        Raises:
            PageError: the page cannot be rendered.
        """
        with named_in_errors(page.uri):
            return self._article(page)

    def _article(self, page: Page) -> Article:
        match page:
            case PaperPage():
                return self._papers.article(page)
            case DigestPage():
                return self._lists.digest(page)
            case DigestIndexPage():
                return self._lists.digest_index(page)
            case TopicIndexPage():
                return self._lists.topic_index(page)
            case TopicPage():
                return self._lists.topic(page)
            case AuthorIndexPage():
                return self._authors.index(page)
            case AuthorPage():
                return self._authors.page(page)
            case HomePage():
                return self._lists.home(page)
            case GlossaryPage():
                return self._lists.glossary(page)
            case FeedsPage():
                return self._lists.feeds(page)
            case TrendsPage():
                return self._lists.trends(page)
            case SearchPage():
                return self._lists.search(page)
            case ReadingListPage():
                return self._lists.reading_list(page)

    def title(self, page: Page) -> Bilingual:
        """The title of a page, plain text, without rendering the rest."""
        match page:
            case PaperPage():
                return views.plain_titles(page.paper)
            case DigestPage():
                return digest_title(page.digest)
            case TopicPage():
                return topic_title(page)
            case AuthorPage():
                return author_title(page)
            case TrendsPage(uri=uri) if uri == TREND_PAPERS_URI:
                return words("trend_papers")
            case _:
                return words(_NAMES[type(page)])

    def list_made_from(self, page: DigestPage | TopicPage | AuthorPage) -> tuple[Any, ...]:
        """What the article of a list is made from, beside its papers and what all pages share."""
        if isinstance(page, AuthorPage):
            return self._authors.made_from(page)
        return self._lists.made_from(page)

    def keep_card(self, paper_id: str, card: str) -> None:
        """Take over a paper's card that was made with its page."""
        self._cards[paper_id] = card

    def _card(self, paper: Paper) -> str:
        """A paper in a list; rendered once, whichever pages list it."""
        card = self._cards.get(paper.id)
        if card is None:
            card = self._cards[paper.id] = self._papers.card(self.plan.page_of(paper))
        return card

    def url(self, uri: str) -> str:
        """A page's address relative to the site's root."""
        return self._site.url(uri)

    def absolute(self, uri: str) -> str:
        """A page's full address, "" where the site has none."""
        return self._site.absolute(uri)

    def root_from(self, uri: str) -> str:
        """The relative way from a page to the site's root, such as `../../`; `./` on the root itself."""
        return self._site.root_from(uri)
