"""Which feeds there are, and what each holds."""

from __future__ import annotations

import datetime as dt

import pytest

from paper_digest.feeds import NEWEST_OF_TOPIC, NEWEST_PAPERS, Feed, feeds_of, series_of
from paper_digest.model import Bilingual, Digest
from paper_digest.topics import Topic
from tests.support.papers import block, corpus, digest


@pytest.mark.parametrize(
    ("digest_id", "series"),
    [
        ("2025/0331-0404", None),
        ("0331-0404", None),
        ("2025/03/31", None),
        ("2025-03/31", None),
        ("2025Q1/W14", None),
        ("2025年/3月/31", None),
        ("weekly/2025/0331-0404", "weekly"),
        ("2025/weekly/0331-0404", "weekly"),
        ("周报/第一期", "周报"),
        ("Robot News/arms/1", "Robot News"),
        ("#/1", None),
    ],
)
def test_the_series_of_a_digest(digest_id: str, series: str | None) -> None:
    assert series_of([digest(digest_id)]).get(digest_id) == series


def test_digests_of_several_folders_belong_to_series_named_like_them() -> None:
    ours = Digest(id="2025/01", path="site_src/digests/2025/01.md")
    theirs = Digest(id="2025/02", path="../our-weekly/2025/02.markdown")
    named = Digest(id="daily/2025/03", path="../our-weekly/daily/2025/03.md")
    assert series_of([ours]) == {}
    assert series_of([theirs, named]) == {"daily/2025/03": "daily"}
    assert series_of([ours, theirs, named]) == {
        "2025/01": "digests",
        "2025/02": "our-weekly",
        "daily/2025/03": "daily",
    }


def many(series: str, digests: int, papers: int, year: int) -> list[Digest]:
    first = dt.date(year, 1, 1)
    return [
        digest(
            f"{series}/{year}/{number:03}",
            *(block(f"{year % 100}01.{number * 100 + at:05}", f"Paper {at}") for at in range(papers)),
            day=first + dt.timedelta(days=number),
        )
        for number in range(digests)
    ]


def test_feeds_hold_what_is_newest_and_no_more() -> None:
    merged = corpus(*many("daily", 40, 4, 2024), *many("Weekly", 4, 20, 2025), digest("weekly/empty"))
    topics = [Topic("all", Bilingual("All", "全部")), Topic("none", Bilingual("None", "无"))]
    feeds = feeds_of(merged, topics, {"all": merged.papers, "none": ()})
    by_path = {feed.path("en", "xml"): feed for feed in feeds}
    assert list(by_path) == [
        "feeds/papers.en.xml",
        "feeds/digests.en.xml",
        "feeds/digests/daily.en.xml",
        "feeds/digests/weekly.en.xml",
        "feeds/topics/all.en.xml",
        "feeds/topics/none.en.xml",
    ]
    assert by_path["feeds/papers.en.xml"].papers == merged.papers[:NEWEST_PAPERS]
    assert by_path["feeds/topics/all.en.xml"].papers == merged.papers[:NEWEST_OF_TOPIC]
    assert by_path["feeds/topics/none.en.xml"].papers == ()
    assert [d.id for d in by_path["feeds/digests.en.xml"].digests] == [
        f"Weekly/2025/00{n}" for n in (3, 2, 1)
    ]
    assert [d.id for d in by_path["feeds/digests/daily.en.xml"].digests] == [
        f"daily/2024/{number:03}" for number in range(39, 26, -1)
    ]


def test_names_that_make_one_address_are_one_series() -> None:
    merged = corpus(*many("Weekly News", 1, 1, 2024), *many("weekly-news", 1, 1, 2025))
    (series,) = (feed for feed in feeds_of(merged, (), {}) if feed.kind == "series")
    assert (series.slug, series.name.en, len(series.digests)) == ("weekly-news", "Weekly News", 2)


def test_addresses_are_percent_encoded() -> None:
    feed = Feed("series", "周报")
    assert feed.path("both", "json") == "feeds/digests/周报.both.json"
    assert feed.url("both", "json") == "feeds/digests/%E5%91%A8%E6%8A%A5.both.json"
