"""Plugins that others wrote work on paper pages as on any other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.conftest import SITE_URL, BuildSite
from tests.support.crawl import faults_of
from tests.support.samples import TWO_WEEKS, tree_of
from tests.support.site import BuiltSite, build, write_project

PAPER = "papers/2501.00001/index.html"
TAGGED = """\
def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri.startswith("papers/"):
        page.meta["tags"] = ["Reading"]
"""
DATED = """\
def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri == "papers/2501.00001.md":
        page.meta["date"] = "2025-01-06 10:00"
"""


@pytest.fixture(scope="module")
def plain(build_site: BuildSite) -> BuiltSite:
    return build_site(TWO_WEEKS, strict=False)


def build_with(folder: Path, plugins: dict[str, Any], hook: str = "", **files: str) -> BuiltSite:
    config: dict[str, Any] = {"plugins": plugins}
    if hook:
        config["hooks"] = ["hook.py"]
        files["hook.py"] = hook
    written = write_project(folder, {**TWO_WEEKS, **files}, config)
    built = build(written, folder / "site", strict=False, site_url=SITE_URL)
    assert not built.failed, built.log
    return built


def test_minify_makes_pages_smaller_and_leaves_their_words(tmp_path: Path, plain: BuiltSite) -> None:
    site = build_with(tmp_path, {"minify": {"minify_html": True}})
    ours, theirs = plain.read(PAPER), site.read(PAPER)
    assert len(theirs) < len(ours)
    for words in (
        "We propose an agent that plans.",
        "会规划的智能体",
        "citation_title",
        "application/ld+json",
    ):
        assert words in theirs
    assert faults_of(site.directory, SITE_URL) == []


def test_rss_finds_papers_that_carry_a_date(tmp_path: Path) -> None:
    options = {"match_path": "papers/.*", "use_git": False, "date_from_meta": {"as_creation": "date"}}
    site = build_with(tmp_path, {"rss": options}, DATED)
    feed = feedparser.parse((site.directory / "feed_rss_created.xml").read_bytes())
    assert not feed.bozo
    entry = next(entry for entry in feed.entries if entry.link.endswith("papers/2501.00001/"))
    assert "Agents that plan" in entry.title
    assert entry.published_parsed[:3] == (2025, 1, 6)


def test_tags_lists_papers_that_a_hook_tags(tmp_path: Path) -> None:
    files = {"site_src/tags.md": "# Tags\n\n<!-- material/tags -->\n"}
    site = build_with(tmp_path, {"tags": {}}, TAGGED, **files)
    assert "Reading" in site.read(PAPER)
    tags = site.read("tags/index.html")
    assert "../papers/2501.00001/" in tags
    assert "../papers/2501.00002/" in tags


def test_privacy_changes_the_themes_script_which_then_stands_alone(tmp_path: Path, plain: BuiltSite) -> None:
    site = build_with(tmp_path, {"privacy": {}})
    scripts = re.compile(r"<script src=[^>]*></script>\s*")
    page = site.read(PAPER)
    loaded = re.findall(r"javascripts/bundle|paper-digest/\w[\w-]*(?=\.\w+\.js)", page)
    assert loaded == ["paper-digest/head", "javascripts/bundle", "paper-digest/paper-digest"]
    assert scripts.sub("", page) == scripts.sub("", plain.read(PAPER))
    assert faults_of(site.directory, SITE_URL) == []


def test_a_plugin_that_has_nothing_to_do_changes_no_paper(tmp_path: Path, plain: BuiltSite) -> None:
    site = build_with(tmp_path, {"tags": {}})
    papers = {path: data for path, data in tree_of(plain.directory).items() if path.startswith("papers/")}
    theirs = tree_of(site.directory)
    assert len(papers) >= 3
    assert {path: theirs.get(path) for path in papers} == papers


def test_offline_builds_a_site_that_needs_no_server(tmp_path: Path) -> None:
    site = build_with(tmp_path, {"offline": {}})
    assert "We propose an agent that plans." in site.read("papers/2501.00001.html")
    assert 'href="../digests/2025/0106-0110.html"' in site.read("papers/2501.00001.html")
    # The theme itself asks for this script where it builds for use without a server.
    faults = [
        fault for fault in faults_of(site.directory, SITE_URL) if "unpkg.com/iframe-worker" not in fault
    ]
    assert faults == []
