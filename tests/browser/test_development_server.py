"""A page that is open while a digest is edited shows the edit by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.development import Development, developing
from tests.support.samples import TWO_WEEKS, WEEK_ONE, WEEK_TWO
from tests.support.site import write_project

WEEK_ONE_FILE = "site_src/digests/2025/0106-0110.md"
DIGEST = "site_src/digests/2025/0113-0117.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path, TWO_WEEKS, {"site_url": "https://digest.example/sub/"})


@pytest.fixture
def server(project: Path) -> Iterator[Development]:
    with developing(project) as running:
        yield running


def edit(project: Path, text: str, digest: str = DIGEST) -> None:
    (project.parent / digest).write_text(text, encoding="utf-8")


def test_an_open_page_loads_itself_anew(page: Page, server: Development, project: Path) -> None:
    page.goto(f"{server.url}papers/2501.00001/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Agents that plan")
    edit(project, WEEK_ONE.replace("It looks ahead", "It always looks ahead"), WEEK_ONE_FILE)
    expect(page.get_by_text("It always looks ahead").first).to_be_visible()


def test_an_open_search_finds_what_was_added(page: Page, server: Development, project: Path) -> None:
    page.goto(f"{server.url}search/?q=agents")
    expect(page.get_by_role("link", name="Agents that plan").first).to_be_visible()
    added = "\n## Agents that speak\n[会说话的智能体](https://arxiv.org/abs/2501.00009)\n\n智能体与语音。\n"
    edit(project, WEEK_TWO + added)
    expect(page.get_by_role("link", name="Agents that speak").first).to_be_visible()
    page.get_by_role("link", name="Agents that speak").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Agents that speak")


def test_a_page_kept_open_without_its_script_reads_the_new_index(
    page: Page, server: Development, project: Path
) -> None:
    # Such as one in a tab behind others, which does not load itself anew.
    page.route("**/livereload/**", lambda route: route.abort())
    page.goto(f"{server.url}search/?q=agents")
    expect(page.get_by_role("link", name="Agents that plan").first).to_be_visible()
    before = server.ask("papers/2501.00001/").epoch
    edit(project, WEEK_TWO.replace("一种会规划的智能体", "一种能预见未来的智能体"))
    server.wait_for_build(before)
    box = page.get_by_role("searchbox").last
    box.fill("plan")
    box.press("Enter")
    expect(page.get_by_role("link", name="Agents that plan").first).to_be_visible()
