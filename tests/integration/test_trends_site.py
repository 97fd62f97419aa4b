"""Trends on built sites: a project of years, the sample of one week, and the large corpus."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.conftest import BuildSite
from tests.support.samples import CORPUS_CONFIG, CORPUS_FILES, SHARED_CORPUS
from tests.support.schemas import published
from tests.support.site import ROOT, BuiltSite
from tests.support.years import FILES

GOLDEN = ROOT / "tests/golden/trends/years.json"


@pytest.fixture(scope="module")
def years(build_site: BuildSite) -> BuiltSite:
    return build_site(FILES)


def page_of(site: BuiltSite, path: str = "trends/index.html") -> LexborHTMLParser:
    return LexborHTMLParser(site.read(path))


def data_of(site: BuiltSite) -> Any:
    data = json.loads(site.read("data/trends.json"))
    published("trends").validate(data)
    return data


def numbers(page: LexborHTMLParser, table: str) -> dict[str, dict[str, int]]:
    """A table of the page: number by head by name of its row, in English."""
    found = page.css_first(f'[aria-labelledby="{table}"] table')
    assert found
    heads = [english(head) for head in found.css("thead th")]
    return {
        english(row.css("th")[0]): dict(
            zip(heads, (int(cell.text().replace(",", "")) for cell in row.css("td")), strict=True)
        )
        for row in found.css("tbody tr")
    }


def english(node: LexborNode) -> str:
    piece = node.css_first('[lang="en"]')
    return (piece or node).text().strip()


def test_the_data_are_as_they_were(years: BuiltSite) -> None:
    """To accept a change: copy `data/trends.json` of this project over the golden file."""
    assert data_of(years) == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_tables_agree_with_the_data(years: BuiltSite) -> None:
    page, data = page_of(years), data_of(years)
    by_month = numbers(page, "by-month")
    totals = {one["month"]: one["papers"] for one in data["months"]}
    assert set(by_month["All papers"]) == set(by_month["Robotics"])
    for month, count in by_month["All papers"].items():
        assert count == totals.get(month, 0)
    robots = next(one["months"] for one in data["topics"] if one["id"] == "robotics")
    assert {month: count for month, count in by_month["Robotics"].items() if count} == robots
    by_year = numbers(page, "years")
    assert by_year["All papers"] == {"2023": 288, "2013": 1, "Total": 289}
    assert by_year["Robotics"]["2023"] == sum(robots.values())


def test_a_lone_digest_long_ago_stretches_no_chart(years: BuiltSite) -> None:
    page = page_of(years)
    assert len(numbers(page, "by-month")["All papers"]) == 36
    charts = [chart.attributes["viewBox"] for chart in page.css("svg.pd-bars")]
    assert len(charts) > 4
    assert set(charts) == {"0 0 215 30"}


def test_every_number_by_year_leads_to_its_papers(years: BuiltSite) -> None:
    cells = page_of(years).css('[aria-labelledby="years"] tbody td')
    linked = {cell.text(): link.attributes["href"] for cell in cells for link in cell.css("a")}
    assert {cell.text() for cell in cells if not cell.css("a")} == {"0"}
    robots = next(one["months"] for one in data_of(years)["topics"] if one["id"] == "robotics")
    assert linked[str(sum(robots.values()))] in ("../topics/robotics/2023/", "../topics/robotics/")
    assert linked["288"] == "../digests/#2023"


def test_what_rises_and_what_came_first(years: BuiltSite) -> None:
    page = page_of(years)
    rising = [english(row) for row in page.css(".pd-rising tbody th")]
    assert rising[0] == "Robotics"
    assert {"Newnet-3", "Mixture-of-Experts (MoE)"} <= set(rising)
    (first,) = page.css(".pd-firsts")
    assert english(first.css("h3")[0]) == "October 2023"
    names = {english(item.css("b")[0]): item for item in first.css("li")}
    newnet = names["Newnet-3"]
    assert [link.attributes["href"] for link in newnet.css("a")] == [
        "../search/?q=Newnet-3",
        "../trends/papers/#all-name-newnet3",
        "../papers/2401.00193/",
        "../digests/2023/1001/",
    ]


def test_every_figure_leads_to_a_list_as_long_as_it(years: BuiltSite) -> None:
    page, lists = page_of(years), page_of(years, "trends/papers/index.html")
    start = "../trends/papers/#"
    figures = [link for link in page.css("a") if (link.attributes["href"] or "").startswith(start)]
    assert len(figures) == len(page.css(".pd-rising small a")) + len(page.css(".pd-firsts li"))
    assert len(figures) >= 5
    for link in figures:
        (found,) = lists.css(f'[id="{(link.attributes["href"] or "").removeprefix(start)}"]')
        papers = {one.attributes["href"] for one in found.css("li a")}
        assert len(papers) == int(english(link).split()[0])


def test_charts_stand_beside_topics(years: BuiltSite) -> None:
    assert len(page_of(years, "topics/index.html").css("svg.pd-bars")) == 2, "none for a topic without papers"
    topic = page_of(years, "topics/robotics/index.html")
    assert len(topic.css(".pd-spark svg.pd-bars")) == 1
    link = topic.css_first(".pd-spark a")
    assert link
    assert link.attributes["href"] == "../../trends/"
    assert not page_of(years, "topics/architectures/page/2/index.html").css("svg.pd-bars")


def test_the_calendar_has_every_dated_digest_once(years: BuiltSite) -> None:
    page = page_of(years, "digests/index.html")
    days = [day.attributes["datetime"] or "" for day in page.css(".pd-calendar time")]
    assert len(days) == 36, "not the lone digest of 2013, and not the undated one"
    assert days == sorted(days)
    listed = {link.attributes["href"] for link in page.css(".pd-issues a")}
    assert {link.attributes["href"] for link in page.css(".pd-calendar a")} < listed


def test_a_single_week_says_so(sample_site: BuiltSite) -> None:
    page = page_of(sample_site)
    assert not page.css("article svg, .pd-rising, .pd-firsts")
    assert "at least three months" in (page.css_first(".pd-note") or page).text()
    assert numbers(page, "years")["All papers"] == {"2025": 14}
    assert not page_of(sample_site, "digests/index.html").css(".pd-calendar")
    assert not page_of(sample_site, "topics/index.html").css("article svg.pd-bars")


def test_without_a_date_there_are_no_trends(build_site: BuildSite) -> None:
    site = build_site({"site_src/digests/notes.md": "## A paper\n[论文](https://example.org/p)\n\n正文。\n"})
    page = page_of(site)
    assert "no dated papers" in page.text()
    assert not page.css("article table, article svg")
    assert data_of(site)["undated"] == 1


def test_without_a_search_names_lead_nowhere(build_site: BuildSite) -> None:
    site = build_site(FILES, {"plugins": {"paper-digest": {"search": False}}})
    assert "Newnet-3" in site.read("trends/index.html")
    assert "search/?q" not in site.read("trends/index.html")


def test_home_leads_to_trends(years: BuiltSite) -> None:
    assert 'href="./trends/"' in re.sub(r"<nav.*?</nav>", "", years.read("index.html"), flags=re.DOTALL)


@pytest.mark.skipif(not SHARED_CORPUS.is_dir(), reason="the large corpus is not beside the project")
def test_the_year_2025(build_site: BuildSite) -> None:
    site = build_site(CORPUS_FILES, CORPUS_CONFIG, strict=False)
    data = data_of(site)
    assert sum(one["papers"] for one in data["months"]) == 801
    assert [one["id"] for one in data["rising_topics"]] == ["agents"]
    first = {one["name"]["en"]: one["first"]["date"][:7] for one in data["first_seen"]}
    assert (first["Qwen3"], first["Gemini 2.5"]) == ("2025-05", "2025-04")
    assert "DeepSeek-R1" not in first, "it is of the first month"
    assert len(site.read("trends/index.html")) < 100_000
