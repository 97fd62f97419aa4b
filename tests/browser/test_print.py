"""What is on paper: a page in the chosen language, and nothing that only a screen can do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.every_page import PAGES

ONLY_ON_A_SCREEN = (
    *(".md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".md-search", ".md-top", ".pd-toggle", "button"),
    *(
        ".pd-cite",
        ".pd-edit",
        ".pd-neighbours",
        ".pd-related",
        ".pd-marks",
        ".pd-pager",
        ".pd-years",
        "input",
    ),
)


@pytest.fixture
def sheet(page: Page) -> Page:
    """A page by night, and on paper."""
    page.emulate_media(media="print", color_scheme="dark")
    return page


def shown(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all(
        "all => all.filter((one) => one.checkVisibility({visibilityProperty: true}))"
        ".map((one) => one.innerText.replace(/\\s+/g, ' ').trim())"
    )
    return found


@pytest.mark.parametrize("kind", ["home", "digest", "paper", "paper-variant", "topic-page-2", "glossary"])
def test_nothing_is_left_of_the_screen(every_page_url: str, sheet: Page, kind: str) -> None:
    sheet.goto(every_page_url + PAGES[kind], wait_until="networkidle")
    for selector in ONLY_ON_A_SCREEN:
        assert shown(sheet, selector) == [], selector
    expect(sheet.locator("h1").first).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "heading", "titles"),
    [
        (
            "en",
            "Digest of 31 March – 4 April 2025",
            ["Attention Is All", "只有中文的论文", "Only English", "Twice Told"],
        ),
        (
            "zh",
            "2025年3月31日–4月4日速递",
            ["注意力就是你所", "只有中文的论文", "Only English", "讲了两次"],
        ),
    ],
)
def test_a_digest_is_a_leaflet_of_one_language(
    every_page_url: str, sheet: Page, lang: str, heading: str, titles: list[str]
) -> None:
    sheet.goto(f"{every_page_url}{PAGES['digest']}?lang={lang}")
    assert shown(sheet, "h1") == [heading]
    found = shown(sheet, ".pd-card h3")
    assert len(found) == len(titles)
    # In Chinese the original title stands below.
    assert all(title in text for text, title in zip(found, titles, strict=True)), found
    assert lang == "zh" or all(text.startswith(title) for text, title in zip(found, titles, strict=True))
    openings = shown(sheet, ".pd-opening p")
    assert len(openings) == 4
    assert shown(sheet, f'.pd-introduction [lang="{"zh-CN" if lang == "en" else "en"}"]') == []
    # Where a paper is, and the way to it.
    first = sheet.locator(".pd-numbered > li").first
    assert first.evaluate("(item) => getComputedStyle(item, '::before').content") == "counter(paper)"
    outs = first.locator(".pd-outs a").evaluate_all(
        "all => all.filter((link) => link.checkVisibility()).map((link) => link.href)"
    )
    assert outs == ["https://arxiv.org/abs/1706.03762", "https://github.com/tensorflow/tensor2tensor"]
    assert first.locator(".pd-outs a").first.evaluate(
        "(link) => getComputedStyle(link, '::after').content"
    ) in ('"https://arxiv.org/abs/1706.03762"', "attr(href)")


def test_both_languages_are_on_paper_where_both_are_chosen(every_page_url: str, sheet: Page) -> None:
    sheet.goto(f"{every_page_url}{PAGES['paper']}?lang=both")
    [heading] = shown(sheet, "h1")
    assert "Attention Is All You Need" in heading
    assert "注意力就是你所需要的一切" in heading
    [abstract] = shown(sheet, ".pd-abstract")
    assert "The dominant models" in abstract
    assert "主流的序列转导模型" in abstract


def test_paper_is_white_at_night_too(every_page_url: str, sheet: Page) -> None:
    sheet.goto(every_page_url + PAGES["digest"])
    expect(sheet.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    colours = sheet.evaluate(
        "[getComputedStyle(document.body).backgroundColor,"
        " ...['h1', '.pd-card h3 a', '.pd-opening'].map((name) =>"
        " getComputedStyle(document.querySelector(name)).color)]"
    )
    assert colours == ["rgb(255, 255, 255)"] + ["rgb(0, 0, 0)"] * 3


def test_it_makes_sheets_of_a4(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["digest-between"])
    made = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", made)
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}
    assert len(boxes) > 3


def test_no_heading_stands_alone_at_the_foot_of_a_sheet(every_page_url: str, sheet: Page) -> None:
    sheet.goto(every_page_url + PAGES["digest-between"])
    styles = sheet.evaluate(
        "['h1', '.pd-card h3', '.pd-card'].map((name) => {"
        " const style = getComputedStyle(document.querySelector(name));"
        " return name === '.pd-card' ? style.breakInside : style.breakAfter; })"
    )
    assert styles == ["avoid", "avoid", "avoid"]
