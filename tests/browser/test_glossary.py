"""The glossary in a browser: filter as you type, by English or Chinese, both orders, no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import BuildSite, ServeSite

DIGEST = """## First of its kind
[首创之作](https://arxiv.org/abs/2504.00001)

我们研究思维链 (Chain-of-Thought, CoT) 与混合专家 (Mixture-of-Experts, MoE)。
"""
GLOSSARY = """terms:
  - {english: Chain-of-Thought, abbreviation: CoT, chinese: [思维链]}
  - {english: Mixture-of-Experts, abbreviation: MoE, chinese: [混合专家, 专家混合]}
  - {english: Attention, chinese: [注意力]}
"""
FILES = {"site_src/digests/2025/0331-0404.md": DIGEST, "site_src/glossary.yml": GLOSSARY}


@pytest.fixture(scope="module")
def glossary(build_site: BuildSite, serve_site: ServeSite) -> str:
    """The address of a small site's glossary."""
    built = build_site(FILES)
    assert not (built.directory / "glossary.yml").exists()
    return f"{serve_site(built)}glossary/"


def shown(page: Page) -> list[str]:
    return [term.inner_text() for term in page.locator(".pd-terms dfn:visible").all()]


def test_terms_stand_by_their_english(page: Page, glossary: str) -> None:
    page.goto(f"{glossary}?lang=zh")
    assert shown(page) == ["Attention", "Chain-of-Thought", "Mixture-of-Experts"]
    expect(page.locator("#mixture-of-experts .pd-renderings span")).to_have_text(["混合专家", "专家混合"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [("moe", ["Mixture-of-Experts"]), ("思维", ["Chain-of-Thought"]), ("zhuyi", ["Attention"]), ("zzz", [])],
)
def test_the_filter_reads_both_languages_and_pinyin(
    page: Page, glossary: str, typed: str, found: list[str]
) -> None:
    page.goto(glossary)
    page.get_by_role("searchbox").press_sequentially(typed)
    expect(page.locator("#pd-glossary [role=status]")).to_contain_text(f"{len(found)} / 3")
    assert shown(page) == found


def test_the_order_by_pinyin_and_back(page: Page, glossary: str) -> None:
    page.goto(glossary)
    page.get_by_text("拼音").click()
    # hun he zhuan jia, si wei lian, zhu yi li
    assert shown(page) == ["Mixture-of-Experts", "Chain-of-Thought", "Attention"]
    page.get_by_text("A–Z").click()
    assert shown(page) == ["Attention", "Chain-of-Thought", "Mixture-of-Experts"]


def test_a_term_leads_to_the_papers_that_gloss_it(page: Page, glossary: str) -> None:
    page.goto(glossary)
    page.locator("#chain-of-thought summary").click()
    page.locator("#chain-of-thought a").click()
    expect(page).to_have_url(glossary.replace("glossary/", "papers/2504.00001/"))


def test_without_a_script_it_is_a_list(unscripted: Page, glossary: str) -> None:
    unscripted.goto(glossary)
    assert len(shown(unscripted)) == 3
    expect(unscripted.locator("#pd-glossary")).to_be_hidden()
