from __future__ import annotations

import datetime as dt
from types import MappingProxyType

import pytest
from msgspec.structs import replace

from paper_digest.model import Bilingual
from paper_digest.plan import (
    TOPIC_PAGE_SIZE,
    DigestIndexPage,
    DigestPage,
    DigestRef,
    HomePage,
    PaperPage,
    PaperRef,
    Plan,
    TopicCount,
    TopicIndexPage,
    TopicPage,
    digest_uri,
    make_plan,
    paper_uri,
    topic_uri,
    url_of,
)
from paper_digest.topics import Assignment, Reason, Taxonomy, Topic
from tests.support.papers import block, corpus, digest

AGENTS = Topic("agents", Bilingual("Agents", "智能体"))
SPEECH = Topic("speech", Bilingual("Speech", "语音"))


def ids(count: int, month: int) -> list[str]:
    return [f"25{month:02}.{number:05}" for number in range(1, count + 1)]


def plan_of(digests: int, papers: int, topics: tuple[Topic, ...] = (AGENTS, SPEECH)) -> Plan:
    """Digests a day apart from December 2024 on, each of as many papers; all papers are about agents."""
    day = dt.date(2024, 12, 30)
    made = [
        digest(
            f"d{n:04}",
            *(
                block(f"25{n // 90 + 1:02}.{n % 90:02}{p:03}", f"Paper {n} {p}", "论文")
                for p in range(papers)
            ),
            day=day + dt.timedelta(n),
        )
        for n in range(digests)
    ]
    merged = corpus(*made)
    assignments = (
        {paper.id: (Assignment("agents", 1.0, Reason()),) for paper in merged.papers} if topics else {}
    )
    return make_plan(merged, Taxonomy(topics), MappingProxyType(assignments))


def test_every_page_of_a_small_site() -> None:
    plan = plan_of(3, 2)
    shown = ("papers/", "digests/", "topics/", "index.md")
    assert [uri for uri in plan.pages if uri.startswith(shown)] == [
        "index.md",
        *("papers/2501.02000.md", "papers/2501.02001.md", "papers/2501.01000.md"),
        *("papers/2501.01001.md", "papers/2501.00000.md", "papers/2501.00001.md"),
        *("digests/d0002.md", "digests/d0001.md", "digests/d0000.md"),
        *("digests/index.md", "topics/index.md"),
        *("topics/agents.md", "topics/agents/2025.md", "topics/agents/2024.md", "topics/speech.md"),
    ]
    assert all(uri == page.uri for uri, page in plan.pages.items())


def test_a_paper_and_its_neighbours() -> None:
    plan = plan_of(2, 3)
    first, second, third = plan.corpus.papers_of["d0000"]
    (digest,) = (one for one in plan.corpus.digests if one.id == "d0000")
    page = plan.pages[paper_uri(second.id)]
    assert page == PaperPage(
        page.uri,
        replace(second, provenance={}),
        ("agents",),
        (DigestRef("d0000", digest.title, digest.first_day, digest.last_day),),
        previous=PaperRef(first.id, first.title),
        next=PaperRef(third.id, third.title),
    )
    edge = plan.pages[paper_uri(first.id)]
    assert isinstance(edge, PaperPage)
    assert edge.previous is None


def test_a_digest_and_its_neighbours() -> None:
    plan = plan_of(3, 1)
    newest, middle, oldest = plan.corpus.digests
    page = plan.pages[digest_uri(middle.id)]
    assert page == DigestPage(page.uri, middle, plan.corpus.papers_of[middle.id], older=oldest, newer=newest)


def test_the_home_page() -> None:
    plan = plan_of(12, 2)
    home = plan.pages["index.md"]
    assert isinstance(home, HomePage)
    assert home.newest == plan.pages[digest_uri(plan.corpus.digests[0].id)]
    assert home.recent == plan.corpus.digests[1:9]
    assert home.topics == (TopicCount(AGENTS, 24), TopicCount(SPEECH, 0))
    assert home.years == ((2025, 10), (2024, 2))
    assert (home.papers, home.digests) == (24, 12)


def test_an_empty_digest_is_not_up_front() -> None:
    merged = corpus(
        digest("new", day="2025-02-03"), digest("old", block("2501.00001", "One"), day="2025-01-06")
    )
    home = make_plan(merged, Taxonomy(()), MappingProxyType({})).pages["index.md"]
    assert isinstance(home, HomePage)
    assert home.newest is not None
    assert home.newest.digest.id == "old"
    assert "old" not in [d.id for d in home.recent]


def test_the_index_of_digests_is_by_year() -> None:
    merged = corpus(
        digest("a", day="2024-05-06"),
        digest("b"),
        digest("c", day="2025-01-06"),
        digest("d", day="2024-01-01"),
    )
    page = make_plan(merged, Taxonomy(()), MappingProxyType({})).pages["digests/index.md"]
    assert isinstance(page, DigestIndexPage)
    assert [(year, [d.id for d in digests]) for year, digests in page.years] == [
        (2025, ["c"]),
        (2024, ["a", "d"]),
        (0, ["b"]),
    ]


def test_topics_are_paged_and_filtered_by_year() -> None:
    plan = plan_of(2 * TOPIC_PAGE_SIZE + 12, 1)
    pages = [page for page in plan.pages.values() if isinstance(page, TopicPage) and page.topic is AGENTS]
    assert [(p.uri, p.year, p.number, p.pages, len(p.papers), p.total) for p in pages] == [
        ("topics/agents.md", None, 1, 3, 50, 112),
        ("topics/agents/page/2.md", None, 2, 3, 50, 112),
        ("topics/agents/page/3.md", None, 3, 3, 12, 112),
        ("topics/agents/2025.md", 2025, 1, 3, 50, 110),
        ("topics/agents/2025/page/2.md", 2025, 2, 3, 50, 110),
        ("topics/agents/2025/page/3.md", 2025, 3, 3, 10, 110),
        ("topics/agents/2024.md", 2024, 1, 1, 2, 2),
    ]
    whole = [paper for page in pages[:3] for paper in page.papers]
    assert whole == list(plan.corpus.papers), "newest first"
    assert {page.years for page in pages} == {((2025, 110), (2024, 2))}


def test_the_index_of_topics_keeps_the_order_of_the_taxonomy() -> None:
    plan = plan_of(5, 1, (SPEECH, AGENTS))
    page = plan.pages["topics/index.md"]
    assert isinstance(page, TopicIndexPage)
    assert page.topics == (TopicCount(SPEECH, 0), TopicCount(AGENTS, 5))
    assert page.newest["agents"] == plan.corpus.papers[:3]


def test_without_topics_there_are_no_pages_of_topics() -> None:
    assert not [uri for uri in plan_of(2, 2, ()).pages if uri.startswith("topics")]


def test_one_input_one_plan() -> None:
    assert plan_of(5, 3) == plan_of(5, 3)


def test_pages_grow_no_faster_than_papers() -> None:
    small, large = plan_of(40, 5), plan_of(80, 5)
    assert len(large.pages) <= 2 * len(small.pages)
    assert len(large.pages) < 400 + 80 + 2 * (400 // TOPIC_PAGE_SIZE + 1) + 10


@pytest.mark.parametrize(
    ("uri", "directories", "files"),
    [
        ("index.md", "", "index.html"),
        ("digests/index.md", "digests/", "digests/index.html"),
        (paper_uri("2504.01990"), "papers/2504.01990/", "papers/2504.01990.html"),
        (paper_uri("中文"), "papers/%E4%B8%AD%E6%96%87/", "papers/%E4%B8%AD%E6%96%87.html"),
        (digest_uri("2025/0331-0404"), "digests/2025/0331-0404/", "digests/2025/0331-0404.html"),
        (digest_uri("a b#c?%"), "digests/a%20b%23c%3F%25/", "digests/a%20b%23c%3F%25.html"),
        (digest_uri("README"), "digests/README/", "digests/README/index.html"),
        (digest_uri("2025/index"), "digests/2025/index/", "digests/2025/index/index.html"),
        (topic_uri("agents"), "topics/agents/", "topics/agents.html"),
        (topic_uri("agents", number=2), "topics/agents/page/2/", "topics/agents/page/2.html"),
        (topic_uri("agents", 2025), "topics/agents/2025/", "topics/agents/2025.html"),
        (topic_uri("agents", 2025, 3), "topics/agents/2025/page/3/", "topics/agents/2025/page/3.html"),
        (topic_uri("index"), "topics/index/", "topics/index/index.html"),
    ],
)
def test_addresses_never_change(uri: str, directories: str, files: str) -> None:
    assert url_of(uri, directory_urls=True) == directories
    assert url_of(uri, directory_urls=False) == files
