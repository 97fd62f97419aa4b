"""A browser for the tests of this folder. One that is missing is installed or fails them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.conftest import BuildSite, ServeSite
from tests.support import every_page
from tests.support.browser import ARGUMENTS, BrowserMissing, ensure
from tests.support.site import BuiltSite

HERE = Path(__file__).parent
TIMEOUT_MS = 10_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium, without a window and without any host but this machine."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    assert capture is not None
    try:
        # Getting a browser takes minutes, which should not pass in silence.
        with capture.global_and_fixture_disabled():
            path = ensure()
    except BrowserMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile: English, 1280 by 800, light, nothing remembered."""
    opened = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-US", color_scheme="light", reduced_motion="reduce"
    )
    opened.set_default_timeout(TIMEOUT_MS)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page in the fresh profile. An uncaught error in a script fails the test."""
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context.new_page()
    assert not errors, errors


@pytest.fixture
def instant(page: Page) -> Page:
    """A page whose instant navigation knows the site's pages under the test server's port."""

    def answer(route: Route) -> None:
        sitemap, origin = route.fetch(), "/".join(route.request.url.split("/")[:3])
        route.fulfill(response=sitemap, body=sitemap.text().replace("http://127.0.0.1/", f"{origin}/"))

    page.route("**/sitemap.xml", answer)
    return page


@pytest.fixture(scope="session")
def every_page_site(build_site: BuildSite) -> BuiltSite:
    """The project that has a page of every kind, `tests/support/every_page.py`, built strictly."""
    built = build_site(every_page.FILES, every_page.CONFIG)
    assert not built.failed, "\n".join(built.warnings)
    return built


@pytest.fixture(scope="session")
def every_page_url(every_page_site: BuiltSite, serve_site: ServeSite) -> str:
    """The URL of the root of that site."""
    return serve_site(every_page_site)
