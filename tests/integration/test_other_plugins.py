"""Paper pages are ordinary MkDocs pages: other plugins, hooks and template overrides work on them."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest

from paper_digest.render.shell import Shell, Shells, Values
from tests.conftest import SITE_URL
from tests.support.samples import TWO_WEEKS, tree_of
from tests.support.site import CONFIG, BuiltSite, build, write_project

PAPERS = ("papers/2501.00001.md", "papers/2501.00002.md", "papers/只有中文标题的论文.md")
PAPER = "papers/2501.00001/index.html"
OTHER = "papers/2501.00002/index.html"
PAGE_EVENTS = ["pre_page", "markdown", "content", "context", "post_page"]
RECORDER = """\
import json
from pathlib import Path

seen = []

def on_pre_page(page, config, files):
    seen.append(["pre_page", page.file.src_uri, ""])

def on_page_markdown(markdown, page, config, files):
    seen.append(["markdown", page.file.src_uri, markdown])

def on_page_content(html, page, config, files):
    seen.append(["content", page.file.src_uri, html])

def on_page_context(context, page, config, nav):
    seen.append(["context", page.file.src_uri, page.title])

def on_post_page(output, page, config):
    seen.append(["post_page", page.file.src_uri, output])

def on_post_build(config):
    Path(config.config_file_path).with_name("seen.json").write_text(json.dumps(seen))
"""


def build_with(tmp_path: Path, hook: str = "", overrides: dict[str, str] | None = None) -> BuiltSite:
    files = {**TWO_WEEKS, **({"hook.py": hook} if hook else {})}
    config: dict[str, object] = {"hooks": ["hook.py"]} if hook else {}
    if overrides:
        files |= {f"overrides/{path}": text for path, text in overrides.items()}
        config["theme"] = {"custom_dir": "overrides"}
    return build(write_project(tmp_path, files, config), tmp_path / "site", strict=False, site_url=SITE_URL)


def in_full(self: Shells, uri: str, _: str, values: Values) -> str:
    """A page by the theme alone, in place of `Shells.page_html`."""
    return self._in_full(uri, values)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    return build_with(tmp_path_factory.mktemp("untouched"))


def test_every_event_fires_once_for_every_paper(tmp_path: Path, untouched: BuiltSite) -> None:
    site = build_with(tmp_path, RECORDER)
    seen = json.loads((tmp_path / "seen.json").read_text())
    for uri in PAPERS:
        own = [(event, value) for event, page, value in seen if page == uri]
        assert [event for event, _ in own] == PAGE_EVENTS
    said = {event: value for event, page, value in seen if page == PAPERS[0]}
    assert "会规划的智能体" in said["markdown"]
    assert "We propose an agent that plans." in said["markdown"]
    assert "<h1" in said["content"]
    assert "Agents that plan" in said["context"]
    assert said["post_page"] == site.read(PAPER)
    assert site.read(PAPER) == untouched.read(PAPER), "a hook that only looks on changes a page"


# What a hook does to papers, and what has to be on their pages.
HOOKS = {
    "context": (
        "on_page_context(context, nav",
        "context['config'] = dict(config, copyright='Renamed')",
        "Renamed",
    ),
    "meta": ("on_page_context(context, nav", "page.meta['description'] = 'Renamed'", 'content="Renamed"'),
    "meta early": (
        "on_page_content(html, files",
        "page.meta['description'] = 'Renamed'",
        'content="Renamed"',
    ),
    "title": ("on_page_context(context, nav", "page.title = 'Renamed'", "<title>Renamed - "),
    "title early": ("on_page_markdown(markdown, files", "page.title = 'Renamed'", "<title>Renamed - "),
    "title in meta": (
        "on_page_markdown(markdown, files",
        "page.meta['title'] = 'Renamed'",
        "<title>Renamed - ",
    ),
    "content": ("on_page_content(html, files", "return html + '<p>Renamed</p>'", "<p>Renamed</p>"),
    "content late": ("on_page_context(context, nav", "page.content += '<p>Renamed</p>'", "<p>Renamed</p>"),
    "output": ("on_post_page(output", "return output.replace('</body>', 'Renamed</body>')", "Renamed</body>"),
}


@pytest.mark.parametrize("name", HOOKS)
def test_what_a_hook_changes_takes_effect(tmp_path: Path, untouched: BuiltSite, name: str) -> None:
    event, action, expected = HOOKS[name]
    hook = f"def {event}, page, config):\n    if page.url.startswith('papers/'):\n        {action}\n"
    site = build_with(tmp_path, hook)
    assert site.warnings == untouched.warnings
    for path in (PAPER, OTHER):
        assert expected not in untouched.read(path)
        assert expected in site.read(path)
    assert "</html>" in site.read(PAPER)
    if "title" in name:
        assert (
            "Agents that plan" not in site.read(PAPER).partition('data-md-component="header-topic"')[2][:200]
        )


def test_a_title_in_the_nav_is_shown(tmp_path: Path) -> None:
    nav = [
        "index.md",
        {"Weeks · 每周": "digests/index.md"},
        {"More": [{"Fields": "topics/index.md"}, "about.md"]},
    ]
    site = build(write_project(tmp_path, TWO_WEEKS, {"nav": nav}), tmp_path / "site", site_url=SITE_URL)
    assert not site.failed, site.warnings
    assert "<title>Fields - " in site.read("topics/index.html")
    assert '<span lang="en">Weeks</span><span lang="zh-CN">每周</span>' in site.read("about/index.html")


@pytest.mark.parametrize("directory_urls", [True, False])
def test_generated_pages_in_the_nav(tmp_path: Path, directory_urls: bool) -> None:
    nav = ["index.md", {"One": "papers/2501.00001.md"}, {"Agents": "topics/agents.md"}, "digests/index.md"]
    config = write_project(tmp_path, TWO_WEEKS, {"nav": nav, "use_directory_urls": directory_urls})
    site = build(config, tmp_path / "site", strict=False, site_url=SITE_URL)
    assert not [line for line in site.warnings if "rendered in full" in line]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shells, "page_html", in_full)
        full = build(config, tmp_path / "full", strict=False, site_url=SITE_URL)
    ours, theirs = tree_of(site.directory), tree_of(full.directory)
    assert [path for path in theirs if theirs[path] != ours[path]] == []


def test_a_hook_may_change_one_page_alone(tmp_path: Path, untouched: BuiltSite) -> None:
    hook = (
        "def on_page_context(context, page, config, nav):\n"
        "    if page.file.src_uri == 'papers/2501.00001.md':\n"
        "        page.meta['description'] = 'Renamed'\n"
    )
    site = build_with(tmp_path, hook)
    changed = [p for p, b in tree_of(site.directory).items() if b != (untouched.directory / p).read_bytes()]
    # By its worker browsers see that a page has changed.
    assert changed == [PAPER, "service-worker.js"]


FOOTER = """\
{% extends "base.html" %}
{% block footer %}<p class="own">This page is {{ page.url }}.</p>{{ super() }}{% endblock %}
"""


def test_a_template_that_writes_something_on_each_page_is_noticed(tmp_path: Path) -> None:
    site = build_with(tmp_path, overrides={"main.html": FOOTER})
    for uri in ("papers/2501.00001/", "papers/2501.00002/", "digests/2025/0106-0110/"):
        assert f"This page is {uri}." in site.read(f"{uri}index.html")
    said = [line for line in site.warnings if "rendered in full" in line]
    assert said
    assert "papers/2501.0000" in said[0]


def test_it_is_noticed_on_the_first_page_of_each_kind(tmp_path: Path) -> None:
    site = build_with(tmp_path, overrides={"main.html": FOOTER})
    assert "This page is papers/2501.00001/." in site.read(PAPER)
    assert "This page is papers/2501.00002/." in site.read(OTHER)


def test_a_template_that_writes_the_same_everywhere_needs_no_full_rendering(tmp_path: Path) -> None:
    footer = FOOTER.replace("{{ page.url }}", "ours")
    site = build_with(tmp_path, overrides={"main.html": footer})
    assert "This page is ours." in site.read(PAPER)
    assert not [line for line in site.warnings if "rendered in full" in line]


def test_an_own_card(tmp_path: Path) -> None:
    card = '<article class="own-card">{{ title }}</article>\n'
    site = build_with(tmp_path, overrides={"paper-digest/articles/card.html": card})
    digest = site.read("digests/2025/0106-0110/index.html")
    assert digest.count('class="own-card"') == 2
    assert 'class="pd-card"' not in digest
    assert "Agents that plan" in digest


def test_an_own_template_of_the_shell(tmp_path: Path) -> None:
    toggle = '<p class="own-toggle">EN 中文</p>'
    site = build_with(
        tmp_path, overrides={"paper-digest/page.html": '{% extends "main.html" %}', "main.html": FOOTER}
    )
    assert 'class="own"' in site.read(PAPER)
    assert toggle not in site.read(PAPER)


def test_shells_give_what_a_full_rendering_gives(
    tmp_path: Path, sample_site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shells, "page_html", in_full)
    site = build(CONFIG, tmp_path / "site", site_url=SITE_URL)
    shells, full = tree_of(sample_site.directory), tree_of(site.directory)
    assert shells.keys() == full.keys()
    assert [path for path in full if full[path] != shells[path]] == []


def test_shells_are_used_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[str] = []
    fill = Shell.fill

    def counting(shell: Shell, values: dict[str, str]) -> str:
        filled.append(values["title"])
        return fill(shell, values)

    monkeypatch.setattr(Shell, "fill", counting)
    site = build_with(tmp_path)
    titles = [html.unescape(title) for title in filled]
    assert any("Agents that plan" in title for title in titles)
    assert len(titles) >= len(PAPERS) + 2
    assert not site.failed
