"""Pages that nobody listens to are written past MkDocs's loop, and come out as they would from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from paper_digest.build import stages
from paper_digest.build.pool import Pool
from paper_digest.mkdocs_adapter import plugin
from paper_digest.mkdocs_adapter import site as site_module
from paper_digest.mkdocs_adapter.pages import GeneratedPage
from paper_digest.render.papers import PaperRenderer
from tests.conftest import SITE_URL
from tests.support.samples import TWO_WEEKS, tree_of
from tests.support.site import CONFIG, BuiltSite, Files, build, write_project

PAPER = "papers/2501.00001/index.html"
LINKING = """\
# About

[A paper](papers/2501.00001.md), [its heading](papers/2501.00002.md#main) and [a topic](topics/agents.md).
"""
BROKEN = "# About\n\n[None](papers/2501.99999.md) and [no such place](papers/2501.00001.md#nowhere).\n"
EVERY_PAGE = """\
{% extends "base.html" %}
{% block footer %}
<p>{% for file in pages %}{{ file.url }} {{ file.page.update_date }} {% endfor %}</p>
{% endblock %}
"""
PROJECTS: dict[str, tuple[Files, dict[str, Any]]] = {
    "links": ({"site_src/about.md": LINKING}, {"repo_url": "https://example.org/r", "edit_uri": "edit/"}),
    "flat": ({"site_src/about.md": LINKING}, {"use_directory_urls": False}),
    "nav": ({}, {"nav": ["index.md", {"One": "papers/2501.00001.md"}, {"A": "topics/agents.md"}]}),
    "no nav": ({}, {"nav": None}),
    "editors' pages": (
        {
            "site_src/papers/2501.00001.md": "---\nid: 2501.00001\n---\nAn overlay.\n",
            "site_src/topics/agents.md": "# Mine\n",
            "site_src/topics/vision/index.html": "A file.",
        },
        {},
    ),
    "no search": ({}, {"plugins": {"paper-digest": {"search": False}, "search": {"enabled": False}}}),
    "list of pages": ({"overrides/main.html": EVERY_PAGE}, {"theme": {"custom_dir": "overrides"}}),
}


@pytest.fixture
def by_mkdocs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The papers whose pages MkDocs has rendered."""
    seen: list[str] = []
    render = GeneratedPage.render

    def noted(self: GeneratedPage, *arguments: Any) -> None:
        if self.planned.uri.startswith("papers/"):
            seen.append(self.planned.uri)
        render(self, *arguments)

    monkeypatch.setattr(GeneratedPage, "render", noted)
    return seen


def differing(one: BuiltSite, other: BuiltSite) -> list[str]:
    ours, theirs = tree_of(one.directory), tree_of(other.directory)
    return sorted(path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path))


def build_both(folder: Path, config: Path) -> tuple[BuiltSite, BuiltSite]:
    """A site written past MkDocs's loop, and one written by it."""
    fast = build(config, folder / "fast", strict=False, site_url=SITE_URL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plugin, "nobody_listens", lambda *_, **__: False)
        slow = build(config, folder / "slow", strict=False, site_url=SITE_URL)
    return fast, slow


@pytest.mark.parametrize("name", PROJECTS)
def test_both_ways_give_the_same_site(tmp_path: Path, by_mkdocs: list[str], name: str) -> None:
    files, options = PROJECTS[name]
    fast, slow = build_both(tmp_path, write_project(tmp_path, {**TWO_WEEKS, **files}, options))
    in_navigation = ["papers/2501.00001.md"] if name == "nav" else []
    assert len(by_mkdocs) == 3 + len(in_navigation)
    # MkDocs lists the pages that it builds itself before the others.
    of_order = {"sitemap.xml", "sitemap.xml.gz", *(fast.files() if name == "list of pages" else ())}
    assert set(differing(fast, slow)) <= of_order
    assert sorted(fast.read("sitemap.xml").splitlines()) == sorted(slow.read("sitemap.xml").splitlines())
    assert fast.warnings == slow.warnings
    assert fast.read("sitemap.xml").count("<loc>") > 10


def test_other_processes_give_the_same_site(
    tmp_path: Path, sample_site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Pool] = []

    def of_three(_: int) -> Pool:
        begun.append(Pool(3))
        return begun[-1]

    monkeypatch.setattr(site_module, "Pool", of_three)
    monkeypatch.setattr(site_module, "PARALLEL_BYTES", 0)
    monkeypatch.setattr(stages, "_WORTH_A_PROCESS", 1)
    files = {
        f"site_src/{path.relative_to(CONFIG.parent / 'site_src').as_posix()}": path.read_bytes()
        for path in (CONFIG.parent / "site_src").rglob("*")
        if path.is_file()
    }
    site = build(write_project(tmp_path / "project", files), tmp_path / "site", site_url=SITE_URL)
    assert not site.failed
    assert [pool.processes for pool in begun] == [3]
    assert differing(site, sample_site) == []


def test_links_to_pages_that_do_not_exist_are_noticed(tmp_path: Path, by_mkdocs: list[str]) -> None:
    config = write_project(tmp_path, {**TWO_WEEKS, "site_src/about.md": BROKEN})
    site = build(config, tmp_path / "site", site_url=SITE_URL)
    assert site.failed
    assert by_mkdocs == []
    assert "papers/2501.99999.md" in site.warnings[0]
    assert "'papers/2501.00001.md' does not contain an anchor '#nowhere'" in site.warnings[1]


@pytest.mark.parametrize("event", ["page_context(context, page, config, nav)", "files(files, config)"])
def test_a_hook_that_is_told_of_pages_is_told(tmp_path: Path, by_mkdocs: list[str], event: str) -> None:
    config = write_project(
        tmp_path, {**TWO_WEEKS, "hook.py": f"def on_{event}: pass\n"}, {"hooks": ["hook.py"]}
    )
    site = build(config, tmp_path / "site", site_url=SITE_URL)
    assert not site.failed
    assert len(by_mkdocs) == 3


def test_a_hook_that_sees_no_page_does_not_matter(tmp_path: Path, by_mkdocs: list[str]) -> None:
    hook = (
        "from pathlib import Path\n"
        "def on_post_build(config):\n"
        "    Path(config.site_dir, 'found').write_text(\n"
        f"        Path(config.site_dir, '{PAPER}').read_text()[:15])\n"
    )
    config = write_project(tmp_path, {**TWO_WEEKS, "hook.py": hook}, {"hooks": ["hook.py"]})
    site = build(config, tmp_path / "site", site_url=SITE_URL)
    assert by_mkdocs == []
    assert site.read("found").lower() == "<!doctype html>"


OWN = '{% extends "base.html" %}{% block footer %}<p>{{ WHAT }}</p>{% endblock %}'


def test_a_sampled_page_that_differs_makes_every_page_be_rendered_in_full(tmp_path: Path) -> None:
    blocks = "\n\n".join(
        f"## Paper {number}\n[论文{number}](https://arxiv.org/abs/2501.1000{number})\n\n摘要。"
        for number in range(8)
    )
    what = "'!' if '10005' in page.url or '10000' in page.url"
    files = {
        "site_src/digests/2025/0106-0110.md": blocks,
        "overrides/main.html": OWN.replace("WHAT", what),
    }
    config = write_project(tmp_path, files, {"theme": {"custom_dir": "overrides"}})
    site = build(config, tmp_path / "site", strict=False, site_url=SITE_URL)
    shown = ["<p>!</p>" in site.read(f"papers/2501.1000{number}/index.html") for number in range(8)]
    assert shown == [number in (0, 5) for number in range(8)]
    assert len([line for line in site.warnings if "rendered in full" in line]) == 1
    assert build(config, tmp_path / "strict", site_url=SITE_URL).failed


def test_an_error_names_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = PaperRenderer.article_and_card

    def failing(self: PaperRenderer, page: Any) -> Any:
        if page.uri == "papers/2501.00002.md":
            raise ValueError("out of ink")
        return made(self, page)

    monkeypatch.setattr(PaperRenderer, "article_and_card", failing)
    site = build(write_project(tmp_path, TWO_WEEKS), tmp_path / "site", site_url=SITE_URL)
    assert site.failed
    assert "Error building page 'papers/2501.00002.md': ValueError('out of ink')" in "\n".join(site.log)
