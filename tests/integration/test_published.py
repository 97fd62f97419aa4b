"""Feeds, data and Markdown of built sites: all there, at addresses that lead somewhere."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as etree
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import SITE_URL, BuildSite
from tests.support.samples import CORPUS_CONFIG, CORPUS_FILES, SHARED_CORPUS, TOPICS, TWO_WEEKS
from tests.support.schemas import JSON_FEED, published
from tests.support.site import BuiltSite, build, write_project

BOTH_URL_MODES = pytest.mark.parametrize("directory_urls", [True, False], ids=["directories", "files"])
URL = re.compile(re.escape(SITE_URL) + r"[^\s\"'<>)&\\]*")
SERIES = {
    "site_src/topics.yml": TOPICS,
    "site_src/digests/周报/2025/0106-0110.md": TWO_WEEKS["site_src/digests/2025/0106-0110.md"],
    "site_src/digests/daily/2025/0113.md": TWO_WEEKS["site_src/digests/2025/0113-0117.md"],
    "site_src/digests/loose.md": "## An undated one\n[没有日期](https://example.org/a)\n\n文。\n",
}
CORPUS_IS_HERE = pytest.mark.skipif(not SHARED_CORPUS.is_dir(), reason="the corpus is not beside the project")


def target_of(url: str) -> str:
    """The file of a site that a full address leads to."""
    path = unquote(urlsplit(url).path).removeprefix(urlsplit(SITE_URL).path)
    return f"{path}index.html" if not path or path.endswith("/") else path


def assert_published(site: BuiltSite) -> dict[str, int]:
    """Check all that a site publishes; gives the number of entries of each Atom feed."""
    assert not site.failed, site.warnings
    files = set(site.files())
    counts = {}
    for path in sorted(files):
        text = site.read(path) if path.startswith(("feeds/", "data/")) else ""
        if path.endswith(".xml") and text:
            parsed = feedparser.parse(text.encode())
            assert not parsed.bozo, (path, parsed.bozo_exception)
            assert target_of(parsed.feed.id) == path
            counts[path] = len(parsed.entries)
        elif path.startswith("feeds/") and path.endswith(".json"):
            JSON_FEED.validate(json.loads(text))
        elif path.endswith(".opml"):
            etree.fromstring(text.encode())
        wrong = [url for url in URL.findall(text) if target_of(url) not in files]
        assert not wrong, (path, wrong[:5])
    links = re.findall(r"\]\((.+?)\)", site.read("llms.txt"))
    assert [link for link in links if target_of(link) not in files] == []
    papers = json.loads(site.read("data/papers.json"))
    published("papers").validate(papers)
    told = []
    for path in papers.get("abstracts", {}).values():
        data = json.loads(site.read(path))
        published("abstracts").validate(data)
        told += [record["id"] for record in data["abstracts"] if "abstract" in record]
    assert told == [paper["id"] for paper in papers["papers"] if "languages" in paper]
    for paper in papers["papers"]:
        text = site.read(f"papers/{paper['id']}/index.md")
        head = yaml.safe_load(text.split("---\n", 2)[1])
        assert head == {**paper, "url": head["url"], "digests": head["digests"]}
        assert target_of(head["url"]) in files
    assert len([path for path in files if path.endswith("/index.md")]) == len(papers["papers"])
    return counts


def test_the_sample(sample_site: BuiltSite) -> None:
    counts = assert_published(sample_site)
    assert len(counts) == (2 + 18) * 3
    assert counts["feeds/papers.en.xml"] == 14
    assert counts["feeds/digests.both.xml"] == 1


@BOTH_URL_MODES
def test_series_undated_digests_and_chinese_addresses(build_site: BuildSite, directory_urls: bool) -> None:
    site = build_site(SERIES, {"use_directory_urls": directory_urls}, strict=False)
    counts = assert_published(site)
    assert counts["feeds/digests.zh.xml"] == 3
    assert counts["feeds/digests/周报.zh.xml"] == counts["feeds/digests/daily.zh.xml"] == 1
    assert "data/abstracts-undated.json" in site.files()
    page = "digests/daily/2025/0113" + ("/index.html" if directory_urls else ".html")
    assert "feeds/digests/daily.en.xml" in site.read(page)


@CORPUS_IS_HERE
def test_the_large_corpus(build_site: BuildSite) -> None:
    counts = assert_published(build_site(CORPUS_FILES, CORPUS_CONFIG, strict=False))
    assert counts["feeds/papers.both.xml"] == 50
    assert counts["feeds/topics/reasoning.zh.xml"] == 25


def links_of(site: BuiltSite, path: str) -> list[dict[str, str | None]]:
    return [node.attributes for node in LexborHTMLParser(site.read(path)).css('link[rel~="alternate"]')]


def test_feed_readers_find_feeds_where_they_are_told_of(sample_site: BuiltSite) -> None:
    expected = {
        "index.html": ("feeds/papers", "feeds/digests"),
        "digests/index.html": ("../feeds/digests",),
        "digests/2025/0331-0404/index.html": ("../../../feeds/digests",),
        "topics/agents/index.html": ("../../feeds/topics/agents",),
        "feeds/index.html": ("../feeds/papers", "../feeds/digests"),
        "papers/2504.01990/index.html": (),
    }
    for path, stems in expected.items():
        links = links_of(sample_site, path)
        hrefs = [f"{s}.{view}.{x}" for s in stems for x in ("xml", "json") for view in ("en", "zh", "both")]
        assert [link["href"] for link in links] == hrefs
        for link in links:
            media = "application/atom+xml" if str(link["href"]).endswith("xml") else "application/feed+json"
            assert link["type"] == media
            assert link["title"]
            # What the theme's script would take for a sitemap, and what search engines for a translation.
            assert link["rel"] != "alternate"
            assert "hreflang" not in link


@BOTH_URL_MODES
def test_a_generated_home_page_names_feeds_too(build_site: BuildSite, directory_urls: bool) -> None:
    config = {"use_directory_urls": directory_urls, "nav": ["digests/index.md"]}
    site = build_site(TWO_WEEKS, config, strict=False)
    assert len(links_of(site, "index.html")) == 12


def test_home_and_topics_lead_to_the_page_of_feeds(sample_site: BuiltSite) -> None:
    for path, href in {
        "index.html": "./feeds/#papers",
        "topics/agents/index.html": "../../feeds/#topic-agents",
        "digests/index.html": "../feeds/#digests",
    }.items():
        (link,) = LexborHTMLParser(sample_site.read(path)).css("a.pd-feed")
        assert link.attributes["href"] == href


def test_without_an_address_there_are_no_feeds_and_the_log_says_why(tmp_path: Path) -> None:
    files = {**TWO_WEEKS, "site_src/index.md": "# Home\n\n[Data](data/papers.json)\n"}
    site = build(write_project(tmp_path, files), tmp_path / "site", strict=False, site_url="")
    assert not site.failed
    assert not [path for path in site.files() if path.startswith("feeds")]
    assert not links_of(site, "index.html")
    assert not LexborHTMLParser(site.read("topics/agents/index.html")).css("a.pd-feed")
    assert [
        line for line in site.log if line.startswith("INFO:") and "no feeds" in line and "site_url" in line
    ]
    assert "papers/2501.00001/index.md" in site.files()
    assert "](data/papers.json)" in site.read("llms.txt")


def test_an_editor_may_link_to_and_replace_what_is_published(build_site: BuildSite) -> None:
    files = {
        **TWO_WEEKS,
        "site_src/index.md": "# Home\n\n[Feed](feeds/papers.en.xml), [schema](data/papers.schema.json).\n",
        "site_src/llms.txt": "Mine.\n",
    }
    site = build_site(files, strict=False)
    assert not [line for line in site.warnings if "index.md" in line]
    assert site.read("llms.txt") == "Mine.\n"


def test_the_sitemap_has_dates_and_no_translations(sample_site: BuiltSite) -> None:
    text = sample_site.read("sitemap.xml")
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    dates = {
        url.findtext(f"{namespace}loc"): url.findtext(f"{namespace}lastmod")
        for url in etree.fromstring(text.encode()).iter(f"{namespace}url")
    }
    assert dates[f"{SITE_URL}papers/2504.01990/"] == "2025-03-31"
    assert dates[f"{SITE_URL}feeds/"] == "2025-03-31"
    assert set(dates.values()) == {"2025-03-31"}
    assert "hreflang" not in text
    assert not [p for p in sample_site.files() if p.endswith(".html") and "hreflang" in sample_site.read(p)]
