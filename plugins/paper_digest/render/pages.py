"""From the plan's pages to articles: the HTML inside a page, and what its head says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from paper_digest import jsontext
from paper_digest.glossary import Mark, Marker
from paper_digest.model import Bilingual, Digest, Paper
from paper_digest.plan import (
    DIGESTS_URI,
    FEEDS_URI,
    HOME_URI,
    SEARCH_URI,
    SINGLE_URIS,
    TOPICS_URI,
    TRENDS_URI,
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
    digest_uri,
    paper_uri,
    topic_uri,
    url_of,
)
from paper_digest.render import trends, views
from paper_digest.render.calendar import calendar
from paper_digest.render.compiled import CompiledTemplates
from paper_digest.render.feeds import FeedLinks, opml_links
from paper_digest.render.finish import compact
from paper_digest.render.head import digest_head, listing_head, paper_head
from paper_digest.render.options import Options
from paper_digest.render.text import plain_title
from paper_digest.render.views import ROOT
from paper_digest.render.words import Interface, digest_name, opening, period_in_words, spans, words

HOME_FEEDS = (("papers", ""), ("digests", ""))
"""The feeds that tell of the site as a whole."""


@dataclass(frozen=True, slots=True)
class Article:
    """A page ready to be put into the site's shell.

    Attributes:
        title: plain text, not escaped.
        description: plain text, not escaped, for `meta name=description`; "" for none.
        content: HTML of the article, with its `h1`.
        head: HTML for the page's head.
    """

    title: Bilingual
    description: str
    content: str
    head: str


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

_COMPILED = CompiledTemplates()
_CARD = "\x01"
_MARKS_AT_HAND = 256


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
        self.ui = Interface()
        self.feeds = FeedLinks(plan, options.site_name)
        self._cards: dict[str, str] = {}
        self._made_cards: dict[str, bytes] = {}
        self._topic_links: dict[tuple[str, ...], Markup] = {}
        self.marker = Marker(plan.glossary.terms)
        self._marks: dict[str, tuple[tuple[Mark, ...], tuple[int, ...]]] = {}
        self._charts = trends.Charts(plan.trends)
        self._templates = _environment(options, self.ui)
        self._templates.globals["trends_url"] = self.url(TRENDS_URI) if TRENDS_URI in plan.pages else ""

    def article(self, page: Page) -> Article:
        """Render one page.

        Args:
            page: a page of this renderer's plan.

        Returns:
            The article; links in it are relative to the page's address.
        """
        match page:
            case PaperPage():
                return self._paper(page)
            case DigestPage():
                return self._digest(page)
            case DigestIndexPage():
                return self._digest_index(page)
            case TopicIndexPage():
                return self._topic_index(page)
            case TopicPage():
                return self._topic(page)
            case HomePage():
                return self._home(page)
            case GlossaryPage():
                return self._glossary(page)
            case FeedsPage():
                return self._feeds(page)
            case TrendsPage():
                return self._trends(page)
            case SearchPage():
                return self._search(page)
            case ReadingListPage():
                content = self._fill("reading-list", page.uri)
                return self._listing(page.uri, words("reading_list"), words("reading_lead").en, content)

    def title(self, page: Page) -> Bilingual:
        """The title of a page, plain text, without rendering the rest."""
        match page:
            case PaperPage():
                return views.plain_titles(page.paper)
            case DigestPage():
                return _digest_title(page.digest)
            case TopicPage():
                return _topic_title(page)
            case _:
                return words(_NAMES[type(page)])

    def same_on_all_papers(self) -> tuple[Any, ...]:
        """What every paper's article and card are made from, beside the templates and `made_from`."""
        options = self.options
        site = (options.site_name, options.site_url, options.directory_urls)
        names = [(topic.slug, topic.name) for topic in self.plan.topic.values()]
        return site, names, [uri for uri in SINGLE_URIS if uri in self.plan.pages]

    def made_from(self, page: PaperPage) -> tuple[Any, ...]:
        """What a paper's article and card are made from and others' are not, beside `marks_for`."""
        others = (page.previous, page.next, *page.related)
        digests = [self.plan.corpus.digest[seen.digest_id] for seen in page.paper.appearances]
        return (
            page.uri,
            page.paper,
            [assignment.topic for assignment in page.assignments],
            [(other.id, other.title) if other else None for other in others],
            [(digest.id, digest.title, digest.first_day, digest.last_day) for digest in digests],
            self.options.edit_url(page.paper.source),
        )

    def paper_and_card(self, page: PaperPage) -> tuple[Article, str]:
        """Render a paper's page, and its card for lists, with `ROOT` in its links."""
        return self._paper(page), self.new_card(page.paper)

    def marks_for(self, paper: Paper) -> tuple[Mark, ...]:
        """What a paper's page takes from the glossary; its page is as it was as long as this is."""
        return self.marks_and_terms(paper)[0]

    def marks_and_terms(self, paper: Paper) -> tuple[tuple[Mark, ...], tuple[int, ...]]:
        """The marks of a paper's page, and the numbers of the terms that they depend on."""
        # Whoever asks for papers' marks to know whether their pages are remembered renders them next.
        if paper.id not in self._marks:
            if len(self._marks) >= _MARKS_AT_HAND:
                self._marks.clear()
            self._marks[paper.id] = self.marker.marks_and_terms(paper.abstract)
        return self._marks[paper.id]

    def keep_card(self, paper_id: str, card: bytes) -> None:
        """Take over a paper's card that another process made, encoded, which takes half the memory."""
        self._made_cards[paper_id] = card

    def url(self, uri: str) -> str:
        """A page's address relative to the site's root."""
        return url_of(uri, directory_urls=self.options.directory_urls)

    def absolute(self, uri: str) -> str:
        """A page's full address, "" where the site has none."""
        return self.options.site_url + self.url(uri) if self.options.site_url else ""

    def root_from(self, uri: str) -> str:
        """The relative way from a page to the site's root, such as `../../`; `./` on the root itself."""
        return "../" * self.url(uri).count("/") or "./"

    def _fill(self, template: str, uri: str, **values: Any) -> str:
        markup = self._templates[template].render(root=Markup(ROOT), **values)
        return _cleaned(markup).replace(ROOT, self.root_from(uri))

    def _list(self, template: str, uri: str, listed: Iterable[Paper], **values: Any) -> str:
        """Fill a template with cards: these are clean already, and most of the page."""
        cards = [self._card(paper) for paper in listed]
        content = self._fill(template, uri, cards=[Markup(_CARD)] * len(cards), **values)
        first, *others = content.split(_CARD)
        if len(others) != len(cards):
            return self._fill(template, uri, cards=list(map(Markup, cards)), **values)
        root = self.root_from(uri)
        return first + "".join(f"{c.replace(ROOT, root)}{o}" for c, o in zip(cards, others, strict=True))

    def _paper(self, page: PaperPage) -> Article:
        paper, title = page.paper, views.plain_titles(page.paper)
        content = self._fill(
            "paper",
            page.uri,
            paper=paper,
            title=views.title_html(paper),
            topics=self._topics(paper),
            abstract=views.aligned(paper.abstract, self.marks_for(paper)),
            both=len(paper.abstract.languages) == 2,
            only=views.only_mark(paper.abstract or paper.title, self.ui),
            translated=views.translated_note(paper, self.ui),
            summary=views.aligned(paper.metadata.summary),
            buttons=views.buttons(paper.links, self.ui),
            digests=[(self.plan.corpus.digest[a.digest_id], a.position) for a in paper.appearances],
            variants=[self._variant(v) for v in paper.variants],
            previous=page.previous,
            next=page.next,
            related=page.related,
            edit_url=self.options.edit_url(paper.source),
        )
        named = (self.plan.topic[assignment.topic].name.any() for assignment in page.assignments)
        keywords = dict.fromkeys((*named, *paper.metadata.tags))
        head = paper_head(page, title, keywords, self.options, self.absolute)
        return Article(title, views.description(paper), content, head)

    def _variant(self, variant: Any) -> tuple[Digest, Markup, tuple[Markup, ...]]:
        return (
            self.plan.corpus.digest[variant.digest_id],
            views.title_html(variant),
            views.aligned(variant.text),
        )

    def _topics(self, paper: Paper) -> Markup:
        """Links to a paper's topics; made once for each set of topics."""
        slugs = tuple(assignment.topic for assignment in self.plan.assignments.get(paper.id, ()))
        if slugs not in self._topic_links:
            topics = [self.plan.topic[slug] for slug in slugs]
            named = [(self.url(topic_uri(topic.slug)), topic.name) for topic in topics]
            self._topic_links[slugs] = views.topic_links(named)
        return self._topic_links[slugs]

    def _card(self, paper: Paper) -> str:
        """A paper in a list; rendered once, whichever pages list it."""
        made = self._made_cards.get(paper.id)
        if made is not None:
            return made.decode()
        if paper.id not in self._cards:
            self._cards[paper.id] = self.new_card(paper)
        return self._cards[paper.id]

    def new_card(self, paper: Paper) -> str:
        """A paper's card for lists, with `ROOT` in its links; it is not kept."""
        markup = self._templates["card"].render(
            root=Markup(ROOT),
            paper=paper,
            title=views.title_html(paper),
            topics=self._topics(paper),
            opening=views.openings(paper),
            only=views.only_mark(paper.abstract, self.ui) if paper.abstract else "",
            buttons=views.short_buttons(paper.links, self.ui),
        )
        return _cleaned(markup)

    def _digest(self, page: DigestPage) -> Article:
        digest = page.digest
        title = _digest_title(digest)
        content = self._list(
            "digest",
            page.uri,
            page.papers,
            digest=digest,
            title=views.digest_title(digest) if digest.title else spans(title),
            introduction=views.aligned(digest.introduction),
            older=page.older,
            newer=page.newer,
            edit_url=self.options.edit_url(views.start_of(digest)),
        )
        first = [views.plain_titles(paper).any() for paper in page.papers[:3]]
        description = opening("; ".join(first), 160)
        root = self.root_from(page.uri)
        head = digest_head(page, title, self.options, self.absolute, lambda uri: root + self.url(uri))
        feeds = self.feeds.head(root, self.feeds.of_digest(digest))
        return Article(title, description, content, head + feeds)

    def _digest_index(self, page: DigestIndexPage) -> Article:
        months = calendar(self.plan.corpus, lambda digest: self.url(digest_uri(digest.id)))
        rows = [
            (year, months.get(year, ()), [self._digest_row(digest) for digest in digests])
            for year, digests in page.years
        ]
        total, feeds = len(self.plan.corpus.digests), self.feeds.anchor("digests")
        content = self._fill("digests", page.uri, years=rows, total=total, feeds=feeds)
        about = words("index_of_digests").en
        return self._listing(page.uri, words("digests"), about, content, ("digests", ""))

    def _digest_row(self, digest: Digest) -> dict[str, Any]:
        papers = self.plan.corpus.papers_of[digest.id]
        return {
            "url": self.url(digest_uri(digest.id)),
            "name": spans(digest_name(digest)),
            "first": digest.first_day,
            "title": views.digest_title(digest) if digest.title and digest.first_day else "",
            "count": len(papers),
            "papers": [views.title_html(paper) for paper in papers[:2]],
        }

    def _topic_index(self, page: TopicIndexPage) -> Article:
        rows = [
            {
                "url": self.url(topic_uri(entry.topic.slug)),
                "name": spans(entry.topic.name),
                "description": spans(entry.topic.description),
                "count": entry.count,
                "chart": self._charts.of_topic(entry.topic.slug),
                "papers": [
                    (self.url(paper_uri(p.id)), views.title_html(p)) for p in page.newest[entry.topic.slug]
                ]
                if entry.count
                else [],
            }
            for entry in page.topics
        ]
        content = self._fill("topics", page.uri, topics=rows)
        return self._listing(page.uri, words("topics"), words("index_of_topics").en, content)

    def _topic(self, page: TopicPage) -> Article:
        slug = page.topic.slug
        content = self._list(
            "topic",
            page.uri,
            page.papers,
            topic=page.topic,
            name=spans(page.topic.name),
            description=spans(page.topic.description),
            page=page,
            chart=self._charts.of_topic(slug) if page.number == 1 else "",
            period=self._charts.period,
            years=[(year, count, self.url(topic_uri(slug, year))) for year, count in page.years],
            whole=self.url(topic_uri(slug)),
            feeds=self.feeds.anchor("topic", slug),
            links=[
                (number, self.url(topic_uri(slug, page.year, number)))
                for number in shown_pages(page.number, page.pages)
            ],
            newer=self.url(topic_uri(slug, page.year, page.number - 1)) if page.number > 1 else "",
            older=self.url(topic_uri(slug, page.year, page.number + 1)) if page.number < page.pages else "",
        )
        about = page.topic.description.any()
        return self._listing(page.uri, _topic_title(page), about, content, ("topic", slug))

    def _home(self, page: HomePage) -> Article:
        content = self._list(
            "home",
            page.uri,
            page.newest.papers if page.newest else (),
            newest=page.newest,
            newest_name=spans(digest_name(page.newest.digest)) if page.newest else "",
            newest_url=self.url(page.newest.uri) if page.newest else "",
            recent=[self._digest_row(digest) for digest in page.recent],
            topics=[
                (self.url(topic_uri(e.topic.slug)), spans(e.topic.name), e.count)
                for e in page.topics
                if e.count
            ],
            years=[
                (year, count, f"{self.url(DIGESTS_URI)}#{year_anchor(year)}") for year, count in page.years
            ],
            papers=page.papers,
            digests=page.digests,
            feeds=self.feeds.anchor("papers"),
        )
        return self._listing(page.uri, words("home"), "", content, *HOME_FEEDS)

    def _glossary(self, page: GlossaryPage) -> Article:
        search = self.url(SEARCH_URI) if SEARCH_URI in self.plan.pages else ""
        terms = [views.term(term, self.plan.corpus.paper, self.url, search) for term in page.terms]
        content = self._fill("glossary", page.uri, terms=terms)
        return self._listing(page.uri, words("glossary"), words("glossary_lead").en, content)

    def _trends(self, page: TrendsPage) -> Article:
        values = trends.view(page, self.plan, self._charts, self.url)
        content = self._fill("trends", page.uri, trends=values)
        return self._listing(page.uri, words("trends"), words("trends_lead").en, content)

    def _search(self, page: SearchPage) -> Article:
        topics = [entry for entry in page.topics if entry.count]
        named = [entry.topic for entry in topics]
        digests = [(digest.id, digest_name(digest)) for digest in page.digests]
        names = {
            "topic": [[t.slug, t.name.en, t.name.zh, self.url(topic_uri(t.slug))] for t in named],
            "digest": [[digest_id, name.en, name.zh] for digest_id, name in digests],
        }
        content = self._fill(
            "search",
            page.uri,
            topics=[(self.url(topic_uri(e.topic.slug)), spans(e.topic.name), e.count) for e in topics],
            names=jsontext.compact(names),
        )
        return self._listing(page.uri, words("search"), words("search_about").en, content)

    def _feeds(self, page: FeedsPage) -> Article:
        content = self._fill("feeds", page.uri, groups=list(self.feeds.groups()), lists=opml_links())
        return self._listing(page.uri, words("feeds"), words("feeds_lead").en, content, *HOME_FEEDS)

    def _listing(
        self, uri: str, title: Bilingual, description: str, content: str, *feeds: tuple[str, str]
    ) -> Article:
        head = listing_head(uri, title, self.options, self.absolute)
        head += self.feeds.head(self.root_from(uri), *feeds)
        return Article(title, description, content, head)


def _cleaned(markup: str) -> str:
    # Material's search takes attributes of its own out of pages, and text that looks like one.
    return compact(markup).replace("data-search-", "data&#45;search-")


def _digest_title(digest: Digest) -> Bilingual:
    own = Bilingual(en=plain_title(digest.title.en), zh=plain_title(digest.title.zh))
    return own or words("digest_of", name=digest_name(digest))


def _topic_title(page: TopicPage) -> Bilingual:
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


def year_anchor(year: int) -> str:
    """The fragment of a year in the index of digests."""
    return str(year) if year else "undated"


class _Templates:
    """The article templates by name, compiled once."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.globals = environment.globals
        self._templates: dict[str, Template] = {}

    def __getitem__(self, name: str) -> Template:
        if name not in self._templates:
            self._templates[name] = self._environment.get_template(f"{name}.html")
        return self._templates[name]


def _environment(options: Options, ui: Interface) -> _Templates:
    own = [FileSystemLoader(f"{folder}/paper-digest/articles") for folder in options.template_dirs]
    environment = Environment(
        loader=ChoiceLoader([*own, PackageLoader("paper_digest", "theme/articles")]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )

    def url(uri: str) -> str:
        return url_of(uri, directory_urls=options.directory_urls)

    environment.globals |= {
        "ui": ui,
        "paper_url": lambda paper: url(paper_uri(paper.id)),
        # From one paper to another is a shorter way than over the root.
        "sibling_url": lambda paper: (
            ("../" if options.directory_urls else "") + url(paper_uri(paper.id)).removeprefix("papers/")
        ),
        "digest_url": lambda digest: url(digest_uri(digest.id)),
        "digest_name": lambda digest: spans(digest_name(digest)),
        "digest_plain": digest_name,
        "paper_title": views.title_html,
        "period": lambda first, last: spans(period_in_words(first, last)),
        "year_anchor": year_anchor,
        "home_url": url(HOME_URI),
        "feeds_url": url(FEEDS_URI),
        "digests_url": url(DIGESTS_URI),
        "search_url": url(SEARCH_URI),
        "topics_url": url(TOPICS_URI),
        "text": spans,
    }
    return _Templates(environment)
