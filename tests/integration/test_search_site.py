"""The search of a built site: its files, its page, and the option that turns it off."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from paper_digest.outputs.search.build import MANIFEST
from tests.conftest import SITE_URL, BuildSite
from tests.support.samples import TWO_WEEKS, tree_of
from tests.support.site import BuiltSite, build, run_mkdocs, write_project

GUIDE = "# Guide\n\nHow to *zigzag*.\n"
HIDDEN = "---\nsearch: {exclude: true}\n---\n# Hidden\n\nNever found.\n"
FILES = {**TWO_WEEKS, "site_src/guide.md": GUIDE, "site_src/hidden.md": HIDDEN}
OFF = {"plugins": {"paper-digest": {"search": False}}}


@pytest.fixture(scope="module")
def site(build_site: BuildSite) -> BuiltSite:
    return build_site(FILES)


def manifest_of(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(gzip.decompress((folder / "search-index" / MANIFEST).read_bytes()))
    return data


def rows_of(folder: Path) -> list[list[Any]]:
    """What the index shows of each document: address, titles, texts, date, topics, kind."""
    chunks = sorted((folder / "search-index/t").rglob("*.bin"))
    return [row for chunk in chunks for row in json.loads(gzip.decompress(chunk.read_bytes()))]


def test_papers_and_own_pages_are_in_the_index(site: BuiltSite) -> None:
    assert not site.failed
    rows = rows_of(site.directory)
    assert manifest_of(site.directory)["documents"] == len(rows)
    urls = {unquote(row[0]) for row in rows}
    papers = {
        path.removesuffix("index.html") for path in site.files() if re.match(r"papers/[^/]+/index.html", path)
    }
    assert papers | {"guide/", "about/", "./"} == urls
    assert next(row[3] for row in rows if row[0] == "guide/") == "How to zigzag."
    assert {row[0] for row in rows if row[7]} == {"guide/", "about/", "./"}


def test_the_manifest_names_every_file(site: BuiltSite) -> None:
    manifest = gzip.decompress((site.directory / "search-index" / MANIFEST).read_bytes()).decode()
    files = [path.split("/")[1:] for path in site.files() if path.startswith("search-index/")]
    assert {tuple(way) for way in files if len(way) == 1} == {(MANIFEST,), ("worker.js",)}
    assert [way for way in files if len(way) > 1 and way[1].removesuffix(".bin") not in manifest] == []
    assert {way[0] for way in files if len(way) > 1} >= {"f", "s", "t", "w"}


def test_the_page_is_a_page_like_others(site: BuiltSite) -> None:
    assert f"<loc>{SITE_URL}search/</loc>" in site.read("sitemap.xml")
    page = site.read("search/index.html")
    assert 'id="pd-search"' in page
    assert f'href="{SITE_URL}search/"' in page
    assert not re.search(r'<a[^>]+href="[^"]*search/"', site.read("index.html"))
    article = page.partition("<article")[2].partition("</article>")[0]
    assert "<script" not in article, "the theme runs scripts of an article after instant navigation"


def test_every_page_names_the_sites_own_worker(site: BuiltSite) -> None:
    assert '"search": "../search-index/worker.js"' in site.read("about/index.html")
    assert '"search": "/repo/search-index/worker.js"' in site.read("404.html")
    assert '"search": "../search-index/worker.js"' in site.read("search/index.html")
    assert not [
        path for path in site.files() if path.endswith(".html") and "workers/search." in site.read(path)
    ]


def test_the_themes_own_index_holds_no_papers(site: BuiltSite) -> None:
    found = json.loads(site.read("search/search_index.json"))["docs"]
    assert {re.split("[/#]", doc["location"])[0] for doc in found} == {"", "about", "guide"}


def test_the_404_page_has_a_form(site: BuiltSite) -> None:
    assert re.search(r'<form [^>]*action="/repo/search/"', site.read("404.html"))


@pytest.mark.parametrize("plugins", [{}, {"search": {"enabled": False}}], ids=["on", "off"])
def test_it_needs_no_search_of_the_theme(build_site: BuildSite, plugins: dict[str, Any]) -> None:
    site = build_site(FILES, {"plugins": plugins})
    assert "md-search__input" in site.read("search/index.html")


def test_it_can_be_turned_off(build_site: BuildSite) -> None:
    site = build_site(FILES, OFF)
    assert not site.failed
    assert not [path for path in site.files() if path.startswith(("search-index/", "search/index"))]
    assert not [path for path in site.files() if "search-page" in path]
    assert re.search(
        r'"search": "../assets/javascripts/workers/search\.[0-9a-f]+\.min\.js"', site.read("about/index.html")
    )
    assert "pd-search-form" not in site.read("404.html")
    found = {doc["location"] for doc in json.loads(site.read("search/search_index.json"))["docs"]}
    assert "papers/2501.00001/" in found


def test_two_builds_are_byte_equal(tmp_path: Path) -> None:
    trees = []
    for name in ("one", "two"):
        written = write_project(tmp_path / name, FILES)
        trees.append(
            tree_of(build(written, tmp_path / name / "site", site_url=SITE_URL).directory / "search-index")
        )
    assert trees[0] == trees[1]
    assert MANIFEST in trees[0]


def test_a_dirty_build_keeps_the_pages_that_did_not_change(tmp_path: Path) -> None:
    written = write_project(tmp_path, FILES)
    assert run_mkdocs(written, "build", "-q").returncode == 0
    before = tree_of(tmp_path / "site/search-index")
    assert run_mkdocs(written, "build", "-q", "--dirty").returncode == 0
    assert tree_of(tmp_path / "site/search-index") == before
    (tmp_path / "site_src/guide.md").write_text("# Guide\n\nHow to meander.\n", encoding="utf-8")
    assert run_mkdocs(written, "build", "-q", "--dirty").returncode == 0
    texts = {row[0]: row[3] for row in rows_of(tmp_path / "site")}
    assert texts["guide/"] == "How to meander."
    assert "about/" in texts


def test_what_an_older_index_left_goes_away(tmp_path: Path) -> None:
    trees = []
    for text in ("One.", "Two.", "One."):
        written = write_project(tmp_path, {**FILES, "site_src/guide.md": f"# Guide\n\n{text}\n"})
        trees.append(tree_of(build(written, tmp_path / "site", site_url=SITE_URL).directory / "search-index"))
    assert trees[0] == trees[2] != trees[1]
