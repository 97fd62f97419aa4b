"""Marked terms in a browser: hover, focus, tap, Escape, both languages, no script, instant navigation."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.conftest import BuildSite, ServeSite
from tests.support.browser import Chromium
from tests.support.languages import choose

DIGEST = """## Longer chains
[更长的链](https://arxiv.org/abs/2504.00001)

以思维链推理，并用混合专家。

## Glossed chains
[括注的链](https://arxiv.org/abs/2504.00002)

思维链（Chain-of-Thought）在此括注。
"""
OVERLAY = """---
paper: "2504.00001"
---

It thinks in chains of thought, and chain-of-thought helps.
"""
GLOSSARY = """terms:
  - {english: Chain-of-Thought, abbreviation: CoT, chinese: [思维链], also: [Chains of Thought]}
  - {english: Mixture-of-Experts, abbreviation: MoE, chinese: [混合专家]}
"""
FILES = {
    "site_src/digests/2025/0331-0404.md": DIGEST,
    "site_src/papers/2504.00001.md": OVERLAY,
    "site_src/glossary.yml": GLOSSARY,
}
PAPER = "papers/2504.00001/"


@pytest.fixture(scope="module")
def site(build_site: BuildSite, serve_site: ServeSite) -> str:
    return serve_site(build_site(FILES))


def term(page: Page, text: str = "思维链") -> Locator:
    return page.locator(".pd-abstract dfn").filter(has_text=text)


def note(page: Page) -> Locator:
    return page.locator(".pd-term")


def test_pointing_shows_it_and_it_can_be_pointed_at(page: Page, site: str) -> None:
    page.goto(f"{site}{PAPER}?lang=zh")
    term(page).hover()
    expect(note(page).locator("b")).to_have_text("Chain-of-Thought (CoT)")
    expect(term(page)).to_have_attribute("aria-describedby", "pd-term")
    # Its own title would lie over it.
    expect(term(page)).not_to_have_attribute("title", "Chain-of-Thought (CoT)")
    note(page).locator("b").hover()
    page.wait_for_timeout(600)
    expect(note(page)).to_be_visible()
    page.mouse.move(2, 500)
    expect(note(page)).to_have_count(0)
    expect(term(page)).to_have_attribute("title", "Chain-of-Thought (CoT)")


def test_focus_shows_it_escape_hides_it_and_its_link_comes_next(page: Page, site: str) -> None:
    page.goto(f"{site}{PAPER}?lang=zh")
    term(page).focus()
    expect(note(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    expect(term(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(note(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(note(page).locator("a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(term(page)).to_be_focused()
    expect(note(page)).to_have_count(0)
    page.keyboard.press("Tab")
    expect(term(page, "混合专家")).to_be_focused()
    expect(note(page)).to_contain_text("Mixture-of-Experts (MoE)")


def test_a_tap_shows_it_and_a_tap_elsewhere_hides_it(browser: Chromium, site: str) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{site}{PAPER}?lang=zh")
    term(page).tap()
    expect(note(page)).to_be_visible()
    box = note(page).bounding_box()
    assert box
    assert 0 <= box["x"] <= 390 - box["width"]
    page.locator("h1").tap()
    expect(note(page)).to_have_count(0)
    context.close()


def test_it_leads_to_the_glossary_from_either_language(page: Page, site: str) -> None:
    page.goto(f"{site}{PAPER}?lang=zh")
    term(page).focus()
    note(page).locator("a").click()
    expect(page).to_have_url(f"{site}glossary/#chain-of-thought")
    page.goto(f"{site}{PAPER}?lang=en")
    # The plural is marked as it is written.
    expect(term(page, "chains of thought")).to_have_attribute("title", "思维链")
    term(page, "chains of thought").focus()
    note(page).locator("a").click()
    expect(page.locator(".pd-terms dfn:visible")).to_have_text("Chain-of-Thought")


def test_side_by_side_nothing_is_marked(page: Page, site: str) -> None:
    page.goto(f"{site}{PAPER}?lang=both")
    line = "(element) => getComputedStyle(element).textDecorationLine"
    assert term(page).evaluate(line) == "none"
    assert term(page).get_attribute("tabindex") is None
    choose(page, "zh")
    expect(term(page)).to_have_attribute("tabindex", "0")
    assert term(page).evaluate(line) == "underline"


def test_a_term_that_is_glossed_right_there_is_not_marked(page: Page, site: str) -> None:
    page.goto(f"{site}papers/2504.00002/?lang=zh")
    expect(page.locator(".pd-abstract")).to_contain_text("思维链")
    expect(page.locator("article dfn")).to_have_count(0)


def test_it_lives_through_instant_navigation(instant: Page, site: str) -> None:
    instant.goto(f"{site}papers/2504.00002/?lang=zh", wait_until="networkidle")
    instant.evaluate("window.stayed = true")
    instant.locator(".pd-neighbours a[rel=prev]").click()
    expect(term(instant)).to_have_attribute("tabindex", "0")
    term(instant).hover()
    expect(note(instant)).to_be_visible()
    instant.go_back()
    expect(note(instant)).to_have_count(0)
    assert instant.evaluate("window.stayed")


def test_what_was_searched_for_is_highlighted_across_a_mark(page: Page, site: str) -> None:
    page.goto(f"{site}{PAPER}?lang=zh&h=思维链推理")
    highlighted = page.locator(".pd-abstract mark[data-md-highlight]")
    expect(highlighted.first).to_be_visible()
    assert "".join(highlighted.all_inner_texts()) == "思维链推理"
    expect(term(page)).to_have_count(1)


def test_without_a_script_the_title_says_it(unscripted: Page, site: str) -> None:
    unscripted.goto(f"{site}{PAPER}")
    expect(term(unscripted)).to_have_attribute("title", "Chain-of-Thought (CoT)")


def test_only_papers_pages_are_marked(page: Page, site: str) -> None:
    for path in ("", "digests/2025/0331-0404/", "feeds/"):
        page.goto(f"{site}{path}?lang=zh")
        expect(page.locator("article dfn")).to_have_count(0)
    for path in ("data/papers.json", f"{PAPER}index.md", "feeds/papers.zh.xml"):
        response = page.request.get(f"{site}{path}")
        assert response.ok, path
        assert "dfn" not in response.text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_for_axe(browser: Chromium, site: str, scheme: str) -> None:
    with browser.profile(Axe().axe_script, color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        for lang, text in (("zh", "思维链"), ("en", "chains of thought")):
            page.goto(f"{site}{PAPER}?lang={lang}")
            term(page, text).focus()
            expect(note(page)).to_be_visible()
            found = page.evaluate(
                "axe.run(document).then((result) => result.violations.map((rule) => rule.id))"
            )
            assert found == []
