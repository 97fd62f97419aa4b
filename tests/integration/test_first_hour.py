"""What somebody meets who adds the plugin to a site, or names a folder of theirs, for the first time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, cast

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.support.samples import TOPICS, WEEK_ONE, WEEK_TWO
from tests.support.site import BuiltSite, build, write_project

WEEKS = {"docs/digests/2025/0106-0110.md": WEEK_ONE, "docs/digests/2025/0113-0117.md": WEEK_TWO}


def built(folder: Path, files: dict[str, str], strict: bool = True, **options: Any) -> BuiltSite:
    """A site of plain Material and the plugin."""
    config = {
        "site_name": "Test",
        "docs_dir": "docs",
        "theme": options.pop("theme", "material"),
        "plugins": [{"paper-digest": options}] if options else ["paper-digest"],
    }
    written = write_project(folder / "project", {"docs/index.md": "# Ours\n", **files}, config, base=None)
    return build(written, folder / "site", strict=strict, site_url="https://me.example/")


def papers(site: BuiltSite) -> dict[str, Any]:
    return {paper["id"]: paper for paper in json.loads(site.read("data/papers.json"))["papers"]}


def navigation(page: str) -> list[tuple[str, str]]:
    """The first level of the navigation in the drawer: English and Chinese."""
    tree = LexborHTMLParser(page)
    found = []
    for link in tree.css(".md-nav--primary > .md-nav__list > .md-nav__item > .md-nav__link"):
        halves = {node.attributes["lang"]: node.text().strip() for node in link.css("span[lang]")}
        found.append((halves.get("en", link.text().strip()), halves.get("zh-CN", "")))
    return found


def test_plain_material_needs_no_other_host_and_has_all_pages(tmp_path: Path) -> None:
    site = built(tmp_path, WEEKS)
    assert not site.warnings
    for path in ("index.html", "papers/2501.00001/index.html", "topics/agents/index.html"):
        page = site.read(path)
        assert not re.search(r"fonts\.g(?:oogleapis|static)", page)
        assert navigation(page) == [
            ("Home", "首页"),
            ("Digests", "速递"),
            ("Topics", "主题"),
            ("Glossary", "术语表"),
            ("Trends", "趋势"),
            ("Reading list", "阅读清单"),
        ]
        sidebar = LexborHTMLParser(page).css_first(".md-sidebar--primary")
        assert sidebar is not None
        assert "hidden" not in sidebar.attributes, "without tabs the sidebar is the only way"


def test_a_font_that_is_named_stays(tmp_path: Path) -> None:
    site = built(tmp_path, WEEKS, theme={"name": "material", "font": {"text": "Inter"}})
    assert "fonts.googleapis.com" in site.read("index.html")


def test_own_pages_stand_behind_the_site_s(tmp_path: Path) -> None:
    files = {
        **WEEKS,
        "docs/guide/a.md": "# A\n",
        "docs/guide/b.md": "# B\n",
        "docs/about.md": "# About · 关于\n",
    }
    site = built(tmp_path, files, theme={"name": "material", "features": ["navigation.tabs"]})
    assert [en for en, _ in navigation(site.read("papers/2501.00001/index.html"))][:6] == [
        *("Home", "Digests", "Topics", "Glossary", "Trends", "Reading list")
    ]
    tabs = LexborHTMLParser(site.read("papers/2501.00001/index.html")).css(".md-tabs__link")
    assert len(tabs) == 8


@pytest.mark.parametrize(
    ("topics", "count"),
    [(None, 18), (True, 18), (False, 0), ("mine.yml", 1), ({"extend": "mine.yml"}, 18)],
)
def test_topics(tmp_path: Path, topics: object, count: int) -> None:
    mine = "topics:\n  - slug: agents\n    name: {en: My Agents, zh: 我的智能体}\n"
    site = built(
        tmp_path,
        {**WEEKS, "mine.yml": mine},
        **cast("dict[str, Any]", {} if topics is None else {"topics": topics}),
    )
    assert not site.failed
    slugs = {
        path.split("/")[1] for path in site.files() if re.fullmatch(r"topics/[a-z0-9-]+/index.html", path)
    }
    assert len(slugs) == count
    assert ("topics/index.html" in site.files()) == bool(count)
    if isinstance(topics, (str, dict)):
        assert "My Agents" in site.read("topics/agents/index.html")


def test_a_file_of_topics_in_the_folder_of_pages_is_used(tmp_path: Path) -> None:
    site = built(tmp_path, {**WEEKS, "docs/topics.yml": TOPICS})
    assert len([path for path in site.files() if re.fullmatch(r"topics/[^/]+/index.html", path)]) < 18


def test_a_year_can_name_a_folder(tmp_path: Path) -> None:
    site = built(tmp_path, {"2025/0106-0110.md": WEEK_ONE}, digests=2025)
    assert not site.failed
    assert papers(site)["2501.00001"]["date"] == "2025-01-06"


@pytest.mark.parametrize("name", ["~/weeks", "$WEEKS"])
def test_home_and_environment_are_known(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    weeks = tmp_path / "home" / "weeks"
    weeks.mkdir(parents=True)
    (weeks / "2025-01-06.md").write_text(WEEK_ONE, encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WEEKS", str(weeks))
    site = built(tmp_path, {}, digests=name)
    assert not site.failed
    assert papers(site)["2501.00001"]["source"]["path"] == "home/weeks/2025-01-06.md"
    for path in site.files():
        if path.endswith((".json", ".md", ".xml", ".txt")):
            assert str(tmp_path) not in site.read(path), path
            assert "../home" not in site.read(path), path


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"digests": "digest"},
            ["'digest', which does not exist", "/project/digest", "Did you mean 'digests'?"],
        ),
        ({"digests": "digests/2025-01-06.md"}, ["which is a file: name the folder that it is in"]),
        ({"topics": "topic.yml"}, ["'topic.yml', which does not exist"]),
        ({"allow": ["untranslated-titel"]}, ["Did you mean 'untranslated-title'?"]),
        ({"default_language": "fr"}, ["default_language"]),
    ],
)
def test_a_wrong_name_says_what_would_be_right(
    tmp_path: Path, options: dict[str, Any], said: list[str]
) -> None:
    site = built(tmp_path, {"digests/2025-01-06.md": WEEK_ONE}, **options)
    assert site.failed
    for part in said:
        assert any(part in line for line in site.log), site.log


def test_a_folder_without_digests_is_told(tmp_path: Path) -> None:
    site = built(tmp_path, {"docs/2025/0106.md": WEEK_ONE, "docs/2025/0113.md": WEEK_TWO})
    assert site.failed
    (warning,) = [line for line in site.warnings if "no-digests" in line]
    assert "docs/digests: " in warning
    assert "docs/2025 (2)" in warning


def test_a_project_s_own_folder_may_hold_its_digests(tmp_path: Path) -> None:
    files = {"2025/0106.md": WEEK_ONE, "node_modules/a/x.md": WEEK_TWO, "drafts/0113.md": WEEK_TWO}
    site = built(tmp_path, files, digests=".", exclude=["drafts/", "site_src/"])
    assert not site.failed, site.warnings
    digests = [path for path in site.files() if re.fullmatch(r"digests/.+/index.html", path)]
    assert digests == ["digests/2025/0106/index.html"]


EMPTY = "## A Paper Without Text {}\n[论文 {}](https://arxiv.org/abs/2501.0008{})\n\n"


def test_equal_findings_are_told_together_and_allowed_ones_pass(tmp_path: Path) -> None:
    text = "".join(EMPTY.format(n, n, n) for n in range(7))
    files = {
        "docs/digests/2025-01-06.md": text,
        "docs/digests/old/2024-01-01.md": WEEK_ONE + EMPTY.format(9, 9, 9),
    }
    site = built(tmp_path / "a", files, strict=False)
    told = [line for line in site.warnings if "empty-block" in line]
    assert len(told) == 4
    assert "8 × empty-block, of which 3 are shown" in told[-1]
    assert built(tmp_path / "b", files, allow=[{"empty-block": "docs/digests/old/*"}]).failed
    assert not built(tmp_path / "c", files, allow=["empty-block"]).failed


def test_an_overlay_without_a_paper_is_a_notice(tmp_path: Path) -> None:
    site = built(tmp_path, {**WEEKS, "docs/papers/2501.99999.md": "---\ntitle: Nobody's\n---\n"})
    assert not site.failed
    assert any("overlay-without-paper" in line for line in site.log)


def test_the_first_visit_s_language(tmp_path: Path) -> None:
    site = built(tmp_path, WEEKS, default_language="zh")
    (script,) = [path for path in site.files() if re.search(r"head\.[0-9a-f]+\.js$", path)]
    assert '"language":"zh"' in site.read(script).replace(" ", "")
