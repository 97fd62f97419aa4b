"""Every shape of project that the options allow, built as an editor would have it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SITE_URL
from tests.support.crawl import faults_of
from tests.support.samples import TOPICS, TWO_WEEKS, WEEK_ONE, WEEK_TWO, tree_of
from tests.support.site import BuiltSite, Files, build, run_mkdocs, write_project

FIRST = "papers/2501.00001/index.html"
TOPICS_FILE = {"site_src/topics.yml": TOPICS}
MATERIAL = {"site_name": "Test", "docs_dir": "site_src", "theme": {"name": "material", "font": False}}


def plugin(**options: Any) -> dict[str, Any]:
    return {"plugins": {"paper-digest": options}}


def built(folder: Path, files: Files, config: dict[str, Any] | None = None, **options: Any) -> BuiltSite:
    written = write_project(folder / "project", files, config)
    before = tree_of(folder / "project")
    site = build(written, folder / "site", **{"site_url": SITE_URL, **options})
    assert tree_of(folder / "project") == before, "a build changed a source"
    if not site.failed and options.get("site_url", SITE_URL) == SITE_URL:
        assert faults_of(site.directory, SITE_URL) == []
    return site


def papers_of(site: BuiltSite) -> dict[str, Any]:
    return {paper["id"]: paper for paper in json.loads(site.read("data/papers.json"))["papers"]}


INSIDE = {**TOPICS_FILE, "site_src/weeks/2025/0106.md": WEEK_ONE}
OUTSIDE = {**TOPICS_FILE, "weeks/2025/0106.md": WEEK_ONE}
BOTH = {**INSIDE, "more/2025/0113.md": WEEK_TWO}


@pytest.mark.parametrize(
    ("files", "option", "source"),
    [
        (INSIDE, "site_src/weeks", "weeks/2025/0106.md"),
        (INSIDE, ["./site_src/weeks/"], "weeks/2025/0106.md"),
        (OUTSIDE, "weeks", "weeks/2025/0106.md"),
        (OUTSIDE, "site_src/../weeks", "weeks/2025/0106.md"),
        (BOTH, ["site_src/weeks", "more"], "weeks/2025/0106.md"),
    ],
    ids=["inside", "a list", "outside", "a detour", "two"],
)
def test_where_digests_may_be(tmp_path: Path, files: Files, option: str | list[str], source: str) -> None:
    site = built(tmp_path, files, plugin(digests=option), strict=False)
    assert not site.failed, site.warnings
    paper = papers_of(site)["2501.00001"]
    assert paper["source"] == {"path": source, "line": 1}
    assert paper["digests"][0] == {"id": "2025/0106", "url": "digests/2025/0106/", "position": 1}
    assert "会规划的智能体" in site.read("digests/2025/0106/index.html")
    assert ("digests/2025/0113/index.html" in site.files()) == (files is BOTH)
    assert not any(path.startswith("weeks/") for path in site.files()), "a source was published as a page"


def test_an_absolute_folder_and_one_above_the_project(tmp_path: Path) -> None:
    for name in ("absolute", "above"):
        folder = tmp_path / name / "elsewhere"
        (folder / "2025").mkdir(parents=True)
        (folder / "2025" / "0106.md").write_text(WEEK_ONE, encoding="utf-8")
        option = str(folder) if name == "absolute" else "../elsewhere"
        site = built(tmp_path / name, TOPICS_FILE, plugin(digests=option))
        assert not site.failed, site.warnings
        assert papers_of(site)["2501.00001"]["source"]["path"] == "elsewhere/2025/0106.md"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"digests": "no/such/folder"},
            r"'digests' of paper-digest names '[^']*no/such/folder', which does not exist",
        ),
        ({"digests": ["site_src/digests", "gone"]}, r"'digests' of paper-digest names '[^']*gone'"),
        ({"overlays": "gone"}, r"'overlays' of paper-digest names '[^']*gone'"),
        ({"topics": "gone.yml"}, r"'topics' of paper-digest names '[^']*gone.yml'"),
        ({"digests": 5}, r"'digests' of paper-digest names '5', which does not exist"),
        ({"digests": 1.5}, r"Expected a folder or a list of folders, but found 1.5"),
        ({"digests": []}, r"Expected a folder or a list of folders, but found \[\]"),
        ({"digest": "x"}, r"Unrecognised configuration name: digest"),
    ],
)
def test_wrong_options_are_named(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    config = write_project(tmp_path, TWO_WEEKS, plugin(**options))
    result = run_mkdocs(config, "build", "--strict")
    assert result.returncode == 1
    assert re.search(said, result.stderr), result.stderr
    assert "Traceback" not in result.stderr


def test_one_option_is_changed_by_inheriting(tmp_path: Path) -> None:
    files = {**TWO_WEEKS, "own.yml": TOPICS.replace("slug: speech", "slug: hearing")}
    site = built(tmp_path, files, plugin(topics="own.yml"), strict=False)
    assert not site.failed, site.warnings
    assert "topics/hearing/index.html" in site.files()
    assert "topics/speech/index.html" not in site.files()
    assert len(papers_of(site)) == 3


def test_without_topics(tmp_path: Path) -> None:
    files = {"site_src/digests/2025/0106.md": WEEK_ONE}
    site = built(tmp_path, files, {"nav": ["index.md", "digests/index.md"]})
    assert not site.failed, site.warnings
    assert not [path for path in site.files() if path.startswith("topics")]
    assert "topics" not in papers_of(site)["2501.00001"]


def test_a_home_page_is_made_where_there_is_none(tmp_path: Path) -> None:
    written = write_project(tmp_path / "project", TWO_WEEKS)
    (tmp_path / "project/site_src/index.md").unlink()
    site = build(written, tmp_path / "site", strict=False, site_url=SITE_URL)
    assert not site.failed, site.warnings
    home = site.read("index.html")
    assert home.count("<h1") == 1
    assert "digests/2025/0113-0117/" in home
    assert faults_of(site.directory, SITE_URL) == []


def test_the_editors_own_home_page_stays(tmp_path: Path) -> None:
    for name in ("index.md", "README.md"):
        folder = tmp_path / name
        written = write_project(
            folder / "project", TWO_WEEKS, {"nav": [name, "digests/index.md", "topics/index.md"]}
        )
        (folder / "project/site_src/index.md").unlink()
        (folder / "project/site_src" / name).write_text("# Own words\n\nWelcome here.\n", encoding="utf-8")
        site = build(written, folder / "site", strict=False, site_url=SITE_URL)
        assert not site.failed, site.warnings
        home = site.read("index.html")
        assert "Welcome here." in home
        assert "digests/2025/0113-0117/" in home
        assert faults_of(site.directory, SITE_URL) == []


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ({}, 0),
        ({"site_src/digests/2025/0106.md": ""}, 0),
        ({"site_src/digests/2025/0106.md": "Only words.\n"}, 0),
        ({"site_src/digests/2025/0106.md": "## One\n[一](https://arxiv.org/abs/2501.00001)\n\n一。\n"}, 1),
        ({"site_src/digests/2025/0106.md": "## 一\n[一](https://arxiv.org/abs/2501.00001)\n\n一。\n"}, 1),
        ({"site_src/digests/2025/0106.md": "## One\n[One](https://arxiv.org/abs/2501.00001)\n\nOne.\n"}, 1),
        ({"site_src/digests/2025/0106.md": "## One\n[一](https://arxiv.org/abs/2501.00001)\n"}, 1),
    ],
    ids=["no digest", "empty digest", "no paper", "one paper", "no English", "no Chinese", "no text"],
)
@pytest.mark.parametrize("own_home", [True, False])
def test_little_input(tmp_path: Path, text: dict[str, str], papers: int, own_home: bool) -> None:
    written = write_project(tmp_path / "project", {**TOPICS_FILE, "site_src/digests/.keep": "", **text})
    if not own_home:
        (tmp_path / "project/site_src/index.md").unlink()
    site = build(written, tmp_path / "site", strict=False, site_url=SITE_URL)
    assert not site.failed, site.warnings
    assert len(papers_of(site)) == papers
    assert ("digests/2025/0106/index.html" in site.files()) == bool(text)
    assert faults_of(site.directory, SITE_URL) == []


def test_without_any_option_or_folder(tmp_path: Path) -> None:
    config = write_project(tmp_path, {}, {**MATERIAL, **plugin(allow=["no-digests"])}, base=None)
    site = build(config, tmp_path / "site", site_url=SITE_URL)
    assert not site.failed, site.warnings
    assert {"index.html", "digests/index.html", "data/papers.json"} <= set(site.files())
    assert faults_of(site.directory, SITE_URL) == []


def test_no_nav_is_given(tmp_path: Path) -> None:
    config = write_project(tmp_path, TWO_WEEKS, {**MATERIAL, **plugin()}, base=None)
    site = build(config, tmp_path / "site", strict=False, site_url=SITE_URL)
    assert not site.failed, site.warnings
    home = site.read("about/index.html")
    links = re.findall(r'<a href="([^"]*)" class="md-nav__link', home)
    assert len(links) < 10, "the navigation holds papers"
    assert "../digests/" in links
    assert "../topics/" in links
    assert faults_of(site.directory, SITE_URL) == []


def test_no_site_url(tmp_path: Path) -> None:
    site = built(tmp_path, TWO_WEEKS, site_url="", strict=False)
    assert not site.failed, site.warnings
    assert "site_url" not in json.loads(site.read("data/papers.json"))
    page = site.read(FIRST)
    assert "http://127.0.0.1" not in page
    assert 'rel="canonical"' not in page
    assert 'property="og:url"' not in page
    assert '"url"' not in page


def test_an_existing_repository_builds_as_it_stands(tmp_path: Path) -> None:
    files = {
        "README.md": "# Weekly papers\n\nNewest: [this week](2025/0106-0110.md)\n",
        "LICENSE.md": "MIT",
        ".github/ISSUE_TEMPLATE/bug.md": "## Bug\n",
        "2025/0106-0110.md": WEEK_ONE,
        "2025/0113-0117.md": WEEK_TWO,
        "site_src/topics.yml": TOPICS,
        "site_src/papers/2501.00002.md": "We hear better.\n",
    }
    site = built(tmp_path, files, plugin(digests="."), strict=False)
    assert not site.failed, site.warnings
    pages = {path for path in site.files() if path.startswith("digests/")}
    weeks = {f"digests/2025/{week}/index.html" for week in ("0106-0110", "0113-0117")}
    assert pages == {"digests/index.html", *weeks}
    assert "about/index.html" in site.files()
    assert papers_of(site)["2501.00002"]["languages"] == ["en", "zh"]


@pytest.mark.parametrize("directory_urls", [True, False])
def test_front_pages_that_hold_papers_are_digests(tmp_path: Path, directory_urls: bool) -> None:
    files = {**TOPICS_FILE, "weeks/README.md": WEEK_ONE, "weeks/2025/index.md": WEEK_TWO}
    site = built(
        tmp_path, files, {**plugin(digests="weeks"), "use_directory_urls": directory_urls}, strict=False
    )
    assert not site.failed, site.warnings
    assert {"digests/README/index.html", "digests/2025/index/index.html"} <= set(site.files())
    assert "会规划的智能体" in site.read("digests/README/index.html")
    index = site.read("digests/index.html")
    assert "README/" in index
    assert "2025/index/" in index


@pytest.mark.parametrize("name", ["README.md", "index.md"])
def test_front_pages_in_a_folder_of_digests_give_way(tmp_path: Path, name: str) -> None:
    files = {**TWO_WEEKS, f"site_src/digests/{name}": "# How we work\n"}
    site = built(tmp_path, files, strict=False)
    assert not site.failed, site.warnings
    assert "2025/0106-0110/" in site.read("digests/index.html")


REPOSITORY = {"repo_url": "https://github.com/example/digests", "edit_uri": "edit/main/site_src/"}
EDIT = re.compile(r'<p class="pd-edit"><a href="([^"]*)"')


def edits(site: BuiltSite, path: str) -> list[str]:
    return EDIT.findall(site.read(path))


@pytest.mark.parametrize(
    ("files", "option", "config", "expected"),
    [
        (INSIDE, "site_src/weeks", REPOSITORY, "/edit/main/site_src/weeks/2025/0106.md"),
        (OUTSIDE, "weeks", REPOSITORY, "/edit/main/weeks/2025/0106.md"),
        (
            OUTSIDE,
            "weeks",
            {**REPOSITORY, "edit_uri": "", "edit_uri_template": "blob/main/site_src/{path}?plain=1"},
            "/blob/main/weeks/2025/0106.md?plain=1",
        ),
    ],
    ids=["inside", "outside", "a template"],
)
def test_edit_links_lead_to_the_line(
    tmp_path: Path, files: Files, option: str, config: dict[str, Any], expected: str
) -> None:
    site = built(tmp_path, files, {**plugin(digests=option), **config})
    assert not site.failed, site.warnings
    base = REPOSITORY["repo_url"] + expected
    assert edits(site, FIRST) == [f"{base}#L1"]
    line = WEEK_ONE.splitlines().index("## Hearing speech") + 1
    assert edits(site, "papers/2501.00002/index.html") == [f"{base}#L{line}"]
    assert edits(site, "digests/2025/0106/index.html") == [f"{base}#L1"]


def test_no_edit_links_without_an_edit_uri(tmp_path: Path) -> None:
    site = built(tmp_path, INSIDE, plugin(digests="site_src/weeks"))
    assert edits(site, FIRST) == []


def test_findings_fail_a_strict_build_with_their_place(tmp_path: Path) -> None:
    text = f"{WEEK_ONE}\n## A Paper Whose Link Was Forgotten\n\n没有链接的摘要。\n\n{WEEK_TWO}"
    config = write_project(tmp_path, {**TOPICS_FILE, "site_src/digests/2025/0106.md": text})
    result = run_mkdocs(config, "build", "--strict")
    assert result.returncode == 1
    line = text.splitlines().index("## A Paper Whose Link Was Forgotten") + 1
    place = rf"WARNING +- +paper_digest: site_src/digests/2025/0106\.md:{line}: .*\[no-link\]"
    assert re.search(place, result.stderr), result.stderr
    assert run_mkdocs(config, "build").returncode == 0


def test_notices_do_not_fail_a_strict_build(tmp_path: Path) -> None:
    text = WEEK_ONE.replace("[听懂语音]", "[Hearing]")
    site = built(tmp_path, {**TOPICS_FILE, "site_src/digests/2025/0106.md": text})
    assert not site.failed, site.warnings
    assert [line for line in site.log if line.startswith("INFO:") and line.endswith("[untranslated-title]")]


def test_a_served_site_is_rebuilt_from_what_is_there(tmp_path: Path) -> None:
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config

    written = write_project(tmp_path, OUTSIDE, plugin(digests="weeks"))
    digest = tmp_path / "weeks/2025/0106.md"
    pages: list[dict[str, bytes]] = []
    plugins = []
    watched = []
    for text in (WEEK_ONE, WEEK_ONE.replace("Agents that plan", "Agents that think"), WEEK_TWO, WEEK_ONE):
        digest.write_text(text, encoding="utf-8")
        config = load_config(str(written), site_dir=str(tmp_path / "site"), site_url=SITE_URL)
        if not pages:
            config.plugins.on_startup(command="serve", dirty=False)
        mkdocs_build(config)
        assert faults_of(tmp_path / "site", SITE_URL) == []
        pages.append(tree_of(tmp_path / "site"))
        plugins.append(config.plugins["paper-digest"])
        watched.append([str(path) for path in config.watch])
        assert config.extra_css == list(dict.fromkeys(config.extra_css))
    assert len({id(one) for one in plugins}) == 1, "MkDocs keeps the plugin from one rebuild to the next"
    assert watched == [[str(tmp_path / "weeks")]] * 4
    assert "Agents that plan" in pages[0][FIRST].decode()
    assert "Agents that think" in pages[1][FIRST].decode()
    assert "Agents that plan" not in pages[1][FIRST].decode()
    assert "papers/2501.00002/index.html" not in pages[2]
    assert pages[3] == pages[0]
