"""The browser and the server themselves: what every other test here stands on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, Page

from tests.conftest import BuildSite, ServeSite
from tests.support.browser import Chromium


def test_a_built_site_opens_under_its_sub_path(
    build_site: BuildSite, serve_site: ServeSite, page: Page
) -> None:
    url = serve_site(build_site({"site_src/index.md": "# Hello 你好"}, base=None))
    page.goto(url)
    assert page.locator("h1").inner_text() == "Hello 你好"
    response = page.goto(url + "nothing/here/")
    assert response is not None
    assert response.status == 404


def test_no_other_host_is_reached(build_site: BuildSite, serve_site: ServeSite, page: Page) -> None:
    page.goto(serve_site(build_site({}, base=None)))
    reached = page.evaluate("fetch('https://example.com/', {mode: 'no-cors'}).then(() => true, () => false)")
    assert reached is False


def test_a_call_that_never_ends_fails_and_the_browser_comes_back(browser: Chromium) -> None:
    page = browser.new_context().new_page()
    with browser.watched(0.5), pytest.raises(Error, match="closed"):
        page.evaluate("new Promise(() => {})")
    context = browser.new_context()
    assert context.new_page().evaluate("1 + 1") == 2
    context.close()
