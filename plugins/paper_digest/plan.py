"""The plan: every page of the site as data, before anything is rendered.

Addresses are a contract with readers and never change: see `docs/architecture.md`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote

from msgspec import Struct, field
from msgspec.structs import replace

from paper_digest.corpus import Corpus
from paper_digest.feeds import Feed, feeds_of
from paper_digest.glossary import Glossary, Term
from paper_digest.later import Later
from paper_digest.model import Digest, Paper
from paper_digest.topics import Assignment, Taxonomy, Topic
from paper_digest.trends import Trends

TOPIC_PAGE_SIZE = 50
"""Papers on one page of a topic."""

HOME_RECENT = 8
"""Digests that the home page names after the newest."""

HOME_URI = "index.md"
DIGESTS_URI = "digests/index.md"
TOPICS_URI = "topics/index.md"
GLOSSARY_URI = "glossary/index.md"
TRENDS_URI = "trends/index.md"
SEARCH_URI = "search/index.md"
FEEDS_URI = "feeds/index.md"
READING_LIST_URI = "reading-list/index.md"

SINGLE_URIS = (
    *(HOME_URI, DIGESTS_URI, TOPICS_URI, GLOSSARY_URI, SEARCH_URI, FEEDS_URI, TRENDS_URI, READING_LIST_URI),
)
"""Pages of which a site has one or none."""

_UNRESERVED = re.compile(r"[A-Za-z0-9._~/-]*")

T = TypeVar("T")


def paper_uri(paper_id: str) -> str:
    """Source path, as MkDocs counts it, of a paper's page."""
    return f"papers/{paper_id}.md"


def digest_uri(digest_id: str) -> str:
    """Source path, as MkDocs counts it, of a digest's page."""
    return _page_uri(f"digests/{digest_id}")


def topic_uri(slug: str, year: int | None = None, number: int = 1) -> str:
    """Source path, as MkDocs counts it, of a page of a topic, of all years or of one."""
    stem = f"topics/{slug}" if year is None else f"topics/{slug}/{year}"
    return _page_uri(stem) if number == 1 else f"{stem}/page/{number}.md"


def _page_uri(stem: str) -> str:
    """A page's source path; in a folder of its own where MkDocs would take its name for a folder's index."""
    return f"{stem}/index.md" if stem.endswith(("/index", "/README")) else f"{stem}.md"


def url_of(uri: str, *, directory_urls: bool) -> str:
    """The address of a page from its source path, as MkDocs makes it.

    Args:
        uri: source path such as `papers/2504.01990.md`.
        directory_urls: MkDocs's `use_directory_urls`.

    Returns:
        Percent-encoded URL relative to the site's root; "" for the home page with directory URLs.
    """
    stem = uri.removesuffix(".md")
    if not directory_urls:
        return _quoted(f"{stem}.html")
    if stem == "index":
        return ""
    return _quoted(stem.removesuffix("/index") + "/")


def _quoted(path: str) -> str:
    """Percent-encode a path; most need none, and looking is cheaper than quoting."""
    return path if _UNRESERVED.fullmatch(path) else quote(path)


class PaperPage(Struct, frozen=True):
    """A paper, with its neighbours in the digest that first held it and the papers nearest by text."""

    uri: str
    paper: Paper
    assignments: tuple[Assignment, ...]
    previous: Paper | None
    next: Paper | None
    related: Sequence[Paper] = ()


class DigestPage(Struct, frozen=True):
    """A digest, with its papers in order and its neighbours in time."""

    uri: str
    digest: Digest
    papers: tuple[Paper, ...]
    older: Digest | None
    newer: Digest | None


class DigestIndexPage(Struct, frozen=True):
    """All digests by year, newest first; year 0 holds those without a date."""

    uri: str
    years: tuple[tuple[int, tuple[Digest, ...]], ...]


class TopicCount(Struct, frozen=True):
    """A topic and how many papers have it."""

    topic: Topic
    count: int


class TopicIndexPage(Struct, frozen=True):
    """All topics in the taxonomy's order, with the newest papers of each."""

    uri: str
    topics: tuple[TopicCount, ...]
    newest: Mapping[str, tuple[Paper, ...]]


class TopicPage(Struct, frozen=True):
    """One page of a topic's papers, newest first.

    Attributes:
        year: the year that the list is limited to, None for all.
        number, pages: which page of how many; from 1.
        total: papers in the whole list, all its pages together.
        years: years that have papers of this topic, newest first, with their counts.
    """

    uri: str
    topic: Topic
    papers: tuple[Paper, ...]
    year: int | None
    number: int
    pages: int
    total: int
    years: tuple[tuple[int, int], ...]


class HomePage(Struct, frozen=True):
    """The newest digest up front, recent digests, topics with counts, the archive by year."""

    uri: str
    newest: DigestPage | None
    recent: tuple[Digest, ...]
    topics: tuple[TopicCount, ...]
    years: tuple[tuple[int, int], ...]
    papers: int
    digests: int


class SearchPage(Struct, frozen=True):
    """Where every result of a search is listed; without a script, a way to topics and digests."""

    uri: str
    topics: tuple[TopicCount, ...]
    digests: tuple[Digest, ...]


class GlossaryPage(Struct, frozen=True):
    """All terms, by their English."""

    uri: str
    terms: tuple[Term, ...]


class FeedsPage(Struct, frozen=True):
    """All feeds of the site."""

    uri: str
    feeds: tuple[Feed, ...]


class TrendsPage(Struct, frozen=True):
    """What papers speak of over time, by topic, term and name."""

    uri: str
    topics: tuple[TopicCount, ...]


class ReadingListPage(Struct, frozen=True):
    """What a reader keeps; the browser fills it in."""

    uri: str


Page = (
    FeedsPage
    | GlossaryPage
    | TrendsPage
    | PaperPage
    | DigestPage
    | DigestIndexPage
    | TopicIndexPage
    | TopicPage
    | HomePage
    | SearchPage
    | ReadingListPage
)


class Plan(Struct, frozen=True):
    """Every generated page.

    Attributes:
        pages: page by source path, in the order in which they are built.
        corpus: what they show.
        assignments: topics of each paper by paper id, main topic first.
        topic: topic by slug.
        glossary: terms and their renderings.
        later_trends: gives `trends`, which pages of papers do without.
    """

    pages: Mapping[str, Page]
    corpus: Corpus
    assignments: Mapping[str, tuple[Assignment, ...]]
    topic: Mapping[str, Topic]
    glossary: Glossary = field(default_factory=Glossary)
    later_trends: Later[Trends] = field(default_factory=lambda: Later(Trends))

    @property
    def trends(self) -> Trends:
        """What papers speak of over time."""
        return self.later_trends()

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The site's feeds; () where it has no page of them."""
        page = self.pages.get(FEEDS_URI)
        return page.feeds if isinstance(page, FeedsPage) else ()

    def without(self, uri: str) -> Plan:
        """The plan less one page."""
        return replace(self, pages=MappingProxyType({k: p for k, p in self.pages.items() if k != uri}))


def make_plan(
    corpus: Corpus,
    taxonomy: Taxonomy,
    assignments: Mapping[str, tuple[Assignment, ...]],
    glossary: Glossary | None = None,
    related: Mapping[str, Sequence[Paper]] = MappingProxyType({}),
    trends: Later[Trends] | None = None,
) -> Plan:
    """Lay out the site.

    Args:
        corpus: merged digests and papers.
        taxonomy: the topics, in the order in which they are listed.
        assignments: topics of each paper, by paper id.
        glossary: terms and their renderings; the site has no page of them without one.
        related: papers to name beside each, by paper id.
        trends: what papers speak of over time; the site has no page of it without.

    Returns:
        The plan. Its size and the time to make it are linear in papers.
    """
    papers_by_topic = _by_topic(corpus, assignments)
    digest_pages = tuple(_digest_pages(corpus))
    counts = tuple(TopicCount(topic, len(papers_by_topic[topic.slug])) for topic in taxonomy.topics)
    pages: list[Page] = [
        _home(corpus, digest_pages, counts),
        *_paper_pages(corpus, assignments, related),
        *digest_pages,
    ]
    pages.append(DigestIndexPage(DIGESTS_URI, tuple(_group(corpus.digests, _year_of_digest))))
    if taxonomy.topics:
        newest = {slug: tuple(papers[:3]) for slug, papers in papers_by_topic.items()}
        pages.append(TopicIndexPage(TOPICS_URI, counts, MappingProxyType(newest)))
    for topic in taxonomy.topics:
        pages += _topic_pages(topic, papers_by_topic[topic.slug])
    if glossary is not None:
        pages.append(GlossaryPage(GLOSSARY_URI, glossary.terms))
    pages.append(FeedsPage(FEEDS_URI, tuple(feeds_of(corpus, taxonomy.topics, papers_by_topic))))
    if trends is not None:
        pages.append(TrendsPage(TRENDS_URI, counts))
    pages.append(ReadingListPage(READING_LIST_URI))
    pages.append(SearchPage(SEARCH_URI, counts, tuple(d for d in corpus.digests if corpus.papers_of[d.id])))
    return Plan(
        pages=MappingProxyType({page.uri: page for page in pages}),
        corpus=corpus,
        assignments=assignments,
        topic=MappingProxyType({topic.slug: topic for topic in taxonomy.topics}),
        glossary=glossary or Glossary(),
        later_trends=trends or Later(Trends),
    )


def _by_topic(corpus: Corpus, assignments: Mapping[str, tuple[Assignment, ...]]) -> dict[str, list[Paper]]:
    grouped: dict[str, list[Paper]] = defaultdict(list)
    for paper in corpus.papers:
        for assignment in assignments.get(paper.id, ()):
            grouped[assignment.topic].append(paper)
    return grouped


def _paper_pages(
    corpus: Corpus,
    assignments: Mapping[str, tuple[Assignment, ...]],
    related: Mapping[str, Sequence[Paper]],
) -> Iterator[PaperPage]:
    for digest in corpus.digests:
        papers = corpus.papers_of[digest.id]
        for index, paper in enumerate(papers):
            if paper.appearances[0].digest_id != digest.id:
                continue
            yield PaperPage(
                uri=paper_uri(paper.id),
                paper=paper,
                assignments=assignments.get(paper.id, ()),
                previous=papers[index - 1] if index else None,
                next=papers[index + 1] if index + 1 < len(papers) else None,
                related=related.get(paper.id, ()),
            )


def _digest_pages(corpus: Corpus) -> Iterator[DigestPage]:
    digests = corpus.digests
    for index, digest in enumerate(digests):
        yield DigestPage(
            uri=digest_uri(digest.id),
            digest=digest,
            papers=corpus.papers_of[digest.id],
            newer=digests[index - 1] if index else None,
            older=digests[index + 1] if index + 1 < len(digests) else None,
        )


def _topic_pages(topic: Topic, papers: Sequence[Paper]) -> Iterator[TopicPage]:
    by_year = _group(papers, _year_of_paper)
    years = tuple((year, len(group)) for year, group in by_year if year)
    for year, group in [(None, tuple(papers)), *by_year]:
        if year == 0:
            continue
        chunks = [group[at : at + TOPIC_PAGE_SIZE] for at in range(0, len(group), TOPIC_PAGE_SIZE)] or [()]
        for number, chunk in enumerate(chunks, start=1):
            uri = topic_uri(topic.slug, year, number)
            yield TopicPage(uri, topic, chunk, year, number, len(chunks), len(group), years)


def _home(corpus: Corpus, digest_pages: Sequence[DigestPage], counts: tuple[TopicCount, ...]) -> HomePage:
    by_year = _group(corpus.digests, _year_of_digest)
    return HomePage(
        uri=HOME_URI,
        newest=next((page for page in digest_pages if page.papers), None),
        recent=tuple(d for d in corpus.digests[: HOME_RECENT + 1] if corpus.papers_of[d.id])[1:],
        topics=counts,
        years=tuple((year, len(digests)) for year, digests in by_year),
        papers=len(corpus.papers),
        digests=len(corpus.digests),
    )


def _year_of_digest(digest: Digest) -> int:
    return digest.first_day.year if digest.first_day else 0


def _year_of_paper(paper: Paper) -> int:
    return paper.date.year if paper.date else 0


def _group(items: Iterable[T], year_of: Callable[[T], int]) -> list[tuple[int, tuple[T, ...]]]:
    """Group by year, newest year first, order within a year kept."""
    groups: dict[int, list[T]] = defaultdict(list)
    for item in items:
        groups[year_of(item)].append(item)
    return [(year, tuple(groups[year])) for year in sorted(groups, reverse=True)]
