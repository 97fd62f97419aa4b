"""Pages that list others: digests, topics, the home page and those of which there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from markupsafe import Markup

from paper_digest import jsontext
from paper_digest.model import Bilingual, Digest, Paper
from paper_digest.plan import (
    DIGESTS_URI,
    SEARCH_URI,
    DigestIndexPage,
    DigestPage,
    FeedsPage,
    GlossaryPage,
    HomePage,
    Plan,
    ReadingListPage,
    SearchPage,
    TopicIndexPage,
    TopicPage,
    TrendsPage,
    digest_uri,
    paper_uri,
    topic_uri,
)
from paper_digest.render import trends, views
from paper_digest.render.article import Article
from paper_digest.render.calendar import calendar
from paper_digest.render.charts import Charts
from paper_digest.render.feeds import FeedLinks, opml_links
from paper_digest.render.head import digest_head, listing_head
from paper_digest.render.links import ROOT, resolver
from paper_digest.render.sections import placed_papers, sections
from paper_digest.render.site import Site, year_anchor
from paper_digest.render.text import plain_title
from paper_digest.render.words import digest_name, opening, spans, words

HOME_FEEDS = (("papers", ""), ("digests", ""))
"""The feeds that tell of the site as a whole."""

_CARD = "\x01"
_CARD_HERE = Markup(_CARD)


class Lists:
    """Renders the pages that list others.

    Reason: one public method for each kind of page.
    """

    def __init__(self, site: Site, plan: Plan, card_of: Callable[[Paper], str]) -> None:
        """Prepare.

        Args:
            site: what pages have in common.
            plan: the site's plan.
            card_of: gives a paper's card, with `ROOT` in its links.
        """
        self._site = site
        self._plan = plan
        self._card_of = card_of
        self.feed_links = FeedLinks(plan, site.options.site_name)

    @cached_property
    def _charts(self) -> Charts:
        return Charts(self._plan.trends)

    def filled(self, template: str, uri: str, listed: Iterable[Paper], **values: Any) -> str:
        """Fill a template with cards: these are clean already, and most of the page."""
        cards = [self._card_of(paper) for paper in listed]
        root = self._site.root_from(uri)
        piece = self._site.piece(template, cards=[_CARD_HERE] * len(cards), **values)
        first, *others = piece.split(_CARD)
        if len(others) != len(cards):
            return self._site.fill(template, uri, cards=list(map(Markup, cards)), **values)
        parts = [first]
        for card, other in zip(cards, others, strict=True):
            parts += card, other
        return "".join(parts).replace(ROOT, root)

    def made_from(self, page: DigestPage | TopicPage) -> tuple[Any, ...]:
        """What the article of a digest's or topic's page is made from and others' are not, beside papers."""
        site, feeds = self._site, self.feed_links
        if isinstance(page, DigestPage):
            edit_url = site.options.sources.edit_url(views.start_of(page.digest))
            feed = feeds.head("", feeds.of_digest(page.digest))
            placed = [(paper.id, section) for section, paper in placed_papers(page)]
            return page.uri, page.digest, page.targets, page.older, page.newer, edit_url, feed, placed
        slug = page.topic.slug
        shown = str(self._charts.of_topic(slug)) if page.number == 1 else "", str(self._charts.period)
        told = (feeds.head("", ("topic", slug)), feeds.anchor("topic", slug))
        return page.uri, page.topic, page.year, page.number, page.pages, page.total, page.years, shown, told

    def digest(self, page: DigestPage) -> Article:
        """A digest's page: its introduction and its papers."""
        digest, placed = page.digest, placed_papers(page)
        title = digest_title(digest)
        resolve = resolver(page.targets, self._site.url)
        content = self.filled(
            "digest",
            page.uri,
            [paper for _, paper in placed],
            sections=sections(placed),
            digest=digest,
            title=views.digest_title(digest) if digest.title else spans(title),
            introduction=views.aligned(digest.introduction, resolve=resolve),
            older=page.older,
            newer=page.newer,
            edit_url=self._site.options.sources.edit_url(views.start_of(digest)),
        )
        first = [views.plain_titles(paper).any() for paper in page.papers[:3]]
        description = opening("; ".join(first), 160)
        root = self._site.root_from(page.uri)
        head = digest_head(
            page, title, self._site.options, self._site.absolute, lambda uri: root + self._site.url(uri)
        )
        feeds = self.feed_links.head(root, self.feed_links.of_digest(digest))
        return Article(title, description, content, head + feeds)

    def digest_index(self, page: DigestIndexPage) -> Article:
        """The page of all digests."""
        months = calendar(self._plan.corpus, lambda digest: self._site.url(digest_uri(digest.id)))
        rows = [
            (year, months.get(year, ()), [self._digest_row(digest) for digest in digests])
            for year, digests in page.years
        ]
        total, feeds = len(self._plan.corpus.digests), self.feed_links.anchor("digests")
        content = self._site.fill("digests", page.uri, years=rows, total=total, feeds=feeds)
        about = words("index_of_digests").en
        return self.listing(page.uri, words("digests"), about, content, ("digests", ""))

    def _digest_row(self, digest: Digest) -> dict[str, Any]:
        papers = self._plan.corpus.papers_of[digest.id]
        return {
            "url": self._site.url(digest_uri(digest.id)),
            "name": spans(digest_name(digest)),
            "first": digest.first_day,
            "title": views.digest_title(digest) if digest.title and digest.first_day else "",
            "count": len(papers),
            "papers": [views.title_html(paper.title) for paper in papers[:2]],
        }

    def topic_index(self, page: TopicIndexPage) -> Article:
        """The page of all topics."""
        rows = [
            {
                "url": self._site.url(topic_uri(entry.topic.slug)),
                "name": spans(entry.topic.name),
                "description": spans(entry.topic.description),
                "count": entry.count,
                "chart": self._charts.of_topic(entry.topic.slug),
                "papers": [
                    (self._site.url(paper_uri(p.id)), views.title_html(p.title))
                    for p in page.newest[entry.topic.slug]
                ]
                if entry.count
                else [],
            }
            for entry in page.topics
        ]
        content = self._site.fill("topics", page.uri, topics=rows)
        return self.listing(page.uri, words("topics"), words("index_of_topics").en, content)

    def topic(self, page: TopicPage) -> Article:
        """A page of a topic's papers."""
        slug, url = page.topic.slug, self._site.url
        content = self.filled(
            "topic",
            page.uri,
            page.papers,
            topic=page.topic,
            name=spans(page.topic.name),
            description=spans(page.topic.description),
            page=page,
            chart=self._charts.of_topic(slug) if page.number == 1 else "",
            period=self._charts.period,
            years=[(year, count, self._site.url(topic_uri(slug, year))) for year, count in page.years],
            whole=self._site.url(topic_uri(slug)),
            feeds=self.feed_links.anchor("topic", slug),
            links=[
                (number, self._site.url(topic_uri(slug, page.year, number)))
                for number in shown_pages(page.number, page.pages)
            ],
            newer=url(topic_uri(slug, page.year, page.number - 1)) if page.number > 1 else "",
            older=url(topic_uri(slug, page.year, page.number + 1)) if page.number < page.pages else "",
        )
        about = page.topic.description.any()
        return self.listing(page.uri, topic_title(page), about, content, ("topic", slug))

    def home(self, page: HomePage) -> Article:
        """The home page's part after the editor's own text."""
        content = self.filled(
            "home",
            page.uri,
            page.newest.papers if page.newest else (),
            newest=page.newest,
            newest_name=spans(digest_name(page.newest.digest)) if page.newest else "",
            newest_url=self._site.url(page.newest.uri) if page.newest else "",
            recent=[self._digest_row(digest) for digest in page.recent],
            topics=[
                (self._site.url(topic_uri(e.topic.slug)), spans(e.topic.name), e.count)
                for e in page.topics
                if e.count
            ],
            years=[
                (year, count, f"{self._site.url(DIGESTS_URI)}#{year_anchor(year)}")
                for year, count in page.years
            ],
            papers=page.papers,
            digests=page.digests,
            feeds=self.feed_links.anchor("papers"),
        )
        return self.listing(page.uri, words("home"), "", content, *HOME_FEEDS)

    def glossary(self, page: GlossaryPage) -> Article:
        """The page of all terms."""
        search = self._site.url(SEARCH_URI) if SEARCH_URI in self._plan.pages else ""
        terms = [
            views.term(term, page.readings, self._plan.corpus.paper, self._site.url, search)
            for term in page.terms
        ]
        content = self._site.fill("glossary", page.uri, **views.glossary(terms))
        return self.listing(page.uri, words("glossary"), words("glossary_lead").en, content)

    def trends(self, page: TrendsPage) -> Article:
        """The page of what rises and what came first."""
        name, title, values = trends.view(page, self._plan, self._charts, self._site.url)
        content = self._site.fill(name, page.uri, trends=values)
        return self.listing(page.uri, words(title), words("trends_lead").en, content)

    def search(self, page: SearchPage) -> Article:
        """The page that scripts show search results on."""
        topics = [entry for entry in page.topics if entry.count]
        named = [entry.topic for entry in topics]
        digests = [(digest.id, digest_name(digest)) for digest in page.digests]
        names = {
            "topic": [[t.slug, t.name.en, t.name.zh, self._site.url(topic_uri(t.slug))] for t in named],
            "digest": [[digest_id, name.en, name.zh] for digest_id, name in digests],
        }
        content = self._site.fill(
            "search",
            page.uri,
            topics=[(self._site.url(topic_uri(e.topic.slug)), spans(e.topic.name), e.count) for e in topics],
            names=jsontext.compact(names),
        )
        return self.listing(page.uri, words("search"), words("search_about").en, content)

    def feeds(self, page: FeedsPage) -> Article:
        """The page of all feeds."""
        content = self._site.fill(
            "feeds", page.uri, groups=list(self.feed_links.groups()), lists=opml_links()
        )
        return self.listing(page.uri, words("feeds"), words("feeds_lead").en, content, *HOME_FEEDS)

    def listing(
        self, uri: str, title: Bilingual, description: str, content: str, *feeds: tuple[str, str]
    ) -> Article:
        """A page that lists something, of its parts; `feeds` as kind and slug of each."""
        head = listing_head(uri, title, self._site.options, self._site.absolute)
        head += self.feed_links.head(self._site.root_from(uri), *feeds)
        return Article(title, description, content, head)

    def reading_list(self, page: ReadingListPage) -> Article:
        """The page on which readers' own lists are shown."""
        content = self._site.fill("reading-list", page.uri)
        return self.listing(page.uri, words("reading_list"), words("reading_lead").en, content)


def digest_title(digest: Digest) -> Bilingual:
    """The title of a digest's page, plain text."""
    own = Bilingual(en=plain_title(digest.title.en), zh=plain_title(digest.title.zh))
    return own or words("digest_of", name=digest_name(digest))


def topic_title(page: TopicPage) -> Bilingual:
    """The title of a page of a topic, plain text."""
    name = page.topic.name
    if page.year:
        name = Bilingual(en=f"{name.en}, {page.year}", zh=f"{name.zh}（{page.year}）")
    if page.number > 1:
        number = words("page_n", n=page.number)
        name = Bilingual(en=f"{name.en} – {number.en}", zh=f"{name.zh} {number.zh}")
    return name


def shown_pages(number: int, pages: int) -> Sequence[int]:
    """Which pages a pager names: the first, the last and those around the current one; 0 is a gap."""
    near = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - number) <= 2]
    shown: list[int] = []
    for n in near:
        if shown and n - shown[-1] > 1:
            shown.append(0)
        shown.append(n)
    return shown
