"""From the plan's pages to articles: the HTML inside a page, and what its head says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from paper_digest.glossary import Mark
from paper_digest.model import Bilingual, Paper
from paper_digest.plan import (
    SINGLE_URIS,
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
from paper_digest.render.article import Article
from paper_digest.render.cards import Cards
from paper_digest.render.lists import HOME_FEEDS, Lists, digest_title, topic_title
from paper_digest.render.options import Options
from paper_digest.render.papers import Papers
from paper_digest.render.site import Site
from paper_digest.render.words import words

__all__ = ["HOME_FEEDS", "Article", "Renderer"]

_NAMES: Mapping[type[Page], str] = {
    HomePage: "home",
    DigestIndexPage: "digests",
    TopicIndexPage: "topics",
    GlossaryPage: "glossary",
    TrendsPage: "trends",
    FeedsPage: "feeds",
    SearchPage: "search",
    ReadingListPage: "reading_list",
}
"""The words that name pages of which there is one."""

_NO_TEXT = Bilingual()
_CARDS_AT_HAND = 4096


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
        self._site = Site(plan, options)
        self._cards: dict[str, str] = {}
        self._made_cards = Cards()
        self._papers = Papers(self._site)
        self._lists = Lists(self._site, self._card)
        self.feeds = self._site.feeds

    def article(self, page: Page) -> Article:
        """Render one page.

        Args:
            page: a page of this renderer's plan.

        Returns:
            The article; links in it are relative to the page's address.
        """
        match page:
            case PaperPage():
                return self._papers.page(page)
            case DigestPage():
                return self._lists.digest(page)
            case DigestIndexPage():
                return self._lists.digest_index(page)
            case TopicIndexPage():
                return self._lists.topic_index(page)
            case TopicPage():
                return self._lists.topic(page)
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

    def prepare(self) -> None:
        """Wait for what pages share and others may still be making; before processes are forked."""
        paper = next((page for page in self.plan.pages.values() if isinstance(page, PaperPage)), None)
        if paper:
            len(paper.related)

    def title(self, page: Page) -> Bilingual:
        """The title of a page, plain text, without rendering the rest."""
        match page:
            case PaperPage():
                return views.plain_titles(page.paper)
            case DigestPage():
                return digest_title(page.digest)
            case TopicPage():
                return topic_title(page)
            case _:
                return words(_NAMES[type(page)])

    def same_on_all_papers(self) -> tuple[Any, ...]:
        """What every paper's article, card and twin are made from, beside the templates and `made_from`."""
        options = self.options
        site = (options.site_name, options.site_url, options.directory_urls)
        names = [(topic.slug, topic.name) for topic in self.plan.topic.values()]
        return site, names, [uri for uri in SINGLE_URIS if uri in self.plan.pages]

    def made_from(self, page: PaperPage) -> tuple[Any, ...]:
        """What a paper's article, card and twin are made from, beside marks and what all papers share."""
        # An iterator, as unpacking would ask for the length as well, which means to look for them twice.
        others = (page.previous, page.next, *iter(page.related))
        digests = [self.plan.corpus.digest[seen.digest_id] for seen in page.paper.appearances]
        return (
            page.uri,
            replace(page.paper, abstract=_NO_TEXT),
            page.paper.abstract.encoded(),
            [assignment.topic for assignment in page.assignments],
            [(other.id, other.title) if other else None for other in others],
            [(digest.id, digest.title, digest.first_day, digest.last_day) for digest in digests],
            self.options.edit_url(page.paper.source),
            self.options.source_path(page.paper.source),
        )

    def list_made_from(self, page: DigestPage | TopicPage) -> tuple[Any, ...]:
        """What a list's article is made from, beside its papers' cards and `same_on_all_papers`."""
        return self._lists.made_from(page)

    def paper_and_card(self, page: PaperPage) -> tuple[Article, str]:
        """Render a paper's page, and its card for lists, with `ROOT` in its links."""
        return self._papers.page_and_card(page)

    def marks_and_terms(self, paper: Paper) -> tuple[tuple[Mark, ...], tuple[int, ...]]:
        """The marks of a paper's page, and the numbers of the terms that they depend on."""
        return self._papers.marks_and_terms(paper)

    def keep_card(self, paper_id: str, card: bytes) -> None:
        """Take over a paper's card that another process made, encoded."""
        self._made_cards.add(paper_id, card)

    def has_card(self, paper: Paper) -> bool:
        """Whether a paper's card need not be rendered for a list."""
        return paper.id in self._made_cards or paper.id in self._cards

    def lend_cards(self, cards: Mapping[str, str]) -> None:
        """Take over papers' cards, by their ids, for the lists that come next, which share many."""
        if len(self._cards) >= _CARDS_AT_HAND:
            self._cards.clear()
        self._cards.update(cards)

    def _card(self, paper: Paper) -> str:
        """A paper in a list; rendered once, whichever pages list it."""
        made = self._made_cards.get(paper.id)
        if made is not None:
            return made.decode()
        if paper.id not in self._cards:
            self._cards[paper.id] = self._papers.card(paper)
        return self._cards[paper.id]

    def url(self, uri: str) -> str:
        """A page's address relative to the site's root."""
        return self._site.url(uri)

    def absolute(self, uri: str) -> str:
        """A page's full address, "" where the site has none."""
        return self._site.absolute(uri)

    def root_from(self, uri: str) -> str:
        """The relative way from a page to the site's root, such as `../../`; `./` on the root itself."""
        return self._site.root_from(uri)
