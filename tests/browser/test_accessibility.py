"""Every kind of page, in every position, light and dark, wide and narrow, against axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browser import Chromium
from tests.support.every_page import PAGES
from tests.support.languages import POSITIONS, choose

KINDS = [kind for kind in PAGES if kind not in ("digest-between", "topic")]
"""The long pages hold nothing that the short ones of their kind do not."""

WIDTHS = (390, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def reader(browser: Chromium) -> Iterator[Page]:
    """A page with transitions off and axe in every document."""
    with browser.profile(Axe().axe_script, locale="en-US", reduced_motion="reduce") as context:
        yield context.new_page()


def violations(page: Page) -> list[str]:
    """What axe finds wrong: the rule, the element, and what to do."""
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)"
    )
    return [
        f"{rule['id']}: {node['html'][:200]} | {' '.join(node['failureSummary'].split())[:300]}"
        for rule in found
        for node in rule["nodes"]
    ]


def set_scheme(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("body")).to_have_attribute(
        "data-md-color-scheme", "slate" if scheme == "dark" else "default"
    )


def everywhere(page: Page) -> dict[str, list[str]]:
    """The violations of the open page by position and scheme, where there are any."""
    found = {}
    for scheme in SCHEMES:
        set_scheme(page, scheme)
        for lang in POSITIONS:
            choose(page, lang)
            if wrong := violations(page):
                found[f"{lang}, {scheme}"] = wrong
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_no_violation(every_page_url: str, reader: Page, kind: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(every_page_url + PAGES[kind])
    reader.locator("details").evaluate_all("all => all.forEach((fold) => { fold.open = true; })")
    assert everywhere(reader) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_nor_has_the_search(every_page_url: str, reader: Page, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(every_page_url + PAGES["topics"], wait_until="networkidle")
    if width < 900:
        reader.locator(".md-header .md-header__button[for=__search]").click()
    else:
        reader.locator(".md-search__input").click()
    assert violations(reader) == []
    # A correction is said above the results, and both titles stand in each.
    reader.keyboard.type("langauge agents")
    expect(reader.locator(".md-search-result__link").first).to_be_visible()
    expect(reader.locator(".md-search-result__meta .pd-said-corrected")).to_be_visible()
    for scheme in SCHEMES:
        set_scheme(reader, scheme)
        for lang in POSITIONS:
            # By a script, as the open box lies over the toggle.
            reader.locator(f"input[name=pd-lang][value={lang}]").evaluate("(radio) => radio.click()")
            assert violations(reader) == [], (scheme, lang)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("query", ["langauge agents&year=2024", '"agents" "zzzyyy"', "zzzyyyxxx"])
def test_nor_has_the_page_of_all_results(every_page_url: str, reader: Page, query: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(f"{every_page_url}{PAGES['search']}?q={query}")
    expect(reader.locator(".pd-search-status .pd-said-count")).to_be_attached()
    reader.locator("details").evaluate_all("all => all.forEach((fold) => { fold.open = true; })")
    assert everywhere(reader) == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nor_has_the_drawer(every_page_url: str, reader: Page, scheme: Literal["light", "dark"]) -> None:
    reader.set_viewport_size({"width": 390, "height": 900})
    reader.emulate_media(color_scheme=scheme)
    for kind in ("paper", "about"):
        reader.goto(every_page_url + PAGES[kind])
        reader.locator(".md-header label[for=__drawer]").click()
        expect(reader.locator(".md-nav--primary .md-nav__link").first).to_be_in_viewport()
        assert violations(reader) == []


def test_the_schemes_differ(every_page_url: str, reader: Page) -> None:
    """That the checks above looked at two schemes."""
    reader.goto(every_page_url)
    colours = []
    for scheme in SCHEMES:
        set_scheme(reader, scheme)
        colours.append(reader.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert colours[0] != colours[1]


def test_everything_that_is_clicked_can_be_reached_by_keyboard(every_page_url: str, reader: Page) -> None:
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.goto(every_page_url + PAGES["paper"])
    reached = set()
    for _ in range(60):
        reader.keyboard.press("Tab")
        reached.add(
            reader.evaluate("document.activeElement.textContent.trim() || document.activeElement.name")
        )
    for name in ("pd-lang", "query", "PDF", "Cite引用", "Edit this entry编辑此条目"):
        assert name in reached, reached


def test_the_link_at_the_top_leads_to_the_content(every_page_url: str, reader: Page) -> None:
    for kind in set(KINDS) - {"404"}:
        reader.goto(every_page_url + PAGES[kind])
        target = (reader.locator("a.md-skip").get_attribute("href") or "").partition("#")[2]
        expect(reader.locator(f"article [id='{target}']")).to_have_count(1)
