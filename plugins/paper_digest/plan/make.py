"""Lay out the site: every page as data, before anything is rendered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from paper_digest.authors import Authors
from paper_digest.corpus import Corpus
from paper_digest.feeds import Feed, feeds_of
from paper_digest.glossary import Glossary, Mark
from paper_digest.model import Digest, Paper, Position
from paper_digest.pictures import Picture
from paper_digest.plan.addresses import (
    AUTHORS_URI,
    DIGESTS_URI,
    FEEDS_URI,
    GLOSSARY_URI,
    HOME_URI,
    READING_LIST_URI,
    SEARCH_URI,
    TOPICS_URI,
    TREND_PAPERS_URI,
    TRENDS_URI,
    author_uri,
    digest_uri,
    paper_uri,
    topic_uri,
)
from paper_digest.plan.pages import (
    AuthorIndexPage,
    AuthorPage,
    DigestIndexPage,
    DigestPage,
    DigestRef,
    FeedsPage,
    GlossaryPage,
    HomePage,
    Page,
    PaperPage,
    PaperRef,
    ReadingListPage,
    SearchPage,
    TopicCount,
    TopicIndexPage,
    TopicPage,
    TrendsPage,
)
from paper_digest.plan.targets import Targets
from paper_digest.topics import Assignment, Taxonomy, Topic
from paper_digest.trends import Trends

TOPIC_PAGE_SIZE = 50
"""Papers on one page of a topic."""

AUTHOR_TOPICS = 6
"""Topics that an author's page names: those of most of their papers."""

HOME_RECENT = 8
"""Digests that the home page names after the newest."""

_NO_AUTHORS = Authors()
_NO_PROVENANCE: Mapping[str, Position] = MappingProxyType({})

T = TypeVar("T")


class Plan(Struct, frozen=True):
    """Every generated page.

    Attributes:
        pages: page by source path, in the order in which they are built.
        corpus: what they show.
        assignments: topics of each paper by paper id, main topic first.
        topic: topic by slug.
        glossary: terms and their renderings.
        trends: what papers speak of over time.
    """

    pages: Mapping[str, Page]
    corpus: Corpus
    assignments: Mapping[str, tuple[Assignment, ...]]
    topic: Mapping[str, Topic]
    glossary: Glossary = field(default_factory=Glossary)
    trends: Trends = field(default_factory=Trends)

    @property
    def paper_pages(self) -> tuple[PaperPage, ...]:
        """The pages of papers; those of papers that one digest held first stand side by side."""
        return tuple(page for page in self.pages.values() if isinstance(page, PaperPage))

    def page_of(self, paper: Paper) -> PaperPage:
        """The page of a paper."""
        page = self.pages[paper_uri(paper.id)]
        assert isinstance(page, PaperPage)
        return page

    def topics_of(self, paper: Paper) -> tuple[str, ...]:
        """The slugs of a paper's topics, the main one first."""
        return tuple([assignment.topic for assignment in self.assignments.get(paper.id, ())])

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
    marks: Mapping[str, tuple[Mark, ...]] = MappingProxyType({}),
    trends: Trends | None = None,
    readings: Mapping[str, str] = MappingProxyType({}),
    pictures: Mapping[str, Picture] = MappingProxyType({}),
    authors: Authors = _NO_AUTHORS,
) -> Plan:
    """Lay out the site.

    Args:
        corpus: merged digests and papers.
        taxonomy: the topics, in the order in which they are listed.
        assignments: topics of each paper, by paper id.
        glossary: terms and their renderings; the site has no page of them without one.
        related: papers to name beside each, by paper id.
        marks: terms that its abstract marks, by paper id.
        trends: what papers speak of over time; the site has no page of it without.
        readings: the pinyin of terms' first renderings.
        pictures: what digests and overlays show, by path.
        authors: those of several papers; the site has no page of them without any.

    Returns:
        The plan. Its size and the time to make it are linear in papers.
    """
    papers_by_topic = _by_topic(corpus, assignments)
    targets = Targets(corpus, pictures)
    digest_pages = tuple(_digest_pages(corpus, targets))
    counts = tuple(TopicCount(topic, len(papers_by_topic[topic.slug])) for topic in taxonomy.topics)
    pages: list[Page] = [
        _home(corpus, digest_pages, counts),
        *_paper_pages(corpus, assignments, related, marks, targets, authors.slugs),
        *digest_pages,
    ]
    pages.append(DigestIndexPage(DIGESTS_URI, tuple(_group(corpus.digests, _year_of_digest))))
    pages += _pages_of_topics(counts, papers_by_topic)
    pages += _pages_of_authors(authors, assignments, taxonomy)
    if glossary is not None:
        pages.append(GlossaryPage(GLOSSARY_URI, glossary.terms, readings))
    pages.append(FeedsPage(FEEDS_URI, tuple(feeds_of(corpus, taxonomy.topics, papers_by_topic))))
    pages += _pages_of_trends(trends, counts)
    pages.append(ReadingListPage(READING_LIST_URI))
    pages.append(SearchPage(SEARCH_URI, counts, tuple(d for d in corpus.digests if corpus.papers_of[d.id])))
    return Plan(
        pages=MappingProxyType({page.uri: page for page in pages}),
        corpus=corpus,
        assignments=assignments,
        topic=MappingProxyType({topic.slug: topic for topic in taxonomy.topics}),
        glossary=glossary or Glossary(),
        trends=trends or Trends(),
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
    marks: Mapping[str, tuple[Mark, ...]],
    targets: Targets,
    slugs: Mapping[str, tuple[str, ...]],
) -> Iterator[PaperPage]:
    # One object for each, however many pages name it.
    paper_refs = {paper.id: PaperRef(paper.id, paper.title) for paper in corpus.papers}
    digest_refs = {d.id: DigestRef(d.id, d.title, d.first_day, d.last_day) for d in corpus.digests}
    for digest in corpus.digests:
        papers = corpus.papers_of[digest.id]
        for index, paper in enumerate(papers):
            if paper.appearances[0].digest_id != digest.id:
                continue
            yield PaperPage(
                uri=paper_uri(paper.id),
                paper=replace(paper, provenance=_NO_PROVENANCE),
                topics=tuple([assignment.topic for assignment in assignments.get(paper.id, ())]),
                digests=tuple([digest_refs[seen.digest_id] for seen in paper.appearances]),
                previous=paper_refs[papers[index - 1].id] if index else None,
                next=paper_refs[papers[index + 1].id] if index + 1 < len(papers) else None,
                related=tuple([paper_refs[other.id] for other in related.get(paper.id, ())]),
                marks=marks.get(paper.id, ()),
                targets=targets.of_paper(paper),
                authors=slugs.get(paper.id, ()),
            )


def _digest_pages(corpus: Corpus, targets: Targets) -> Iterator[DigestPage]:
    digests = corpus.digests
    for index, digest in enumerate(digests):
        yield DigestPage(
            uri=digest_uri(digest.id),
            digest=digest,
            papers=corpus.papers_of[digest.id],
            newer=digests[index - 1] if index else None,
            older=digests[index + 1] if index + 1 < len(digests) else None,
            targets=targets.of_digest(digest),
        )


def _pages_of_topics(
    counts: tuple[TopicCount, ...], papers_by_topic: Mapping[str, Sequence[Paper]]
) -> Iterator[Page]:
    if counts:
        newest = {slug: tuple(papers[:3]) for slug, papers in papers_by_topic.items()}
        yield TopicIndexPage(TOPICS_URI, counts, MappingProxyType(newest))
    for count in counts:
        yield from _topic_pages(count.topic, papers_by_topic[count.topic.slug])


def _pages_of_trends(trends: Trends | None, counts: tuple[TopicCount, ...]) -> Iterator[Page]:
    if trends is not None:
        yield TrendsPage(TRENDS_URI, counts)
        if trends.windows or trends.firsts:
            yield TrendsPage(TREND_PAPERS_URI, counts)


def _pages_of_authors(
    authors: Authors, assignments: Mapping[str, tuple[Assignment, ...]], taxonomy: Taxonomy
) -> Iterator[Page]:
    if authors.authors:
        yield AuthorIndexPage(AUTHORS_URI, authors.authors)
    topics = {topic.slug: topic for topic in taxonomy.topics}
    for author in authors.authors:
        counts = Counter(own.topic for paper in author.papers for own in assignments.get(paper.id, ()))
        found = tuple(
            [TopicCount(topics[slug], n) for slug, n in counts.most_common(AUTHOR_TOPICS) if slug in topics]
        )
        years = tuple(_group(author.papers, _year_of_paper))
        yield AuthorPage(author_uri(author.slug), author, years, found)


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
