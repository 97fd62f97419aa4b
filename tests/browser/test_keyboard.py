"""Keys for reading: what they do, whom they leave alone, and how they are told and turned off."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browser import Chromium
from tests.support.every_page import PAGES
from tests.support.languages import choose, position, shown_pieces

FOCUSED = "document.activeElement.closest('.pd-card')?.querySelector('h3').innerText.split('\\n')[0]"


@pytest.fixture
def home(every_page_url: str, page: Page) -> Page:
    page.goto(every_page_url)
    return page


def pressed(page: Page, name: str) -> list[bool]:
    """Whether each button of a kind on the page is pressed."""
    found = page.locator(f".pd-mark-{name}").evaluate_all("all => all.map((one) => one.ariaPressed)")
    return [one == "true" for one in found]


# What they do


def test_the_focus_moves_from_paper_to_paper(home: Page) -> None:
    seen = []
    for key in "jjjjjkk":
        home.keyboard.press(key)
        seen.append(home.evaluate(FOCUSED)[:9])
    first, second, third, last = "Attention", "只有中文的论文", "Only Engl", "Twice Tol"
    assert seen == [first, second, third, last, last, third, second]
    outline = home.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline not in ("none", "")


def test_the_focus_begins_with_what_is_in_view(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["topic"])
    page.locator(".pd-card").nth(30).evaluate("(card) => card.scrollIntoView()")
    page.keyboard.press("j")
    at = page.evaluate(
        "[...document.querySelectorAll('.pd-card')].indexOf(document.activeElement.closest('.pd-card'))"
    )
    assert at in (30, 31)
    expect(page.locator(":focus")).to_be_in_viewport()
    header = page.locator(".md-header").bounding_box()
    box = page.locator(":focus").bounding_box()
    assert header
    assert box
    assert box["y"] >= header["y"] + header["height"]


def test_a_paper_is_opened_and_gives_way_to_its_neighbours(every_page_url: str, instant: Page) -> None:
    instant.goto(every_page_url, wait_until="networkidle")
    instant.evaluate("window.sameDocument = true")
    instant.keyboard.press("j")
    instant.keyboard.press("o")
    expect(instant).to_have_url(every_page_url + PAGES["paper"])
    expect(instant.locator(".pd-mine")).to_be_visible()
    instant.keyboard.press("j")
    expect(instant).to_have_url(every_page_url + PAGES["paper-zh"])
    expect(instant.locator(".pd-abstract")).to_contain_text("这篇论文没有英文标题")
    instant.keyboard.press("k")
    expect(instant).to_have_url(every_page_url + PAGES["paper"])
    assert instant.evaluate("window.sameDocument")


def test_on_its_own_page_its_source_is_opened(every_page_url: str, page: Page) -> None:
    page.route("https://arxiv.org/**", lambda route: route.fulfill(body="arXiv"))
    page.goto(every_page_url + PAGES["paper"])
    page.keyboard.press("o")
    expect(page).to_have_url("https://arxiv.org/abs/1706.03762")


def test_star_and_read(home: Page, every_page_url: str) -> None:
    home.keyboard.press("b")
    assert not any(pressed(home, "star")), "no paper has the focus"
    home.keyboard.press("j")
    home.keyboard.press("b")
    expect(home.get_by_role("status").filter(has_text="On the reading list")).to_be_visible()
    home.keyboard.press("j")
    home.keyboard.press("m")
    assert pressed(home, "star") == [True, False, False, False]
    assert pressed(home, "read") == [False, True, False, False]
    home.goto(every_page_url + PAGES["paper"])
    assert pressed(home, "star") == [True]
    home.keyboard.press("b")
    assert pressed(home, "star") == [False]


def test_the_language_goes_round(home: Page) -> None:
    seen = []
    for _ in range(4):
        home.keyboard.press("l")
        seen.append(position(home))
    assert seen == ["zh", "both", "en", "zh"]


# Whom they leave alone


@pytest.mark.parametrize("keys", ["Control+b", "Alt+b", "Meta+b", "Shift+B"])
def test_keys_with_modifiers_are_the_browsers(home: Page, keys: str) -> None:
    home.keyboard.press("j")
    home.keyboard.press(keys)
    assert not any(pressed(home, "star"))


def test_a_key_that_is_held_down_acts_once(home: Page) -> None:
    home.keyboard.press("j")
    for _ in range(3):
        home.keyboard.down("b")
    assert pressed(home, "star")[0]


def test_typing_is_typing(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    page.locator(".pd-mark-note").click()
    page.keyboard.type("jk? blob")
    expect(page.locator(".pd-note-field")).to_have_value("jk? blob")
    page.locator(".md-search__input").click()
    page.keyboard.type("blob?")
    expect(page.locator(".md-search__input")).to_have_value("blob?")
    assert page.url == every_page_url + PAGES["paper"]
    assert pressed(page, "star") == [False]
    expect(page.locator("dialog")).to_have_count(0)


def test_what_is_composed_is_not_a_key(home: Page) -> None:
    home.keyboard.press("j")
    fire = (
        "(more) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {bubbles: true, key: 'b', ...more}))"
    )
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        home.evaluate(fire, composing)
    assert not any(pressed(home, "star"))
    home.evaluate(fire, {})
    assert pressed(home, "star")[0], "that the events above arrive"


@pytest.mark.parametrize("key", ["s", "f", "/"])
def test_searching_stays_materials(home: Page, key: str) -> None:
    home.keyboard.press(key)
    expect(home.locator(".md-search__input")).to_be_focused()
    home.keyboard.press("Escape")
    expect(home.locator("[data-md-toggle=search]")).not_to_be_checked()


def test_the_next_page_stays_materials(home: Page, every_page_url: str) -> None:
    home.keyboard.press("n")
    expect(home).to_have_url(every_page_url + PAGES["digests"])


# Help


@pytest.mark.parametrize("lang", ["en", "zh", "both"])
def test_the_help_is_in_the_readers_language(home: Page, lang: str) -> None:
    choose(home, lang)
    home.keyboard.press("?")
    dialog = home.get_by_role("dialog", name="快捷键" if lang == "zh" else "Keyboard shortcuts")
    expect(dialog).to_be_visible()
    expect(dialog.locator("dt")).to_have_text(["j", "k", "o", "b", "m", "l", "/", "?"])
    pieces = shown_pieces(home)
    assert (pieces["en"], pieces["zh-CN"]) == (lang != "zh", lang != "en")


def test_the_help_holds_the_focus_and_gives_it_back(home: Page, every_page_url: str) -> None:
    home.keyboard.press("j")
    home.keyboard.press("?")
    dialog = home.locator("dialog.pd-keys")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    for key in ("j", "b", "s", "n", "Shift+Tab"):
        home.keyboard.press(key)
        assert dialog.evaluate("(dialog) => dialog.contains(document.activeElement)")
    assert home.url == every_page_url
    home.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert home.evaluate(FOCUSED).startswith("Attention")
    assert not any(pressed(home, "star"))


def test_the_help_closes_by_its_button_and_beside_it(home: Page) -> None:
    dialog = home.locator("dialog.pd-keys")
    home.locator(".pd-keys-open").click()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    home.locator(".pd-keys-open").click()
    home.mouse.click(20, 400)
    expect(dialog).to_be_hidden()


def test_single_keys_can_be_turned_off_for_good(home: Page, every_page_url: str) -> None:
    home.keyboard.press("?")
    home.get_by_role("checkbox", name="Single-key shortcuts").uncheck()
    home.keyboard.press("Escape")
    home.reload()
    for key in ("j", "l", "?", "s", "/", "n"):
        home.keyboard.press(key)
    assert home.evaluate("document.activeElement === document.body")
    assert home.url == every_page_url
    assert position(home) == "en"
    expect(home.locator("dialog")).to_have_count(0)
    home.locator(".pd-keys-open").click()
    home.get_by_role("checkbox", name="Single-key shortcuts").check()
    home.keyboard.press("Escape")
    home.keyboard.press("l")
    assert position(home) == "zh"


def test_the_help_has_no_violation(browser: Chromium, every_page_url: str) -> None:
    for scheme in ("light", "dark"):
        for width in (390, 1280):
            with browser.profile(Axe().axe_script, color_scheme=scheme, reduced_motion="reduce") as context:
                page = context.new_page()
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(every_page_url)
                page.keyboard.press("?")
                found = page.evaluate(
                    "axe.run(document).then((result) => result.violations.map((one) => one.id))"
                )
                assert found == [], (scheme, width)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
