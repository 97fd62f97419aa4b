"""A browser for the tests of this folder. One that is missing is installed or fails them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

from tests.conftest import BuildSite, ServeSite
from tests.support import every_page
from tests.support.browser import PATIENCE_S, BrowserMissing, Chromium, ensure
from tests.support.site import BuiltSite

HERE = Path(__file__).parent
TIMEOUT_MS = PATIENCE_S * 1000

HUNG_S = 240
"""Calls into a page have no limit of their own; a test that takes longer loses its browser and fails."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    """Chromium, without a window and without any host but this machine."""
    expect.set_options(timeout=TIMEOUT_MS)
    capture = request.config.pluginmanager.getplugin("capturemanager")
    assert capture is not None
    try:
        # Getting a browser takes minutes, which should not pass in silence.
        with capture.global_and_fixture_disabled():
            path = ensure()
    except BrowserMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    with sync_playwright() as playwright:
        chromium = Chromium(playwright, path)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _watched(browser: Chromium) -> Iterator[None]:
    with browser.watched(HUNG_S):
        yield


@pytest.fixture
def context(browser: Chromium) -> Iterator[BrowserContext]:
    """A profile in which nothing is remembered: English, 1280 by 800, light. No script is added to it."""
    size: ViewportSize = {"width": 1280, "height": 800}
    with browser.profile(
        viewport=size, locale="en-US", color_scheme="light", reduced_motion="reduce"
    ) as opened:
        opened.set_default_timeout(TIMEOUT_MS)
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page in that profile. An uncaught error, or a breach of the page's policy, fails the test."""
    errors: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text and "frame-ancestors" not in message.text:
            errors.append(message.text)

    def note(error: WebError) -> None:
        errors.append(str(error.error))

    context.on("weberror", note)
    context.on("console", hear)
    yield context.new_page()
    context.remove_listener("weberror", note)
    context.remove_listener("console", hear)
    assert not errors, errors


@pytest.fixture
def unscripted(browser: Chromium) -> Iterator[Page]:
    """A page that runs no script, nor does any other of its profile."""
    with browser.profile(java_script_enabled=False) as opened:
        yield opened.new_page()


@pytest.fixture
def asked(context: BrowserContext) -> Iterator[list[str]]:
    """What pages of the profile ask of the network, as it comes."""
    found: list[str] = []

    def note(request: Request) -> None:
        found.append(request.url)

    context.on("request", note)
    yield found
    context.remove_listener("request", note)


@pytest.fixture
def instant(page: Page) -> Page:
    """A page whose instant navigation knows the site's pages under the test server's port."""

    def answer(route: Route) -> None:
        with urlopen(route.request.url) as sitemap:
            body = sitemap.read().decode()
        origin = "/".join(route.request.url.split("/")[:3])
        route.fulfill(body=body.replace("http://127.0.0.1/", f"{origin}/"), content_type="application/xml")

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
