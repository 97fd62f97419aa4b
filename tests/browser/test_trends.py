"""Trends with every part of the page: accessible, in each language, light and dark, and printed."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import SCHEMES, WIDTHS, everywhere, set_scheme
from tests.conftest import BuildSite, ServeSite
from tests.support.browser import Chromium, wait_until
from tests.support.languages import POSITIONS, choose, shown_pieces
from tests.support.years import FILES


@pytest.fixture(scope="module")
def years_url(build_site: BuildSite, serve_site: ServeSite) -> str:
    """The root of a site of years."""
    return serve_site(build_site(FILES))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["trends/", "digests/", "topics/robotics/"])
def test_no_violation_and_nothing_sticks_out(
    browser: Chromium, years_url: str, path: str, width: int
) -> None:
    with browser.profile(Axe().axe_script, locale="en-US", reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(years_url + path)
        page.locator("details").evaluate_all("all => all.forEach((fold) => { fold.open = true; })")
        assert everywhere(page) == {}
        for lang in POSITIONS:
            choose(page, lang)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), lang


@pytest.mark.parametrize("lang", POSITIONS)
def test_it_speaks_the_language(page: Page, years_url: str, lang: str) -> None:
    page.goto(f"{years_url}trends/?lang={lang}")
    assert shown_pieces(page) == {"en": lang != "zh", "zh-CN": lang != "en"}
    rising = page.locator(".pd-rising tbody th")
    names = {"en": "Robotics", "zh": "机器人", "both": "Robotics\n机器人"}
    expect(rising.first).to_have_text(names[lang], use_inner_text=True)
    expect(rising.filter(has_text="Newnet-3")).to_be_visible()


def test_the_latest_months_can_be_told_from_the_others(page: Page, years_url: str) -> None:
    page.goto(f"{years_url}trends/")
    chart = page.locator(".pd-multiples svg").first
    colours = set()
    for scheme in SCHEMES:
        set_scheme(page, scheme)
        drawn = chart.locator("path").evaluate_all("all => all.map((path) => getComputedStyle(path).fill)")
        assert len(set(drawn)) == len(drawn) == 2
        colours |= set(drawn)
    assert len(colours) == 4, "each scheme has colours of its own"


def test_the_numbers_open_and_scroll_by_keyboard(page: Page, years_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{years_url}trends/?lang=en")
    table = page.get_by_role("region", name="The numbers by month")
    expect(table).to_be_hidden()
    page.locator("#by-month").press("Enter")
    expect(table).to_be_visible()
    expect(table.get_by_role("rowheader", name="Robotics")).to_be_visible()
    table.press("ArrowRight")
    wait_until(page, lambda: page.evaluate("document.querySelector('.pd-fold .pd-scroll').scrollLeft > 0"))
    name, region = table.get_by_role("rowheader", name="Robotics").bounding_box(), table.bounding_box()
    assert name
    assert region
    assert name["x"] == pytest.approx(region["x"], abs=1), "the names stay"


def test_the_calendar_leads_to_digests(page: Page, years_url: str) -> None:
    page.goto(f"{years_url}digests/?lang=en")
    page.locator(".pd-calendar a").first.click()
    expect(page).to_have_url(f"{years_url}digests/2023/0401/")


def test_a_name_is_searched_for(page: Page, years_url: str) -> None:
    page.goto(f"{years_url}trends/?lang=en")
    page.locator(".pd-firsts a", has_text="Newnet-3").first.click()
    expect(page.locator(".pd-result").first).to_contain_text("Newnet-3")


def test_it_prints_within_the_sheet(page: Page, years_url: str) -> None:
    page.goto(f"{years_url}trends/?lang=both")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator(".pd-multiples svg").first).to_be_visible()
