"""The pages of the site as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from paper_digest.authors import Author
from paper_digest.feeds import Feed
from paper_digest.glossary import Mark, Term
from paper_digest.model import Bilingual, Date, Digest, Paper
from paper_digest.topics import Topic


class PaperRef(Struct, frozen=True, gc=False):
    """A paper as other pages name it."""

    id: str
    title: Bilingual


class DigestRef(Struct, frozen=True, gc=False):
    """A digest as pages of papers name it."""

    id: str
    title: Bilingual
    first_day: Date | None
    last_day: Date | None


class PaperPage(Struct, frozen=True, gc=False):
    """A paper, with all that its page shows: the page can be rendered without the rest of the plan.

    Attributes:
        uri: the page's source path.
        paper: the paper, without its provenance.
        topics: slugs of its topics, the main one first.
        digests: the digest of each of the paper's appearances.
        previous, next: its neighbours in the digest that first held it.
        related: the papers nearest by text.
        marks: the terms that its abstract marks.
        authors: the slug of each of its authors, "" for one without a page; () where none has one.
        targets: the relative links of its texts, as written, and where each leads: the source path of a page,
            or the address of a picture.
    """

    uri: str
    paper: Paper
    topics: tuple[str, ...] = ()
    digests: tuple[DigestRef, ...] = ()
    previous: PaperRef | None = None
    next: PaperRef | None = None
    related: tuple[PaperRef, ...] = ()
    marks: tuple[Mark, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()


class DigestPage(Struct, frozen=True):
    """A digest, with its papers in order and its neighbours in time; `targets` as in `PaperPage`."""

    uri: str
    digest: Digest
    papers: tuple[Paper, ...]
    older: Digest | None
    newer: Digest | None
    targets: tuple[tuple[str, str], ...] = ()


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


class AuthorPage(Struct, frozen=True):
    """An author of several papers.

    Attributes:
        years: their papers by year, newest first; year 0 holds those without a date.
        topics: the topics of their papers, those of most papers first.
    """

    uri: str
    author: Author
    years: tuple[tuple[int, tuple[Paper, ...]], ...]
    topics: tuple[TopicCount, ...]

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Their papers in the order in which they are listed."""
        return tuple([paper for _, papers in self.years for paper in papers])


class AuthorIndexPage(Struct, frozen=True):
    """All authors of several papers by letter, and how many papers each has."""

    uri: str
    authors: tuple[Author, ...]


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
    """All terms, by their English, and the pinyin of their Chinese."""

    uri: str
    terms: tuple[Term, ...]
    readings: Mapping[str, str] = MappingProxyType({})


class FeedsPage(Struct, frozen=True):
    """All feeds of the site."""

    uri: str
    feeds: tuple[Feed, ...]


class TrendsPage(Struct, frozen=True):
    """What papers speak of over time, by topic, term and name; or the papers that its figures count."""

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
    | AuthorPage
    | AuthorIndexPage
    | HomePage
    | SearchPage
    | ReadingListPage
)
