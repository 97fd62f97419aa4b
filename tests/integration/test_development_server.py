"""`mkdocs serve` shows what `mkdocs build` would write, all of it and nothing old, without writing it all."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integration.test_written_past_mkdocs import PROJECTS
from tests.support.development import Development, developing
from tests.support.samples import TWO_WEEKS, WEEK_TWO, tree_of
from tests.support.site import build, write_project

SITE_URL = "https://digest.example/sub/"
DIGEST = "site_src/digests/2025/0113-0117.md"
PAPER = "papers/2501.00001/"
EDITED = (
    WEEK_TWO.replace("## 只有中文标题的论文\n[只有中文标题的论文]", "## 改了标题的论文\n[改了标题的论文]")
    + "\n## Agents that speak\n[会说话的智能体](https://arxiv.org/abs/2501.00009)\n\n智能体与语音。\n"
)


def as_developed(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a site that no browser keeps; while it is being written, none does."""
    plugins = options.get("plugins", {})
    # The server puts a script of its own into pages, and so has no policy.
    own = {**plugins.get("paper-digest", {}), "offline": False, "content_security_policy": False}
    return {**options, "site_url": SITE_URL, "plugins": {**plugins, "paper-digest": own}}


def differing(server: Development, config: Path, folder: Path) -> list[str]:
    """The files that a build writes and the server serves otherwise, or the other way round."""
    built = build(config, folder, strict=False, site_url=server.url)
    assert not built.failed
    expected = tree_of(folder)
    different = [path for path, content in expected.items() if server.ask(path).content != content]
    # Every file was asked for, so that the server has them all by now.
    return sorted([*different, *(tree_of(server.site()).keys() - expected.keys())])


@pytest.mark.parametrize("name", PROJECTS)
def test_what_is_served_is_what_a_build_writes(tmp_path: Path, name: str) -> None:
    files, options = PROJECTS[name]
    config = write_project(tmp_path, {**TWO_WEEKS, **files}, as_developed(options))
    with developing(config) as server:
        assert not (server.site() / "papers").exists()
        assert differing(server, config, tmp_path / "built") == []


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Development, Path]]:
    """A server whose every file was asked for once, after a digest was edited, with the project."""
    config = write_project(tmp_path_factory.mktemp("edited"), TWO_WEEKS, as_developed({}))
    with developing(config) as server:
        before = server.ask(PAPER)
        assert "会说话的智能体" not in server.ask("topics/agents/").text
        assert differing(server, config, config.parent / "before") == []
        (config.parent / DIGEST).write_text(EDITED, encoding="utf-8")
        server.wait_for_build(before.epoch)
        yield server, config


def test_nothing_is_old_after_an_edit(edited: tuple[Development, Path], tmp_path: Path) -> None:
    server, config = edited
    assert differing(server, config, tmp_path / "after") == []


def test_an_edit_shows_on_every_kind_of_page(edited: tuple[Development, Path]) -> None:
    server, _ = edited
    assert "会说话的智能体" in server.ask("papers/2501.00009/").text
    # It stands beside the paper before it, whose new title made another address.
    assert "改了标题的论文" in server.ask("papers/2501.00009/").text
    assert server.ask("papers/改了标题的论文/").status == 200
    assert server.ask("papers/只有中文标题的论文/").status == 404
    assert "会说话的智能体" in server.ask("").text
    assert "会说话的智能体" in server.ask("topics/agents/").text
    assert "会说话的智能体" in server.ask("digests/2025/0113-0117/").text
    assert "会说话的智能体" in server.ask("papers/2501.00009/index.md").text
    records = json.loads(server.ask("data/papers.json").body)["papers"]
    assert {"2501.00009", "2501.00001", "2501.00002"} < {record["id"] for record in records}
    assert "papers/2501.00009/" in server.ask("sitemap.xml").text
    assert b"papers/2501.00009/" in gzip.decompress(server.ask("sitemap.xml.gz").body)
    manifest = json.loads(gzip.decompress(server.ask("search-index/manifest-1.bin").body))
    assert manifest["documents"] >= 4


def test_the_server_answers_as_for_any_file(edited: tuple[Development, Path]) -> None:
    server, _ = edited
    page = server.ask(PAPER)
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html"
    assert int(page.headers["Content-Length"]) == len(page.body)
    assert server.ask(PAPER, "HEAD").headers["Content-Length"]
    moved = server.ask(PAPER.rstrip("/"))
    assert (moved.status, moved.headers["Location"]) == (302, f"/sub/{PAPER}")
    missing = server.ask("papers/2501.77777/")
    assert missing.status == 404
    assert b"</html>" in missing.body
    assert server.ask("../../etc/passwd").status == 404
    assert server.ask("data/papers.json").headers["Content-Type"] == "application/json"


def test_a_paper_that_was_taken_away_is_gone(tmp_path: Path) -> None:
    config = write_project(tmp_path, TWO_WEEKS, as_developed({}))
    with developing(config) as server:
        before = server.ask("papers/2501.00002/")
        assert before.status == 200
        os.remove(tmp_path / "site_src/digests/2025/0106-0110.md")
        server.wait_for_build(before.epoch)
        assert server.ask("papers/2501.00002/").status == 404
        assert server.ask(PAPER).status == 200


def test_a_page_that_cannot_be_rendered_says_so_and_no_other_suffers(tmp_path: Path) -> None:
    folder = "overrides/paper-digest/articles"
    files = {**TWO_WEEKS, f"{folder}/paper.html": "{{ 1 // 0 }}"}
    options = {"site_url": SITE_URL, "theme": {"custom_dir": "overrides"}}
    config = write_project(tmp_path, files, options)
    with developing(config) as server:
        failed = server.ask(PAPER)
        assert failed.status == 500
        assert "papers/2501.00001.md" in failed.text
        assert "ERROR" in server.log.read_text()
        assert "ZeroDivisionError" in server.log.read_text()
        page = server.ask("topics/agents/")
        assert page.status == 200
        (tmp_path / folder / "paper.html").write_text("<h1>Mended</h1>", encoding="utf-8")
        (tmp_path / DIGEST).write_text(EDITED, encoding="utf-8")
        server.wait_for_build(page.epoch)
        assert "<h1>Mended</h1>" in server.ask(PAPER).text


def test_a_shell_that_turns_out_wrong_is_not_trusted_any_more(tmp_path: Path) -> None:
    main = (
        '{% extends "base.html" %}{% block footer %}'
        "<p>{{ '!' if '2501.00001' in page.url }}</p>{% endblock %}"
    )
    files = {**TWO_WEEKS, "overrides/main.html": main}
    config = write_project(tmp_path, files, {"site_url": SITE_URL, "theme": {"custom_dir": "overrides"}})
    with developing(config) as server:
        assert "<p>!</p>" not in server.ask("papers/2501.00002/").text
        assert "<p>!</p>" in server.ask(PAPER).text
        assert "<p>!</p>" not in server.ask("papers/2501.00002/").text
        assert "rendered in full" in server.log.read_text()


HOOK = "def on_{event}: pass\n"


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("page_context(context, page, config, nav)", []),
        ("post_build(config)", []),
        ("post_template(output_content, template_name, config)", []),
        ("shutdown()", ["--dirty", "--livereload"]),
        ("shutdown()", ["--clean", "--livereload"]),
        ("shutdown()", ["--no-livereload"]),
    ],
)
def test_everything_is_written_where_somebody_looks(tmp_path: Path, event: str, arguments: list[str]) -> None:
    files = {**TWO_WEEKS, "hook.py": HOOK.format(event=event)}
    config = write_project(tmp_path, files, {"site_url": SITE_URL, "hooks": ["hook.py"]})
    with developing(config, *arguments) as server:
        assert (server.site() / PAPER / "index.html").is_file()
        assert (server.site() / PAPER / "index.md").is_file()
        assert server.ask(PAPER).status == 200
        assert (server.site() / "search-index" / "manifest-1.bin").is_file()
