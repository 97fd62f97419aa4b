"""The search as readers use it: the box in the header, and the page of all results."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.conftest import BuildSite, ServeSite
from tests.support.browser import wait_until
from tests.support.every_page import CONFIG, FILES, MANY, PAGES
from tests.support.languages import choose

STUDIES = MANY + 4
"""Papers whose titles begin with "Study"."""

FIELD = ".md-search__input"
LINKS = ".md-search-result__link"


@pytest.fixture(params=["directories", "files"])
def site_url(
    request: pytest.FixtureRequest, every_page_url: str, build_site: BuildSite, serve_site: ServeSite
) -> str:
    """The URL of the site's root, with and without `use_directory_urls`."""
    if request.param == "directories":
        return every_page_url
    return serve_site(build_site(FILES, {**CONFIG, "use_directory_urls": False}))


def meta(page: Page) -> Locator:
    return page.locator(".md-search-result__meta")


def search(page: Page, query: str) -> None:
    page.locator(FIELD).click()
    page.keyboard.insert_text(query)


def papers(links: Locator) -> list[str]:
    """The ids of the papers that some links lead to, in order."""
    hrefs: list[str] = links.evaluate_all("all => all.map((link) => link.href)")
    return [match[1] for href in hrefs if (match := re.search(r"/papers/([^/]+?)(?:\.html|/)", href))]


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


# The box


def test_nothing_is_fetched_before_the_first_query(every_page_url: str, page: Page, asked: list[str]) -> None:
    page.goto(every_page_url, wait_until="networkidle")
    page.locator(FIELD).click()
    expect(meta(page)).to_contain_text("Type to start searching")
    assert not [url for url in asked if "search" in url]
    page.keyboard.type("T")
    expect(page.locator(LINKS).first).to_be_visible()
    assert [url for url in asked if url.endswith("search-index/worker.js")]


def test_typing_finds_and_says_how_many(site_url: str, page: Page) -> None:
    page.goto(site_url)
    page.locator(FIELD).click()
    page.keyboard.type("twice told")
    expect(meta(page)).to_have_text("1 result", use_inner_text=True)
    expect(meta(page)).to_have_attribute("role", "status")
    assert papers(page.locator(LINKS)) == ["2503.00001"]
    expect(page.locator(f"{LINKS} mark").first).to_have_text("Twice")
    page.locator(FIELD).fill("智能体")
    expect(page.locator(LINKS)).to_have_count(11)
    assert len(papers(page.locator(LINKS))) == 10
    page.locator(FIELD).fill("")
    expect(meta(page)).to_contain_text("Type to start searching")
    expect(page.locator(LINKS)).to_have_count(0)


def test_what_is_pasted_is_searched(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    page.locator(FIELD).click()
    # As a paste does, without any key.
    page.evaluate("document.execCommand('insertText', false, 'https://arxiv.org/abs/2504.00003v2')")
    expect(page.locator(LINKS).first).to_contain_text("Only English Here")


def test_an_input_method_is_waited_for(every_page_url: str, page: Page, asked: list[str]) -> None:
    page.goto(every_page_url, wait_until="networkidle")
    page.locator(FIELD).click()
    session = page.context.new_cdp_session(page)
    for typed in ("z", "zhi", "zhi'neng'ti"):
        session.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
        page.locator(FIELD).dispatch_event("keyup", {"isComposing": True, "key": "Process"})
    # Material looks at the field when the window loses the focus, too.
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    page.locator(FIELD).dispatch_event("blur")
    page.wait_for_timeout(300)
    assert page.locator(FIELD).input_value() == "zhi'neng'ti"
    assert not [url for url in asked if "search-index" in url]
    session.send("Input.insertText", {"text": "智能体"})
    expect(page.locator(f"{LINKS} mark").first).to_have_text("智能体")
    assert page.locator(FIELD).input_value() == "智能体"


def test_enter_that_ends_a_composition_opens_nothing(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    search(page, "Twice")
    expect(page.locator(LINKS).first).to_be_visible()
    prevented = page.locator(FIELD).evaluate(
        """(field) => {
          const kind = {key: "Enter", isComposing: true, bubbles: true, cancelable: true};
          const event = new KeyboardEvent("keydown", kind);
          field.dispatchEvent(event);
          return event.defaultPrevented;
        }"""
    )
    assert not prevented
    page.wait_for_timeout(200)
    assert page.url == every_page_url


@pytest.mark.parametrize("key", ["/", "s", "f"])
def test_keys_open_and_escape_closes(every_page_url: str, page: Page, key: str) -> None:
    page.goto(every_page_url + PAGES["paper"])
    page.keyboard.press(key)
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(FIELD)).not_to_be_focused()


def test_arrows_and_enter_choose_a_result(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    search(page, "Study agents")
    expect(page.locator(LINKS)).to_have_count(11)
    page.keyboard.press("ArrowDown")
    expect(page.locator(LINKS).nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    second = page.locator(LINKS).nth(1)
    expect(second).to_be_focused()
    wanted = urlsplit(second.get_attribute("href") or "").path
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}*")


def test_enter_goes_to_the_first_result(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    search(page, "Study agents")
    expect(page.locator(LINKS)).to_have_count(11)
    first = papers(page.locator(LINKS))[0]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/papers/{first}/*")


def test_enter_waits_for_the_results_of_what_was_typed(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    search(page, "Only English Here")
    expect(page.locator(LINKS).first).to_be_visible()
    held: list[Route] = []
    page.context.route("**/search-index/s/*", lambda route: held.append(route))
    page.locator(FIELD).fill("Vaswani")
    page.keyboard.press("Enter")
    wait_until(page, lambda: bool(held))
    assert page.url == every_page_url
    for route in held:
        route.continue_()
    page.context.unroute("**/search-index/s/*")
    page.wait_for_url(f"**/{PAGES['paper']}*")


def test_an_answer_that_comes_late_is_dropped(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    held: list[Route] = []
    page.context.route("**/search-index/s/*", lambda route: held.append(route))
    search(page, "Twice")
    wait_until(page, lambda: bool(held))
    page.locator(FIELD).fill("")
    for route in held:
        route.continue_()
    page.wait_for_timeout(400)
    assert held
    expect(page.locator(LINKS)).to_have_count(0)
    expect(meta(page)).to_contain_text("Type to start searching")


def test_a_link_with_a_query_opens_the_box(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["about"] + "?q=Twice")
    expect(page.locator(LINKS).first).to_contain_text("Twice Told")
    share = page.locator("[data-md-component=search-share]")
    expect(share).to_have_attribute("href", re.compile(r"\?q=Twice$"))


def test_what_was_searched_for_is_marked_on_the_page(site_url: str, page: Page) -> None:
    page.goto(site_url)
    for query, marked in (("twice", "Twice"), ("title:told", "Told"), ("那样讲", "那样讲")):
        search(page, query)
        page.locator(LINKS).first.click()
        page.wait_for_url("**/papers/2503.00001**")
        expect(page.locator("article mark[data-md-highlight]").first).to_have_text(marked)
        page.goto(site_url)


def test_after_instant_navigation_it_is_the_same_box(
    every_page_url: str, instant: Page, asked: list[str]
) -> None:
    page = instant
    page.goto(every_page_url)
    search(page, "Twice")
    expect(page.locator(LINKS).first).to_be_visible()
    page.keyboard.press("Escape")
    loads = len([url for url in asked if url.endswith("search-index/worker.js")])
    page.get_by_role("link", name="Digests", exact=True).first.click()
    page.wait_for_url(f"**/{PAGES['digests']}")
    search(page, " Told")
    expect(page.locator(LINKS).first).to_have_attribute(
        "href", re.compile(rf"^{every_page_url}papers/2503\.00001/")
    )
    assert len([url for url in asked if url.endswith("search-index/worker.js")]) == loads


@pytest.mark.parametrize("kind", ["about", "404", "paper", "home"])
def test_every_page_has_the_same_search(every_page_url: str, page: Page, kind: str) -> None:
    page.goto(every_page_url + PAGES[kind])
    search(page, "Twice Told")
    expect(page.locator(LINKS).first).to_have_attribute(
        "href", re.compile(rf"^{every_page_url}papers/2503\.00001/")
    )


def test_titles_follow_the_toggle_without_another_query(
    every_page_url: str, page: Page, asked: list[str]
) -> None:
    page.goto(every_page_url)
    search(page, "Twice Told")
    titles = page.locator(LINKS).first.locator(".search-title")
    expect(titles).to_have_count(2)
    before = len(asked)

    def first_and_size() -> tuple[str, bool]:
        boxes = titles.evaluate_all(
            """all => all.map((one) =>
              [one.getBoundingClientRect().top, one.lang, parseFloat(getComputedStyle(one).fontSize)])"""
        )
        (_, lang, size), (_, _, other) = sorted(boxes)
        return lang, size > other

    for position, lang in (("en", "en"), ("zh", "zh-CN"), ("both", "en")):
        page.evaluate(
            "(value) => { document.querySelector(`[name=pd-lang][value=${value}]`).click(); }", position
        )
        assert first_and_size() == (lang, True), position
    assert len(asked) == before


def test_editors_pages_are_found(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    for query, name in (("nobody", "About"), ("没有谁", "关于"), ("编者的话", "Every Page")):
        page.locator(FIELD).fill(query)
        expect(page.locator(LINKS).first).to_contain_text(name)


def test_the_last_line_leads_to_all_results(site_url: str, page: Page) -> None:
    page.goto(site_url)
    search(page, "Study agents")
    last = page.locator(LINKS).last
    expect(last).to_have_text(f"All {STUDIES} results", use_inner_text=True)
    last.click()
    page.wait_for_url(re.compile(r"/search/(index\.html)?\?q=Study\+?(%20)?agents$"))
    expect(page.locator(".pd-search-status")).to_have_text(f"{STUDIES} results", use_inner_text=True)
    expect(page.locator("#__search")).not_to_be_checked()


def test_corrections_are_said_in_both_languages(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    search(page, "langauge agents")
    expect(meta(page)).to_contain_text("searched for “language”")
    page.evaluate("document.querySelector('[name=pd-lang][value=zh]').click()")
    expect(meta(page).locator(".pd-said-corrected [lang=zh-CN]")).to_contain_text("已改为搜索“language”")


def test_an_index_that_cannot_be_read_is_said_and_asked_for_again(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    page.context.route("**/search-index/s/*", lambda route: route.abort())
    search(page, "Twice")
    retry = meta(page).get_by_role("button", name="Try again")
    expect(retry).to_be_visible()
    expect(meta(page)).to_contain_text("could not be loaded")
    page.context.unroute("**/search-index/s/*")
    retry.click()
    expect(page.locator(LINKS).first).to_be_visible()


def test_so_is_a_worker_that_cannot_be_loaded(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    page.context.route("**/worker.js", lambda route: route.abort())
    search(page, "Twice")
    expect(meta(page)).to_contain_text("could not be loaded")
    page.context.unroute("**/worker.js")
    meta(page).get_by_role("button", name="Try again").click()
    expect(page.locator(LINKS).first).to_be_visible()


# The page of all results


def results(page: Page) -> Locator:
    return page.locator(".pd-result")


def said(page: Page) -> Locator:
    return page.locator(".pd-search-status")


def option(page: Page, group: str, name: str) -> Locator:
    return page.locator(f"[data-group={group}] .pd-option").filter(has_text=name)


def counts(page: Page, group: str) -> dict[str, str]:
    rows: list[list[Any]] = page.locator(f"[data-group={group}] .pd-option").evaluate_all(
        "all => all.map((one) => [one.dataset.value, one.querySelector('small').textContent])"
    )
    return dict(rows)


@pytest.fixture
def found_url(every_page_url: str) -> str:
    return every_page_url + PAGES["search"] + "?q=agents"


def test_all_results_in_steps(found_url: str, page: Page) -> None:
    page.goto(found_url)
    expect(results(page)).to_have_count(10)
    expect(said(page)).to_have_text(f"{STUDIES} results", use_inner_text=True)
    for _ in range(3):
        page.get_by_role("button", name="More results").click()
    expect(results(page)).to_have_count(STUDIES)
    expect(page.get_by_role("button", name="More results")).to_be_hidden()
    ids = papers(page.locator(".pd-result h3 a"))
    assert len(set(ids)) == STUDIES
    page.reload()
    expect(results(page)).to_have_count(STUDIES)
    assert papers(page.locator(".pd-result h3 a")) == ids


def test_filters_combine_and_stand_in_the_address(found_url: str, page: Page) -> None:
    page.goto(found_url)
    expect(results(page).first).to_be_visible()
    assert counts(page, "year") == {"2025": str(MANY), "2024": "4"}
    option(page, "year", "2024").click()
    expect(said(page)).to_have_text("4 results", use_inner_text=True)
    assert parameters(page) == {"q": ["agents"], "year": ["2024"]}
    assert counts(page, "year") == {"2025": str(MANY), "2024": "4"}
    assert counts(page, "topic") == {"agents": "4"}
    option(page, "year", "2025").click()
    expect(said(page)).to_have_text(f"{STUDIES} results", use_inner_text=True)
    option(page, "digest", "18–22 March 2024").click()
    expect(said(page)).to_have_text("4 results", use_inner_text=True)
    assert parameters(page)["digest"] == ["2024/0318-0322"]
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(said(page)).to_have_text("4 results", use_inner_text=True)
    expect(option(page, "digest", "18–22 March 2024").locator("input")).to_be_checked()
    page.locator(".pd-chosen").first.click()
    page.get_by_role("button", name="Clear filters").click()
    expect(said(page)).to_have_text(f"{STUDIES} results", use_inner_text=True)
    assert parameters(page) == {"q": ["agents"]}


def test_languages_and_code_filter(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["search"] + "?q=the&lang=en")
    expect(results(page).first).to_be_visible()
    assert {"en", "zh"} <= set(counts(page, "language"))
    option(page, "code", "Has code").click()
    expect(results(page)).to_have_count(1)
    assert papers(page.locator(".pd-result h3 a")) == ["1706.03762"]
    page.goto(every_page_url + PAGES["search"] + "?q=the&text=en&lang=en")
    expect(results(page).first).to_be_visible()
    assert "2504.00002" not in papers(page.locator(".pd-result h3 a"))


def test_the_order_is_chosen(found_url: str, page: Page) -> None:
    page.goto(found_url + "&show=60")
    expect(results(page)).to_have_count(STUDIES)
    page.get_by_label("Newest first").click()
    page.wait_for_url("**sort=date**")
    expect(page.locator(".pd-results[aria-busy]")).to_have_count(0)
    expect(page.get_by_label("Newest first")).to_be_checked()
    page.goto(page.url + "&show=60")
    expect(results(page)).to_have_count(STUDIES)
    days = page.locator(".pd-result time").all_inner_texts()
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == 2


def test_back_and_forward_go_from_search_to_search(found_url: str, page: Page) -> None:
    page.goto(found_url)
    expect(results(page).first).to_be_visible()
    page.locator("#pd-search").evaluate("(element) => { element.dataset.kept = ''; }")
    option(page, "year", "2024").click()
    expect(said(page)).to_have_text("4 results", use_inner_text=True)
    field = page.locator(".pd-search-input")
    field.click()
    field.press("Control+a")
    page.keyboard.type("Twice", delay=150)
    expect(said(page)).to_contain_text("Nothing passes these filters")
    page.go_back()
    expect(said(page)).to_have_text("4 results", use_inner_text=True)
    expect(field).to_have_value("agents")
    page.go_back()
    expect(said(page)).to_have_text(f"{STUDIES} results", use_inner_text=True)
    page.go_forward()
    expect(said(page)).to_have_text("4 results", use_inner_text=True)
    expect(option(page, "year", "2024").locator("input")).to_be_checked()
    expect(page.locator("#pd-search[data-kept]")).to_have_count(1)


@pytest.mark.parametrize("way", ["instant", "page"])
def test_back_from_a_paper_returns_to_the_place(
    found_url: str, request: pytest.FixtureRequest, way: str
) -> None:
    page: Page = request.getfixturevalue(way)
    page.goto(found_url)
    expect(results(page)).to_have_count(10)
    page.get_by_role("button", name="More results").click()
    expect(results(page)).to_have_count(30)
    results(page).nth(20).scroll_into_view_if_needed()
    # The theme remembers the place a while after the scrolling.
    wait_until(page, lambda: page.evaluate("history.state && Math.abs(history.state.y - scrollY) < 1"))
    before = page.evaluate("scrollY")
    assert before > 500
    results(page).nth(20).locator("h3 a").click()
    page.wait_for_url("**/papers/**")
    expect(page.locator(".pd-abstract")).to_be_visible()
    page.go_back()
    expect(results(page)).to_have_count(30)
    wait_until(page, lambda: page.evaluate(f"Math.abs(scrollY - {before}) < 50"))


def test_nothing_found_helps(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["search"] + "?q=zzzyyyxxx")
    expect(said(page)).to_have_text("Nothing found", use_inner_text=True)
    expect(page.locator(".pd-search-help")).to_contain_text("Check the spelling")
    expect(page.get_by_role("link", name="Agents").first).to_be_visible()
    page.goto(every_page_url + PAGES["search"] + '?q="Twice" "zzzyyyxxx"')
    page.get_by_role("button", name=re.compile("twice", re.IGNORECASE)).click()
    expect(results(page).first).to_contain_text("Twice Told")
    assert page.locator(".pd-search-input").input_value().strip('"').lower() == "twice"


def test_the_page_speaks_and_follows_the_toggle(found_url: str, page: Page) -> None:
    page.goto(found_url.replace("agents", "langauge") + "&lang=zh")
    expect(said(page)).to_contain_text("条结果", use_inner_text=True)
    expect(said(page)).to_contain_text("已改为搜索“language”", use_inner_text=True)
    first = results(page).first.locator(".search-title")
    assert first.evaluate_all("all => all.map((one) => getComputedStyle(one).order)") == ["0", "-1"]
    choose(page, "en")
    expect(said(page)).to_contain_text("searched for “language”", use_inner_text=True)
    expect(page.locator(".pd-search-input")).to_have_attribute("placeholder", re.compile("^Words"))


def test_both_titles_and_the_text_that_matched(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["search"] + "?q=那样讲&lang=en")
    row = results(page).first
    expect(row).to_contain_text("Twice Told")
    expect(row.locator(".search-title[lang=zh-CN]")).to_be_visible()
    expect(row.locator(".pd-excerpt mark")).to_have_text("那样讲")
    expect(row.locator(".pd-excerpt")).to_have_attribute("lang", "zh-CN")
    expect(row.locator("time")).to_have_text("2025-03-24")


def test_a_query_that_holds_markup_is_text(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["search"] + "?q=<img src=x onerror=alert(1)>&topic=<b>x")
    expect(page.locator(".pd-chosen")).to_contain_text("<b>x")
    expect(page.locator("#pd-search :is(img, b)")).to_have_count(0)


def test_an_unreadable_index_is_said_on_the_page(found_url: str, page: Page) -> None:
    page.context.route("**/search-index/s/*", lambda route: route.abort())
    page.goto(found_url)
    expect(said(page)).to_contain_text("could not be loaded")
    page.context.unroute("**/search-index/s/*")
    page.get_by_role("button", name="Try again").click()
    expect(results(page).first).to_be_visible()


def test_its_script_comes_by_instant_navigation_too(
    every_page_url: str, instant: Page, asked: list[str]
) -> None:
    page = instant
    page.goto(every_page_url, wait_until="networkidle")
    assert not [url for url in asked if "search-page" in url]
    search(page, "Study agents")
    expect(page.locator(LINKS)).to_have_count(11)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(results(page)).to_have_count(10)
    page.get_by_role("link", name="Topics", exact=True).first.click()
    page.wait_for_url(f"**/{PAGES['topics']}")
    page.go_back()
    expect(results(page)).to_have_count(10)
    assert len([url for url in asked if "search-page" in url]) == 1


def test_typing_on_the_page_searches(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["search"])
    expect(page.locator(".pd-search-how")).to_be_visible()
    page.locator(".pd-search-input").fill("Vaswani")
    expect(results(page)).to_have_count(1)
    page.wait_for_url("**/search/?q=Vaswani")
    page.locator(".pd-search-input").fill("")
    expect(page.locator(".pd-search-how")).to_be_visible()
    expect(results(page)).to_have_count(0)


def test_one_hand_on_a_phone(found_url: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(found_url)
    summary = page.locator(".pd-filters > summary")
    expect(summary).to_be_visible()
    box = summary.bounding_box()
    assert box
    assert box["y"] + box["height"] > 840
    assert box["height"] >= 44
    expect(option(page, "year", "2024")).to_be_hidden()
    summary.click()
    row = option(page, "year", "2024")
    row.click()
    size = row.bounding_box()
    assert size
    assert size["height"] >= 44
    page.get_by_role("button", name="Show results").click()
    expect(row).to_be_hidden()
    expect(said(page)).to_have_text("4 results", use_inner_text=True)
    expect(page.locator(".pd-filters-count")).to_have_text("1")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_nothing_jumps_while_results_come(found_url: str, page: Page) -> None:
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((one) => one.value)))
          .observe({type: "layout-shift", buffered: true});"""
    )
    page.goto(found_url)
    expect(results(page)).to_have_count(10)
    page.wait_for_timeout(200)
    assert sum(page.evaluate("window.shifts")) < 0.05


def test_without_a_script_there_are_links(every_page_url: str, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(every_page_url + PAGES["search"] + "?q=agents")
    expect(page.get_by_text("Searching needs JavaScript")).to_be_visible()
    expect(page.locator(".pd-search-form")).to_be_hidden()
    page.get_by_role("link", name=re.compile("All digests")).click()
    assert page.url == every_page_url + PAGES["digests"]
    context.close()
