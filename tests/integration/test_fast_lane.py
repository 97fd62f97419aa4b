"""Pages that nobody listens to are written past MkDocs's loop, and come out as they would from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from paper_digest.mkdocs_adapter import lane, plugin, template
from paper_digest.mkdocs_adapter.crew import Crew
from paper_digest.mkdocs_adapter.lane import FastLane
from paper_digest.render.pages import Renderer
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
def lanes(monkeypatch: pytest.MonkeyPatch) -> list[FastLane]:
    """The fast lanes that builds have used."""
    used: list[FastLane] = []
    write_all = FastLane.write_all

    def noted(self: FastLane, *arguments: Any) -> None:
        used.append(self)
        write_all(self, *arguments)

    monkeypatch.setattr(FastLane, "write_all", noted)
    return used


def differing(one: BuiltSite, other: BuiltSite) -> list[str]:
    ours, theirs = tree_of(one.directory), tree_of(other.directory)
    return sorted(path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path))


def build_both(folder: Path, config: Path) -> tuple[BuiltSite, BuiltSite]:
    """A site by the fast lane, and by MkDocs's loop."""
    fast = build(config, folder / "fast", strict=False, site_url=SITE_URL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plugin, "nobody_listens", lambda *_, **__: False)
        slow = build(config, folder / "slow", strict=False, site_url=SITE_URL)
    return fast, slow


@pytest.mark.parametrize("name", PROJECTS)
def test_both_ways_give_the_same_site(tmp_path: Path, lanes: list[FastLane], name: str) -> None:
    files, options = PROJECTS[name]
    fast, slow = build_both(tmp_path, write_project(tmp_path, {**TWO_WEEKS, **files}, options))
    assert len(lanes) == 1
    assert differing(fast, slow) == []
    assert fast.warnings == slow.warnings
    assert fast.read("sitemap.xml").count("<loc>") > 10


def test_worker_processes_give_the_same_site(
    only_thread: None, tmp_path: Path, sample_site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked: list[int] = []

    def always(function: Any, tasks: Any, **_: Any) -> Any:
        crew = Crew(function, tasks, worth_it=True)
        forked.append(len(crew._processes))
        return crew

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    monkeypatch.setattr(lane, "Crew", always)
    monkeypatch.setattr(lane, "CHUNK", 3)
    site = build(CONFIG, tmp_path / "site", site_url=SITE_URL)
    assert not site.failed
    assert forked == [2, 2]
    assert differing(site, sample_site) == []


def test_links_to_pages_that_do_not_exist_are_noticed(tmp_path: Path, lanes: list[FastLane]) -> None:
    config = write_project(tmp_path, {**TWO_WEEKS, "site_src/about.md": BROKEN})
    site = build(config, tmp_path / "site", site_url=SITE_URL)
    assert site.failed
    assert len(lanes) == 1
    assert "papers/2501.99999.md" in site.warnings[0]
    assert "'papers/2501.00001.md' does not contain an anchor '#nowhere'" in site.warnings[1]


@pytest.mark.parametrize("event", ["page_context(context, page, config, nav)", "files(files, config)"])
def test_a_hook_that_is_told_of_pages_is_told(tmp_path: Path, lanes: list[FastLane], event: str) -> None:
    config = write_project(
        tmp_path, {**TWO_WEEKS, "hook.py": f"def on_{event}: pass\n"}, {"hooks": ["hook.py"]}
    )
    site = build(config, tmp_path / "site", site_url=SITE_URL)
    assert not site.failed
    assert lanes == []


def test_a_hook_that_sees_no_page_does_not_matter(tmp_path: Path, lanes: list[FastLane]) -> None:
    hook = (
        "from pathlib import Path\n"
        "def on_post_build(config):\n"
        "    Path(config.site_dir, 'found').write_text(\n"
        f"        Path(config.site_dir, '{PAPER}').read_text()[:15])\n"
    )
    config = write_project(tmp_path, {**TWO_WEEKS, "hook.py": hook}, {"hooks": ["hook.py"]})
    site = build(config, tmp_path / "site", site_url=SITE_URL)
    assert len(lanes) == 1
    assert site.read("found").lower() == "<!doctype html>"


OWN = '{% extends "base.html" %}{% block footer %}<p>{{ WHAT }}</p>{% endblock %}'


def test_a_sampled_page_that_differs_makes_every_page_be_rendered_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "WORTH_IT", 1)
    monkeypatch.setattr(lane, "CHUNK", 1)
    monkeypatch.setattr(template, "SAMPLE", 1)
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


@pytest.mark.parametrize("least", [1, 600])
def test_an_error_names_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least: int) -> None:
    made = Renderer.paper_and_card

    def failing(self: Renderer, page: Any) -> Any:
        if page.uri == "papers/2501.00002.md":
            raise ValueError("out of ink")
        return made(self, page)

    monkeypatch.setattr(lane, "WORTH_IT", least)
    monkeypatch.setattr(Renderer, "paper_and_card", failing)
    site = build(write_project(tmp_path, TWO_WEEKS), tmp_path / "site", site_url=SITE_URL)
    assert site.failed
    assert "Error building page 'papers/2501.00002.md': ValueError('out of ink')" in "\n".join(site.log)
