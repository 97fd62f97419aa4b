"""Both languages of a page, as readers switch between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.conftest import BuildSite, ServeSite
from tests.support.browser import Chromium, wait_until
from tests.support.every_page import FILES, PAGES
from tests.support.languages import HALVES, POSITIONS, choose, position, shown_pieces, wrong_words

KINDS = ("home", "digest", "paper", "topic")
WIDTHS = (390, 1280)
TITLES = {
    "home": ("Paper Digest", "论文速递"),
    "digests": ("Digests - Paper Digest", "速递 - 论文速递"),
    "digest": ("Digest of 31 March – 4 April 2025 - Paper Digest", "2025年3月31日–4月4日速递 - 论文速递"),
    "paper-variant": ("Twice Told - Paper Digest", "讲了两次 - 论文速递"),
    "topics": ("Topics - Paper Digest", "主题 - 论文速递"),
    "topic-page-2": ("Agents – Page 2 - Paper Digest", "智能体 第 2 页 - 论文速递"),
    "topic-year": ("Agents, 2024 - Paper Digest", "智能体（2024） - 论文速递"),
    "about": ("About - Paper Digest", "关于 - 论文速递"),
    "404": ("Page not found - Paper Digest", "页面不存在 - 论文速递"),
}


@pytest.fixture
def walker(browser: Chromium) -> Iterator[Page]:
    with browser.profile(viewport={"width": 1280, "height": 800}, locale="en-US") as context:
        yield context.new_page()


# The three positions


def open_search(page: Page) -> Locator:
    """Open the search as a reader does, and give its field."""
    page.locator(".md-search__input").click()
    return page.locator(".md-search__input")


@pytest.mark.parametrize("kind", KINDS)
def test_each_position_shows_its_languages_and_no_other(every_page_url: str, page: Page, kind: str) -> None:
    page.goto(every_page_url + PAGES[kind])
    for lang in ("zh", "both", "en"):
        choose(page, lang)
        pieces = shown_pieces(page)
        assert pieces["en"] == (lang != "zh"), lang
        assert pieces["zh-CN"] == (lang != "en"), lang
        assert position(page) == lang
        assert page.locator("html").get_attribute("lang") == ("zh-CN" if lang == "zh" else "en")


@pytest.mark.parametrize("kind", TITLES)
def test_the_documents_title_follows(every_page_url: str, page: Page, kind: str) -> None:
    en, zh = TITLES[kind]
    page.goto(every_page_url + PAGES[kind])
    assert page.title() == en
    choose(page, "zh")
    assert page.title() == zh
    choose(page, "both")
    assert page.title().startswith(en.split(" - ")[0] + HALVES)
    assert zh.split(" - ")[0] in page.title()
    choose(page, "en")
    assert page.title() == en


def test_side_by_side_on_wide_screens_and_interleaved_on_narrow_ones(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"] + "?lang=both")
    row = page.locator(".pd-abstract .pd-row").first
    en, zh = row.locator("> [lang=en]"), row.locator("> [lang=zh-CN]")

    left, right = en.bounding_box(), zh.bounding_box()
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    page.set_viewport_size({"width": 390, "height": 800})
    above, below = en.bounding_box(), zh.bounding_box()
    assert above is not None
    assert below is not None
    assert above["x"] == below["x"]
    assert above["y"] + above["height"] <= below["y"]


def test_the_toggle_is_a_group_of_radio_buttons_with_names(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    group = page.get_by_role("group", name="Language", exact=True)
    expect(group.get_by_role("radio")).to_have_count(3)
    expect(group.get_by_role("radio", name="EN", exact=True)).to_be_checked()
    expect(group.get_by_role("radio", name="中文", exact=True)).not_to_be_checked()
    expect(group.get_by_role("radio", name="Both languages side by side", exact=True)).not_to_be_checked()
    choose(page, "zh")
    group = page.get_by_role("group", name="语言", exact=True)
    expect(group.get_by_role("radio", name="中文", exact=True)).to_be_checked()
    expect(group.get_by_role("radio", name="中英对照", exact=True)).not_to_be_checked()


def test_the_toggle_works_by_keyboard(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "pd-lang":
            break
    assert page.evaluate("document.activeElement.value") == "en"
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(position(page))
    assert seen == ["zh", "both", "en", "both"]
    outline = page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle")
    assert outline not in ("none", "")


@pytest.mark.parametrize("kind", PAGES)
def test_the_toggle_is_in_reach_on_every_page(every_page_url: str, walker: Page, kind: str) -> None:
    walker.goto(every_page_url + PAGES[kind])
    for width, lang in ((390, "zh"), (1280, "en")):
        walker.set_viewport_size({"width": width, "height": 800})
        box = walker.locator(".md-header .pd-toggle").bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= width - box["width"]
        assert box["y"] + box["height"] < 100
        choose(walker, lang)
        assert position(walker) == lang


# Memory, links, first visits


def test_a_choice_is_remembered(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    choose(page, "zh")
    page.reload()
    assert position(page) == "zh"
    expect(page.locator("input[value=zh]")).to_be_checked()
    page.goto(every_page_url + PAGES["paper"])
    assert position(page) == "zh"
    another = page.context.new_page()
    another.goto(every_page_url + PAGES["topics"])
    assert position(another) == "zh"


@pytest.mark.parametrize("linked", POSITIONS)
def test_a_link_wins_over_memory_and_a_choice_over_the_link(
    every_page_url: str, page: Page, linked: str
) -> None:
    remembered, chosen = (lang for lang in POSITIONS if lang != linked)
    page.goto(every_page_url)
    choose(page, remembered)
    page.goto(every_page_url + PAGES["paper"] + f"?lang={linked}")
    assert position(page) == linked
    another = page.context.new_page()
    another.goto(every_page_url)
    assert position(another) == remembered, "a link is no choice of the reader's"
    page.goto(every_page_url + PAGES["paper"] + f"?x=1&lang={linked}#main")
    choose(page, chosen)
    assert page.url == every_page_url + PAGES["paper"] + "?x=1#main"
    page.reload()
    assert position(page) == chosen
    page.goto(every_page_url)
    assert position(page) == chosen


def test_a_language_that_is_none_counts_for_nothing(every_page_url: str, page: Page) -> None:
    for query in ("?lang=fr", "?lang=", "?lang=__proto__"):
        page.goto(every_page_url + query)
        assert position(page) == "en"
    page.evaluate("localStorage.setItem('paper-digest.lang', 'klingon')")
    page.goto(every_page_url)
    assert position(page) == "en"


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["zh-CN"], "zh"),
        (["zh-TW", "en"], "zh"),
        (["ZH"], "zh"),
        (["en-US"], "en"),
        (["en-GB", "zh-CN"], "en"),
        (["fr", "zh-CN", "en"], "zh"),
        (["fr", "en", "zh"], "en"),
        (["fr", "de"], "en"),
        ([], "en"),
    ],
    ids=lambda value: "+".join(value) or "none" if isinstance(value, list) else value,
)
def test_a_first_visit_follows_the_browser(
    every_page_url: str, page: Page, languages: list[str], expected: str
) -> None:
    page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{get: () => {languages}}})")
    page.goto(every_page_url)
    assert position(page) == expected
    expect(page.locator(f"input[value={expected}]")).to_be_checked()


@pytest.mark.parametrize(("locale", "expected"), [("zh-CN", "zh"), ("en-US", "en"), ("fr-FR", "en")])
def test_a_first_visit_follows_a_real_locale(
    every_page_url: str, browser: Chromium, locale: str, expected: str
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(every_page_url)
    assert position(page) == expected
    context.close()


BLOCKED = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {get() { throw new DOMException("blocked", "SecurityError") }});
"""
FULL = """
Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError") };
"""


@pytest.mark.parametrize("script", [BLOCKED, FULL], ids=["blocked", "full"])
def test_the_toggle_works_without_storage(every_page_url: str, page: Page, script: str) -> None:
    page.add_init_script(script)
    page.goto(every_page_url + PAGES["paper"] + "?lang=zh")
    assert position(page) == "zh"
    assert shown_pieces(page) == {"en": False, "zh-CN": True}
    choose(page, "both")
    assert position(page) == "both"
    expect(page.locator("input[value=both]")).to_be_checked()


# No flash


@pytest.mark.parametrize("lang", POSITIONS)
def test_the_language_is_set_before_anything_is_drawn(every_page_url: str, page: Page, lang: str) -> None:
    page.add_init_script(
        """
        new MutationObserver((_, observer) => {
          const lang = document.documentElement?.dataset.digestLang;
          if (!lang) return;
          window.languageSet = [lang, performance.now(), !!document.body];
          observer.disconnect();
        }).observe(document, {subtree: true, childList: true, attributes: true});
        """
    )
    page.goto(every_page_url + PAGES["paper"] + f"?lang={lang}")
    wait_until(page, lambda: page.evaluate("performance.getEntriesByName('first-contentful-paint').length"))
    name, at, has_body = page.evaluate("window.languageSet")
    assert (name, has_body) == (lang, False)
    assert at < page.evaluate("performance.getEntriesByName('first-paint')[0].startTime")


def test_the_head_waits_for_the_script_that_sets_the_language(every_page_url: str, page: Page) -> None:
    for kind, path in PAGES.items():
        response = page.request.get(every_page_url + path)
        head = response.text().partition("</head>")[0]
        assert re.search(r'<script src="[^"]*assets/paper-digest/head\.[0-9a-f]{8}\.js"></script>', head), (
            kind
        )


def test_the_toggles_own_look_needs_no_later_script(every_page_url: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.route("**/paper-digest.*.js", lambda route: route.abort())
    page.goto(every_page_url + "?lang=zh")
    looks = page.locator(".pd-toggle input + span").evaluate_all(
        "all => all.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert looks[0] == looks[2] != looks[1]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_while_a_page_loads(every_page_url: str, page: Page, kind: str, width: int) -> None:
    page.add_init_script(
        """
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const shift of list.getEntries())
            shifts.push([shift.value, ...shift.sources.map((s) => s.node?.outerHTML?.slice(0, 200))]);
        }).observe({type: "layout-shift", buffered: true});
        """
    )
    page.set_viewport_size({"width": width, "height": 800})
    for lang in POSITIONS:
        page.goto(every_page_url + PAGES[kind] + f"?lang={lang}")
        wait_until(
            page, lambda: page.evaluate("performance.getEntriesByName('first-contentful-paint').length")
        )
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)))")
        # A formula's own signs may settle by a pixel, which nobody sees; 0.1 is where it begins to disturb.
        assert sum(shift[0] for shift in page.evaluate("shifts")) < 0.001, lang


# No JavaScript


def test_without_a_script_both_languages_show(every_page_url: str, unscripted: Page) -> None:
    unscripted.goto(every_page_url + PAGES["paper"])
    expect(unscripted.locator("header .md-header__title [lang=zh-CN]")).to_be_visible()
    assert unscripted.locator("header .md-logo").evaluate("a => a.href") == every_page_url
    abstract = unscripted.locator(".pd-abstract")
    expect(abstract.get_by_text("The training code follows:")).to_be_visible()
    expect(abstract.get_by_text("训练代码如下：")).to_be_visible()
    expect(unscripted.locator("h1 [lang=en]")).to_be_visible()
    expect(unscripted.locator("h1 [lang=zh-CN]")).to_be_visible()
    expect(unscripted.locator(".pd-toggle")).to_be_hidden()
    expect(unscripted.locator(".pd-cite a")).to_be_visible()
    unscripted.goto(every_page_url + PAGES["paper-zh"])
    expect(unscripted.locator(".pd-only")).to_be_visible()


# Instant navigation


def test_the_header_follows_instant_navigation(every_page_url: str, instant: Page) -> None:
    page = instant
    topic = page.locator("[data-md-component=header-topic]")
    skip = page.locator(".md-skip")
    page.goto(every_page_url + PAGES["paper"] + "?lang=en", wait_until="networkidle")
    page.evaluate("window.sameDocument = true")
    for name in ("digest", "digests"):
        page.locator(".pd-path a").first.click()
        page.wait_for_url(f"**/{PAGES[name]}")
        expect(page).to_have_title(TITLES[name][0])
        expect(topic).to_have_text(page.locator("article h1").inner_text(), use_inner_text=True)
        expect(skip).to_have_attribute("href", re.compile("#main$"))
        for component in ("footer", "dialog", "header"):
            expect(page.locator(f".md-{component}")).to_have_count(1)
    page.locator(".md-header .md-logo").click()
    page.wait_for_url(every_page_url)
    assert page.evaluate("window.sameDocument"), "a full page load"


def test_the_language_survives_instant_navigation(every_page_url: str, instant: Page) -> None:
    page = instant
    page.goto(every_page_url + PAGES["paper"] + "?lang=zh", wait_until="networkidle")
    page.evaluate("window.sameDocument = true")

    def arrived(path: str, title: str) -> None:
        page.wait_for_url(f"**/{path}")
        expect(page).to_have_title(title)
        assert page.evaluate("window.sameDocument"), "a full page load"

    page.locator(".pd-path a").click()
    arrived(PAGES["digest"], TITLES["digest"][1])
    assert position(page) == "zh"
    assert shown_pieces(page) == {"en": False, "zh-CN": True}
    assert wrong_words(page, "zh") == []
    choose(page, "en")
    expect(page).to_have_title(TITLES["digest"][0])
    page.locator(".md-tabs a", has_text="Topics").click()
    arrived(PAGES["topics"], TITLES["topics"][0])
    assert wrong_words(page, "en") == []
    page.go_back()
    arrived(PAGES["digest"], TITLES["digest"][0])
    assert position(page) == "en"
    expect(page.locator("input[value=en]")).to_be_checked()
    choose(page, "zh")
    page.go_forward()
    arrived(PAGES["topics"], TITLES["topics"][1])
    assert position(page) == "zh"
    assert wrong_words(page, "zh") == []
    choose(page, "both")
    choose(page, "en")
    expect(page).to_have_title(TITLES["topics"][0])


def test_back_and_forward_over_full_page_loads(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    choose(page, "zh")
    page.goto(every_page_url + PAGES["digest"])
    choose(page, "en")
    page.go_back()
    expect(page.locator("input[value=en]")).to_be_checked()
    assert position(page) == "en"
    page.go_forward()
    assert position(page) == "en"


# Material's own words


def test_the_search_speaks_the_language(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url, wait_until="networkidle")
    field = page.locator(".md-search__input")
    expect(field).to_have_attribute("placeholder", "Search")
    expect(field).to_have_attribute("aria-label", "Search")
    choose(page, "zh")
    expect(field).to_have_attribute("placeholder", "搜索")
    meta = page.locator(".md-search-result__meta")
    open_search(page)
    page.keyboard.type("Twice")
    expect(meta).to_have_text(re.compile(r"^\s*\d+ 条结果\s*$"), use_inner_text=True)
    assert wrong_words(page, "zh") == []
    field.clear()
    page.keyboard.type("xyzzyplugh")
    expect(meta).to_contain_text("没有找到")
    assert meta.inner_text().strip() == "没有找到"
    page.keyboard.press("Escape")
    choose(page, "en")
    open_search(page)
    assert meta.inner_text().strip() == "Nothing found"
    field.clear()
    page.keyboard.type("Twice")
    expect(meta).to_have_text(re.compile(r"^\s*\d+ results?\s*$"), use_inner_text=True)


def test_palette_footer_and_the_way_up_speak_the_language(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["digest-between"])
    switch = page.locator("[data-md-component=palette] label:not([hidden])")
    for lang, words in (("en", "Switch to light mode"), ("zh", "切换到浅色模式")):
        choose(page, lang)
        expect(switch).to_have_attribute("title", words)
    expect(page.locator(".md-copyright")).to_contain_text("构建工具：")
    page.mouse.wheel(0, 6000)
    wait_until(page, lambda: page.evaluate("scrollY > 1000"))
    page.mouse.wheel(0, -500)
    up = page.locator(".md-top")
    expect(up).to_be_visible()
    assert up.inner_text().strip() == "回到页面顶部"
    switch.click()
    expect(switch).to_have_attribute("title", "切换到深色模式")


def test_the_copy_dialog_and_the_footer_speak_the_language(
    build_site: BuildSite, serve_site: ServeSite, context: BrowserContext
) -> None:
    code = "```python\nprint(1)\n```\n"
    site = build_site(
        {**FILES, "site_src/about.md": f"# About\n\n{code}"},
        {"theme": {"features": ["navigation.instant", "content.code.copy", "navigation.footer"]}},
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(serve_site(site) + "about/?lang=zh")
    button = page.locator(".md-clipboard, .md-code__button[data-md-type=copy]").first
    expect(button).to_have_attribute("title", "复制")
    button.click()
    dialog = page.locator(".md-dialog")
    expect(dialog).to_have_text("已复制", use_inner_text=True)
    choose(page, "en")
    expect(button).to_have_attribute("title", "Copy to clipboard")
    expect(page.locator(".md-footer__direction").first).to_have_text("Previous", use_inner_text=True)


# One language only


@pytest.mark.parametrize(
    ("kind", "title", "text", "lacks", "mark"),
    [
        ("paper-zh", "只有中文的论文", "这篇论文没有英文标题", "en", "Chinese only"),
        ("paper-en", "Only English Here", "This paper has neither", "zh", "仅英文"),
    ],
)
def test_a_paper_in_one_language_is_shown_and_marked(
    every_page_url: str, page: Page, kind: str, title: str, text: str, lacks: str, mark: str
) -> None:
    page.goto(every_page_url + PAGES[kind])
    for lang in POSITIONS:
        choose(page, lang)
        expect(page.locator("h1")).to_have_text(title)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".pd-abstract").get_by_text(text)).to_be_visible()
        marks = page.locator(".pd-abstract .pd-only")
        if lang in (lacks, "both"):
            expect(marks).to_be_visible()
            expect(marks.get_by_text(mark)).to_be_visible()
        else:
            expect(marks).to_be_hidden()
    page.goto(every_page_url + PAGES["digest"])
    card = page.locator(".pd-card", has=page.get_by_role("heading", name=title))
    for lang in POSITIONS:
        choose(page, lang)
        expect(card.get_by_text(text)).to_be_visible()
        expect(card.locator(".pd-only")).to_be_visible(visible=lang in (lacks, "both"))


def test_a_translation_is_marked_where_it_shows(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    note = page.locator(".pd-abstract .pd-note")
    assert note.inner_text() == "English translated from the Chinese abstract"
    choose(page, "zh")
    expect(note).to_be_hidden()
    choose(page, "both")
    expect(note).to_be_visible()


# The walk


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", PAGES)
def test_no_word_of_the_interface_is_in_the_other_language(
    every_page_url: str, walker: Page, kind: str, lang: str
) -> None:
    walker.goto(every_page_url + PAGES[kind] + f"?lang={lang}")
    wait_until(walker, lambda: walker.evaluate("document.querySelector('input[name=pd-lang]:checked')"))
    assert wrong_words(walker, lang) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nor_in_the_navigation_of_a_narrow_screen(every_page_url: str, page: Page, lang: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for kind in ("home", "paper", "about"):
        page.goto(every_page_url + PAGES[kind] + f"?lang={lang}")
        page.locator(".md-header label[for=__drawer]").click()
        expect(page.locator(".md-sidebar--primary .md-nav__link").first).to_be_visible()
        assert wrong_words(page, lang) == []


def test_the_404_page_finds_its_way(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + "a/b/c/?lang=zh", wait_until="networkidle")
    expect(page.locator("h1")).to_have_text("页面不存在", use_inner_text=True)
    field = page.locator(".md-search__input")
    field.click()
    page.keyboard.type("Twice")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("article input[name=q]").fill("Twice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=Twice")
    expect(page.locator(".pd-result").first).to_be_visible()
    page.goto(every_page_url + "a/b/c/?lang=zh")
    page.get_by_role("link", name="全部速递").click()
    page.wait_for_url(f"**/{PAGES['digests']}")
