"""The reading list: kept in the browser, whatever the browser's storage does, and taken along in files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect
from pybtex.database import parse_string

from paper_digest.ids import slug
from paper_digest.model import Digest
from paper_digest.parse import parse_digest
from paper_digest.render.text import plain_title
from tests.conftest import BuildSite, ServeSite
from tests.support.browser import Chromium
from tests.support.every_page import CONFIG, FILES, PAGES
from tests.support.languages import choose
from tests.support.sources import source_of

LIST = PAGES["reading-list"]
KEY = "/repo/.paper-digest.reading"
STORED = f"JSON.parse(localStorage.getItem({json.dumps(KEY)}))"
FULL = """
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    if (this === localStorage) throw new DOMException("no room", "QuotaExceededError");
    put.call(this, key, value);
  };
  null;
"""
REFUSING = "Storage.prototype.setItem = () => { throw new DOMException('no', 'SecurityError'); };"
NASTY = "<img src=x onerror=alert(1)> [a] _b_ *c* `d` \\\\ $5 & 50% #1 {e}"


@pytest.fixture(params=["instant", "plain"])
def site(request: pytest.FixtureRequest, build_site: BuildSite, serve_site: ServeSite, page: Page) -> str:
    """The site's root, with instant navigation and with ordinary links."""
    if request.param == "instant":
        request.getfixturevalue("instant")
        url: str = request.getfixturevalue("every_page_url")
        return url
    built = build_site(FILES, {**CONFIG, "theme": {"features": ["navigation.tabs"]}})
    return serve_site(built)


@pytest.fixture
def second(browser: Chromium) -> Iterator[BrowserContext]:
    with browser.profile(viewport={"width": 1280, "height": 800}, locale="en-US") as context:
        yield context


def star(page: Page, at: int = 0) -> Locator:
    return page.locator(".pd-mark-star").nth(at)


def titles(page: Page) -> list[str]:
    found: list[str] = page.locator(".pd-reading-found .pd-card h3").all_inner_texts()
    return [title.split(":")[0].split("\n")[0] for title in found]


def opened(page: Page, url: str) -> Page:
    """The page of the list, shown."""
    page.goto(url + LIST)
    expect(page.locator(".pd-reading-status")).not_to_be_empty()
    return page


def stored(page: Page) -> dict[str, dict[str, Any]]:
    papers: list[dict[str, Any]] = page.evaluate(STORED)["papers"]
    return {paper["id"]: paper for paper in papers}


def exported(page: Page, kind: str) -> str:
    """The file that a button of the list's page gives."""
    page.locator(".pd-reading-files").evaluate("(fold) => { fold.open = true; }")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=kind, exact=True).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def imported(page: Page, text: str | bytes, name: str = "list.json") -> str:
    """What the page says of a file that it was given."""
    page.locator(".pd-reading-said").evaluate("(said) => said.replaceChildren()")
    data = text.encode() if isinstance(text, str) else text
    page.locator(".pd-import input").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    expect(page.locator(".pd-reading-said")).not_to_be_empty()
    return page.locator(".pd-reading-said").inner_text()


def listed(*papers: dict[str, Any], schema: int = 1) -> str:
    return json.dumps({"format": "paper-digest-reading-list", "schema": schema, "papers": papers})


def parsed(text: str) -> Digest:
    """An exported list, read as the digest that it is."""
    digest, diagnostics = parse_digest(source_of(text, "list.md"))
    assert [found for found in diagnostics if found.severity.name == "ERROR"] == []
    return digest


# Star, read, note


def test_a_paper_is_starred_read_and_noted_from_lists_and_from_its_page(site: str, page: Page) -> None:
    page.goto(site, wait_until="networkidle")
    star(page, 0).click()
    star(page, 2).click()
    page.locator(".pd-mark-read").nth(2).click()
    expect(star(page, 0)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Attention Is All You Need").first.click()
    expect(page.locator(".pd-mine .pd-mark-star")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".pd-mine .pd-mark-read")).to_have_attribute("aria-pressed", "false")
    page.locator(".pd-mark-note").click()
    page.keyboard.type("Section 3 again")
    page.locator(".pd-mark-note").click()
    expect(page.locator(".pd-said-note")).to_have_text("Section 3 again")
    page.locator(".md-tabs").get_by_role("link", name="Reading list").click()
    expect(page.locator(".pd-reading-found h2")).to_have_text(["Unread", "Read"], use_inner_text=True)
    assert titles(page) == ["Attention Is All You Need", "Only English Here"]
    expect(page.locator(".pd-reading-found textarea").first).to_have_value("Section 3 again")
    expect(page.locator(".pd-reading-found .pd-authors")).to_have_text("Ashish Vaswani, Noam Shazeer")
    page.reload()
    expect(page.locator(".pd-reading-status")).to_have_text("1 unread of 2", use_inner_text=True)
    page.locator(".pd-reading-found .pd-card h3 a").first.click()
    expect(page).to_have_url(site + PAGES["paper"])
    expect(page.locator(".pd-said-note")).to_have_text("Section 3 again")


def test_a_slip_can_be_taken_back(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    star(page, 0).click()
    opened(page, every_page_url)
    star(page).click()
    expect(star(page)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".pd-reading-status")).to_have_text("0 unread of 0", use_inner_text=True)
    star(page).click()
    assert titles(page) == ["Attention Is All You Need"]
    star(page).click()
    page.reload()
    expect(page.locator(".pd-reading-found")).to_contain_text("Nothing here yet")


def test_the_list_is_filtered_by_state_and_words(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    for at in (0, 2):
        star(page, at).click()
    page.locator(".pd-mark-read").nth(3).click()
    opened(page, every_page_url)
    for name, found in (
        ("All", ["Only English Here", "Attention Is All You Need", "Twice Told"]),
        ("Starred", ["Only English Here", "Attention Is All You Need"]),
        ("Unread", ["Only English Here", "Attention Is All You Need"]),
        ("Read", ["Twice Told"]),
    ):
        page.get_by_role("radio", name=name, exact=True).check()
        assert titles(page) == found, name
    page.get_by_role("radio", name="All", exact=True).check()
    page.get_by_role("searchbox", name="Filter by title or note").fill("注意力")
    assert titles(page) == ["Attention Is All You Need"]
    page.get_by_role("searchbox", name="Filter by title or note").fill("zzz")
    expect(page.locator(".pd-reading-found")).to_contain_text("Nothing passes this filter.")


def test_results_of_a_search_can_be_starred(every_page_url: str, page: Page) -> None:
    page.goto(f"{every_page_url}{PAGES['search']}?q=attention")
    star(page).click()
    assert stored(page)["1706.03762"]["info"]["title"]["zh"].startswith("注意力就是你所需要的一切")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_moves_when_the_buttons_come(every_page_url: str, page: Page, width: int) -> None:
    """That everything stands where it stood before the script ran."""
    places = ".pd-card h3 a, .pd-card .pd-meta, .pd-abstract .pd-row, .pd-list, .pd-years, .md-footer"
    tops = (
        f"[...document.querySelectorAll({json.dumps(places)})].map((one) => one.getBoundingClientRect())"
        ".map(({x, y, width, height}) => [x, y, width, height].map(Math.round))"
    )
    page.set_viewport_size({"width": width, "height": 900})
    for visit in range(2):
        for kind in ("home", "topic", "topic-year", "digest", "paper", "404"):
            page.route("**/paper-digest.*.js", lambda route: route.abort())
            page.goto(every_page_url + PAGES[kind])
            expect(page.locator(".pd-mark")).to_have_count(0)
            before = page.evaluate(tops)
            page.unroute_all()
            page.goto(every_page_url + PAGES[kind])
            assert page.evaluate(tops) == before, (kind, visit)
        if not visit:
            page.goto(every_page_url + PAGES["topic"])
            star(page).click()
            days_later(page, 1)
            forget(page, since="2024-01-01")
    page.goto(every_page_url)
    expect(page.locator(".pd-news")).to_be_visible()


# Both languages


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Starred"), ("zh", "已收藏"), ("both", "Starred")],
)
def test_the_list_speaks_the_readers_language(every_page_url: str, page: Page, lang: str, said: str) -> None:
    page.goto(every_page_url)
    star(page).click()
    choose(page, lang)
    name = {"en": "Star", "zh": "收藏", "both": "Star"}[lang]
    expect(star(page)).to_have_accessible_name(name if lang != "both" else "Star\u2009·\u2009收藏")
    opened(page, every_page_url)
    expect(page.locator(".pd-reading-tools")).to_contain_text(said, use_inner_text=True)
    count = page.locator(".pd-reading-status").inner_text()
    assert ("unread" in count) == (lang != "zh")
    assert ("未读" in count) == (lang != "en")


def test_without_a_script_the_page_says_so(unscripted: Page, every_page_url: str) -> None:
    unscripted.goto(every_page_url + LIST)
    expect(unscripted.get_by_text("so it needs JavaScript")).to_be_visible()
    expect(unscripted.get_by_text("需要启用 JavaScript")).to_be_visible()
    expect(unscripted.locator("#pd-reading")).to_be_hidden()


# What is new


def days_later(page: Page, days: float) -> None:
    """Have the next visit begin, as if time had passed since the last."""
    page.evaluate(
        f"""(ms) => {{
          const state = {STORED};
          for (const list of Object.values(state.lists)) list.at -= ms;
          localStorage.setItem({json.dumps(KEY)}, JSON.stringify(state));
        }}""",
        days * 86_400_000,
    )


def forget(page: Page, *ids: str, since: str = "") -> None:
    """Have papers count as not seen; with `since`, everything after a day."""
    page.evaluate(
        f"""([ids, since]) => {{
          const state = {STORED};
          for (const list of Object.values(state.lists)) for (const mark of [list.base, list.top]) {{
            mark.ids = mark.ids.filter((id) => !ids.includes(id));
            if (since) Object.assign(mark, {{date: since, ids: []}});
          }}
          localStorage.setItem({json.dumps(KEY)}, JSON.stringify(state));
        }}""",
        [list(ids), since],
    )


def fresh(page: Page) -> list[str]:
    found = page.locator(".pd-card:has(> .pd-fresh) h3").all_inner_texts()
    return [title.split(":")[0].split("\n")[0] for title in found]


def test_nothing_is_new_on_a_first_visit_or_when_nothing_came(every_page_url: str, page: Page) -> None:
    for days in (0, 0, 3):
        page.goto(every_page_url)
        assert fresh(page) == []
        expect(page.locator(".pd-news")).to_have_count(0)
        page.goto(every_page_url + PAGES["topic"])
        assert fresh(page) == []
        days_later(page, days)


def test_what_came_since_the_last_visit_is_new_in_every_tab_until_it_ends(
    every_page_url: str, page: Page
) -> None:
    page.goto(every_page_url)
    days_later(page, 1)
    forget(page, "2504.00003")
    tabs = [page, page.context.new_page()]
    for tab in tabs:
        for _ in range(2):
            tab.goto(every_page_url)
            assert fresh(tab) == ["Only English Here"]
    expect(page.locator(".pd-news")).to_contain_text("1 new since your last visit", use_inner_text=True)
    tabs[1].close()
    days_later(page, 1)
    page.goto(every_page_url)
    assert fresh(page) == []


def test_digests_that_came_in_between_are_marked_too(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    days_later(page, 1)
    forget(page, since="2024-06-01")
    page.goto(every_page_url)
    assert len(fresh(page)) == 4
    expect(page.locator(".pd-issue:has(.pd-fresh) > a")).to_have_text(
        ["24–28 March 2025"], use_inner_text=True
    )


def test_what_is_new_can_be_marked_as_seen(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    days_later(page, 1)
    forget(page, "2504.00003")
    page.goto(every_page_url)
    page.get_by_role("button", name="Seen").click()
    assert fresh(page) == []
    page.reload()
    assert fresh(page) == []


def test_a_topic_is_compared_with_its_own_last_visit(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["topic"])
    days_later(page, 1)
    forget(page, since="2024-06-01")
    page.goto(every_page_url + PAGES["topic"])
    expect(page.locator(".pd-news")).to_contain_text("50+ new")
    page.goto(every_page_url + PAGES["topic-page-2"])
    assert len(fresh(page)) == 3
    # A list that was never visited: what came after the day that the others had reached.
    page.goto(every_page_url)
    assert len(fresh(page)) == 4


def test_a_tab_in_the_background_has_shown_nothing_yet(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    days_later(page, 1)
    forget(page, "2504.00003")
    page.add_init_script(
        "Object.defineProperty(document, 'visibilityState', {get: () => window.state || 'hidden'});"
    )
    page.goto(every_page_url)
    assert fresh(page) == ["Only English Here"]
    assert "2504.00003" not in page.evaluate(STORED)["lists"]["home"]["top"]["ids"]
    page.evaluate("window.state = 'visible', document.dispatchEvent(new Event('visibilitychange'))")
    assert "2504.00003" in page.evaluate(STORED)["lists"]["home"]["top"]["ids"]


# Two tabs


def test_two_tabs_agree(every_page_url: str, page: Page) -> None:
    other = page.context.new_page()
    page.goto(every_page_url)
    opened(other, every_page_url)
    star(page).click()
    expect(other.locator(".pd-reading-found .pd-card h3")).to_contain_text("Attention")
    other.locator(".pd-mark-read").click()
    expect(page.locator(".pd-mark-read").first).to_have_attribute("aria-pressed", "true")
    star(page).click()
    expect(star(other)).to_have_attribute("aria-pressed", "false")


def test_no_tab_overwrites_what_another_has_changed(every_page_url: str, page: Page) -> None:
    """Even where it has not heard of it."""
    other = page.context.new_page()
    other.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation(), true);")
    page.goto(every_page_url)
    other.goto(every_page_url)
    star(page, 0).click()
    star(other, 1).click()
    assert set(stored(page)) == {"1706.03762", "2504.00002"}
    expect(star(page, 1)).to_have_attribute("aria-pressed", "true")


def test_two_tabs_on_one_note_keep_both_texts(every_page_url: str, page: Page) -> None:
    other = page.context.new_page()
    other.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation(), true);")
    for tab in (page, other):
        tab.goto(every_page_url + PAGES["paper"])
        tab.locator(".pd-mark-note").click()
    page.locator(".pd-note-field").fill("from here")
    page.locator(".pd-note-field").blur()
    other.locator(".pd-note-field").fill("from there")
    other.locator(".pd-note-field").blur()
    assert stored(page)["1706.03762"]["note"][0] == "from here\n\nfrom there"
    expect(page.locator(".pd-note-field")).to_have_value("from here\n\nfrom there")


def pass_on(writer: Page, reader: Page, turn: int) -> None:
    """Write something, and wait until the other tab has heard of it and of all that was written before."""
    reader.evaluate(
        "(turn) => { window.heard = new Promise((done) => addEventListener('storage', (event) => {"
        " if (event.key === 'turn' && event.newValue === String(turn)) done(); })); }",
        turn,
    )
    writer.evaluate("(turn) => { localStorage.turn = turn; }", turn)
    reader.evaluate("() => window.heard")


def test_tabs_that_disagree_come_to_rest(every_page_url: str, page: Page) -> None:
    """That merging writes no more than it has to: tabs must not answer each other for ever."""
    page.add_init_script(
        "window.writes = 0; const put = Storage.prototype.setItem; "
        "Storage.prototype.setItem = function (...all) { window.writes += 1; put.apply(this, all); };"
    )
    other = page.context.new_page()
    page.goto(every_page_url)
    other.goto(every_page_url)
    for at in range(4):
        star((page, other)[at % 2], at).click()
    expect(star(page, 3)).to_have_attribute("aria-pressed", "true")
    before = page.evaluate("window.writes")
    assert before < 20
    for turn in range(0, 10, 2):
        pass_on(page, other, turn)
        pass_on(other, page, turn + 1)
    assert page.evaluate("window.writes") == before


# What the storage does


@pytest.mark.parametrize(("lang", "said"), [("en", "storage is full"), ("zh", "存储空间已满")])
def test_a_full_storage_says_so_and_loses_nothing(site: str, page: Page, lang: str, said: str) -> None:
    page.goto(site, wait_until="networkidle")
    star(page, 2).click()
    page.evaluate(FULL)
    choose(page, lang)
    star(page, 0).click()
    warning = page.get_by_role("status").filter(has_text=said)
    expect(warning).to_be_visible()
    with page.expect_download() as waiting:
        warning.get_by_role("button").first.click()
    data = json.loads(Path(waiting.value.path()).read_text())
    assert {paper["id"] for paper in data["papers"]} == {"1706.03762", "2504.00003"}
    # The tab keeps it over a load, and the storage gets it once there is room.
    opened(page, site)
    assert page.locator(".pd-reading-found .pd-card").count() == 2
    assert set(stored(page)) == {"1706.03762", "2504.00003"}


def test_a_notice_that_was_closed_stays_closed_until_all_is_well_again(
    every_page_url: str, page: Page
) -> None:
    page.goto(every_page_url)
    page.evaluate(FULL.replace("const put", "window.put"))
    star(page, 0).click()
    page.locator(".pd-dismiss").click()
    star(page, 1).click()
    expect(page.locator(".pd-warning")).to_be_hidden()
    page.evaluate("Storage.prototype.setItem = window.put, null")
    star(page, 2).click()
    assert len(stored(page)) == 3
    assert page.evaluate(f"sessionStorage.getItem({json.dumps(KEY)})") is None
    page.evaluate(FULL)
    star(page, 3).click()
    expect(page.locator(".pd-warning")).to_be_visible()


@pytest.mark.parametrize("blocked", [REFUSING, FULL.replace("this === localStorage", "true")])
def test_a_blocked_storage_works_in_memory_and_asks_before_it_is_lost(
    every_page_url: str, instant: Page, blocked: str
) -> None:
    instant.add_init_script(blocked)
    instant.goto(every_page_url, wait_until="networkidle")
    expect(instant.locator(".pd-warning")).to_be_hidden()
    star(instant).click()
    expect(instant.locator(".pd-warning")).to_be_visible()
    instant.locator(".md-tabs").get_by_role("link", name="Reading list").click()
    expect(instant.locator(".pd-reading-found .pd-card h3")).to_contain_text("Attention")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    instant.on("dialog", answer)
    instant.reload()
    assert asked == ["beforeunload"]


def test_who_only_looks_is_not_asked_before_leaving(every_page_url: str, page: Page) -> None:
    page.add_init_script(REFUSING)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(every_page_url)
    page.locator("h1").click()
    page.reload()
    expect(page.locator(".pd-warning")).to_be_hidden()
    assert asked == []


def test_a_storage_that_cannot_even_be_touched(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url)
    page.evaluate(
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, "
        "{get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    star(page).click()
    expect(star(page)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status").filter(has_text="stores nothing for this site")).to_be_visible()


@pytest.mark.parametrize(
    "kept",
    [
        "{not json",
        '"a text"',
        '{"schema": 1, "papers": {}}',
        '{"schema": 1, "papers": [{"id": "2504.00003", "star": ["yes"]}]}',
        '{"schema": 1, "papers": [null, {"id": "2504.00002", "star": [true, 5], "info": {}}]}',
    ],
)
def test_damaged_data_is_kept_aside(every_page_url: str, page: Page, kept: str) -> None:
    page.goto(every_page_url + PAGES["about"])
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, kept])
    page.goto(every_page_url)
    star(page).click()
    assert "1706.03762" in stored(page)
    assert ("2504.00002" in stored(page)) == ("2504.00002" in kept), "what is whole is used"
    opened(page, every_page_url)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download it").click()
    assert Path(waiting.value.path()).read_text() == kept
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator(".pd-reading-aside")).to_be_hidden()
    page.reload()
    expect(page.locator(".pd-reading-status")).to_contain_text("unread of")
    expect(page.locator(".pd-reading-aside")).to_be_hidden()


def test_damaged_data_that_cannot_be_kept_aside_is_left_alone(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["about"])
    page.evaluate("(key) => localStorage.setItem(key, '{broken')", KEY)
    page.add_init_script(
        "const put = Storage.prototype.setItem; Storage.prototype.setItem = function (key, value) {"
        "if (key.endsWith('.aside')) throw new DOMException('no', 'QuotaExceededError');"
        "put.call(this, key, value); };"
    )
    page.goto(every_page_url)
    star(page).click()
    expect(page.get_by_role("status").filter(has_text="cannot be read and is left alone")).to_be_visible()
    assert page.evaluate("(key) => localStorage.getItem(key)", KEY) == "{broken"


def test_data_of_a_newer_version_is_left_alone(every_page_url: str, page: Page) -> None:
    kept = '{"schema": 2, "papers": "otherwise"}'
    page.goto(every_page_url + PAGES["about"])
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, kept])
    page.goto(every_page_url)
    star(page).click()
    expect(page.get_by_role("status").filter(has_text="from a newer version")).to_be_visible()
    assert page.evaluate("(key) => localStorage.getItem(key)", KEY) == kept
    opened(page, every_page_url)
    assert titles(page) == ["Attention Is All You Need"], "this tab has it"


# Files


@pytest.fixture
def filled(every_page_url: str, page: Page) -> Page:
    """The list's page with papers of every kind: both titles, one, none on arXiv, what means harm."""
    page.goto(every_page_url)
    for at in range(4):
        star(page, at).click()
    page.locator(".pd-mark-read").nth(1).click()
    opened(page, every_page_url)
    harm = {
        "id": "harm-ful",
        "title": {"en": NASTY, "zh": "有害 ](https://evil.example) **题**"},
        "links": {"abstract": "https://example.org/a(b)"},
        "starred": "2025-04-01T00:00:00Z",
        "note": "## No heading\n[no link](https://arxiv.org/abs/2501.00001)\n\nCode: https://evil.example",
    }
    imported(page, listed(harm))
    return page


def test_json_is_read_again(filled: Page, second: BrowserContext, every_page_url: str) -> None:
    text = exported(filled, "JSON")
    other = opened(second.new_page(), every_page_url)
    assert imported(other, text) == "Added: 5. Already on the list: 0."
    assert sorted(titles(other)) == sorted(titles(filled))
    assert stored(other)["2504.00002"]["read"][0] is True
    assert stored(other)["harm-ful"]["note"][0] == stored(filled)["harm-ful"]["note"][0]
    assert json.loads(exported(other, "JSON"))["papers"][0].keys() == json.loads(text)["papers"][0].keys()


def test_markdown_is_a_digest(filled: Page, second: BrowserContext, every_page_url: str) -> None:
    text = exported(filled, "Markdown")
    digest = parsed(text)
    assert (digest.title.en, digest.title.zh) == ("My reading list", "我的阅读清单")
    papers = {block.arxiv_id or "harm": block for block in digest.blocks}
    assert set(papers) == {"1706.03762", "2504.00002", "2504.00003", "2503.00001", "harm"}
    plain = {key: (plain_title(b.title.en), plain_title(b.title.zh)) for key, b in papers.items()}
    assert plain["2503.00001"] == ("Twice Told", "讲了两次")
    assert plain["2504.00002"] == ("", "只有中文的论文")
    assert plain["2504.00003"] == ("Only English Here", "")
    assert plain["harm"][0] == NASTY
    assert "no link" in papers["harm"].body.en
    other = opened(second.new_page(), every_page_url)
    assert "Added: 5" in imported(other, text, "list.md")
    mine, theirs = stored(filled), stored(other)
    # A paper that is not on arXiv has the id that the build would give it.
    mine[slug(NASTY)] = mine.pop("harm-ful")
    assert mine.keys() == theirs.keys()
    for paper_id, paper in mine.items():
        assert theirs[paper_id]["info"]["title"] == paper["info"]["title"]
        assert theirs[paper_id].get("note", [""])[0] == paper.get("note", [""])[0]


def test_bibtex_is_read_again(filled: Page, second: BrowserContext, every_page_url: str) -> None:
    text = exported(filled, "BibTeX")
    assert text.count("@") == 5
    other = opened(second.new_page(), every_page_url)
    assert "Added: 5" in imported(other, text, "list.bib")
    mine, theirs = stored(filled), stored(other)
    assert mine.keys() == theirs.keys()
    for paper_id, paper in mine.items():
        assert theirs[paper_id]["info"]["title"] == paper["info"]["title"]
        assert theirs[paper_id].get("note", [""])[0] == paper.get("note", [""])[0]


def test_the_list_is_cited_in_three_formats(filled: Page) -> None:
    filled.locator(".pd-reading-files").evaluate("(fold) => { fold.open = true; }")
    filled.get_by_role("button", name="Update titles and authors").click()
    expect(filled.locator(".pd-reading-said")).to_contain_text("Updated")
    entries = parse_string(exported(filled, "BibTeX"), "bibtex").entries
    references = {one["id"]: one for one in rispy.loads(exported(filled, "RIS"))}
    items = {one["id"]: one for one in json.loads(exported(filled, "CSL-JSON"))}
    assert entries.keys() == references.keys() == items.keys() == stored(filled).keys()
    cited = entries["1706.03762"]
    assert [str(person) for person in cited.persons["author"]] == ["Vaswani, Ashish", "Shazeer, Noam"]
    assert (cited.fields["year"], cited.fields["booktitle"]) == ("2017", "NIPS 2017")
    assert references["1706.03762"]["translated_title"].startswith("注意力")
    assert items["harm-ful"]["title"] == NASTY
    assert items["harm-ful"]["annote"] == stored(filled)["harm-ful"]["note"][0]
    assert references["harm-ful"]["notes"][0] == "## No heading"
    source = CiteProcJSON(list(items.values()))
    assert set(source) == set(items)


def test_citations_that_cannot_be_made_are_told_of(filled: Page) -> None:
    filled.route("**/cite.*.js", lambda route: route.abort())
    filled.locator(".pd-reading-files").evaluate("(fold) => { fold.open = true; }")
    filled.get_by_role("button", name="RIS", exact=True).click()
    expect(filled.locator(".pd-reading-said")).to_contain_text("The citations could not be made.")


def test_names_come_back_from_bibtex(every_page_url: str, page: Page, second: BrowserContext) -> None:
    opened(page, every_page_url)
    names = ["Ludwig van Beethoven", "Martin King Jr.", "Barnes and Noble Readers", "张三", "Plato"]
    told = {"id": "论文", "url": "papers/%E8%AE%BA%E6%96%87/", "authors": names, "venue": "TMLR"}
    imported(page, listed({**told, "title": {"en": "T"}, "starred": "2025-04-01T00:00:00Z"}))
    text = exported(page, "BibTeX")
    other = opened(second.new_page(), every_page_url)
    assert "Added: 1" in imported(other, text, "list.bib")
    info = stored(other)["论文"]["info"]
    assert (info["authors"], info["venue"]) == (names, "TMLR")


def test_bibtex_of_other_programs_is_read(every_page_url: str, page: Page) -> None:
    opened(page, every_page_url)
    said = imported(
        page,
        """% a comment
@article{vaswani2017, title = {{Attention} Is {All} You Need}, author = "Vaswani, Ashish and Shazeer, Noam",
  journal={arXiv preprint arXiv:1706.03762}, month = jun, year = 2017, eprint={1706.03762v7},
  annote={Good \\& short}}
@misc{old, title="Old Style", url={https://arxiv.org/abs/cs/0112017}}
@comment{nothing}
""",
    )
    assert said == "Added: 2. Already on the list: 0."
    assert stored(page)["1706.03762"]["info"]["authors"] == ["Ashish Vaswani", "Noam Shazeer"]
    assert stored(page)["1706.03762"]["info"]["published"] == "2017-06"
    assert stored(page)["1706.03762"]["note"][0] == "Good & short"
    assert "cs-0112017" in stored(page)
    # Such a paper leads to arXiv until the site's own data are asked for.
    link = page.locator('[data-paper="1706.03762"] h3 a')
    expect(link).to_have_attribute("href", "https://arxiv.org/abs/1706.03762")
    page.locator(".pd-reading-files").evaluate("(fold) => { fold.open = true; }")
    page.get_by_role("button", name="Update titles and authors").click()
    expect(page.locator(".pd-reading-said")).to_have_text("Updated: 1.", use_inner_text=True)
    expect(link).to_have_attribute("href", every_page_url + PAGES["paper"])


def test_a_digest_of_the_project_is_read(every_page_url: str, page: Page) -> None:
    opened(page, every_page_url)
    text = FILES["site_src/digests/2025/0331-0404.md"]
    assert "Added: 4" in imported(page, text, "0331-0404.md")
    assert stored(page)["2503.00001"]["info"]["title"] == {"en": "Twice Told", "zh": "讲了两次"}


def test_importing_joins_notes_and_takes_nothing_away(every_page_url: str, page: Page) -> None:
    page.goto(every_page_url + PAGES["paper"])
    page.locator(".pd-mark-note").click()
    page.locator(".pd-note-field").fill("mine")
    opened(page, every_page_url)
    said = imported(page, listed({"id": "1706.03762", "note": "theirs", "read": "2025-01-01T00:00:00Z"}))
    assert said == "Added: 0. Already on the list: 1.\n\nNotes joined with yours: 1."
    assert stored(page)["1706.03762"]["note"][0] == "mine\n\ntheirs"
    assert stored(page)["1706.03762"]["read"][0] is True
    expect(page.locator(".pd-reading-found textarea")).to_have_value("mine\n\ntheirs")
    # Once more changes nothing, and a file without what is here takes nothing away.
    assert "joined" not in imported(page, listed({"id": "1706.03762", "note": "theirs"}))
    assert stored(page)["1706.03762"]["note"][0] == "mine\n\ntheirs"
    assert stored(page)["1706.03762"]["read"][0] is True


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("{", "This file is damaged. Nothing was changed."),
        ('{"papers": []}', "This file holds no reading list. Nothing was changed."),
        ("[1, 2]", "This file holds no reading list. Nothing was changed."),
        (listed(schema=2), "This file was made by a newer version of the site. Nothing was changed."),
        ("just a text", "This file holds no reading list. Nothing was changed."),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "This file holds no reading list. Nothing was changed."),
        ("", "This file holds no reading list. Nothing was changed."),
        ("@misc{broken, title = {never closed", "This file holds no reading list. Nothing was changed."),
    ],
)
def test_foreign_and_damaged_files_change_nothing(
    every_page_url: str, page: Page, file: str | bytes, said: str
) -> None:
    page.goto(every_page_url)
    star(page).click()
    opened(page, every_page_url)
    before = stored(page)
    assert imported(page, file) == said
    assert stored(page) == before


def test_a_file_that_means_harm_does_none(every_page_url: str, page: Page) -> None:
    fired: list[str] = []
    page.expose_function("fire", lambda what: fired.append(what))
    opened(page, every_page_url)
    papers = [
        {"id": "__proto__", "title": {"en": "Proto"}, "starred": "x"},
        {
            "id": "a",
            "url": "javascript:fire(1)",
            "title": {"en": "<img src=x onerror=fire(2)>"},
            "starred": "x",
        },
        {
            "id": "b",
            "url": "papers/../../elsewhere/",
            "links": {"abstract": "javascript:fire(3)"},
            "starred": "x",
        },
        {
            "id": "c",
            "url": "papers/%2e%2e/%2e%2e/elsewhere/",
            "title": 7,
            "authors": {"x": 1},
            "starred": "x",
        },
        {
            "id": "d",
            "links": {"abstract": "data:text/html,x", "pdf": ["https://ok.example/x.pdf"]},
            "starred": "x",
        },
        {"id": "../up", "starred": "x"},
        "not a paper",
    ]
    said = imported(page, listed(*papers))  # type: ignore[arg-type]
    assert said == "Added: 5. Already on the list: 0.\n\nEntries that could not be read: 2."
    links = page.locator(".pd-reading-found a[href]").evaluate_all("all => all.map((link) => link.href)")
    assert set(links) == {"https://ok.example/x.pdf"}
    expect(page.locator(".pd-reading-found img")).to_have_count(0)
    expect(page.get_by_text("<img src=x onerror=fire(2)>")).to_be_visible()
    assert page.evaluate("({}).title") is None
    page.reload()
    expect(page.locator(".pd-reading-found .pd-card")).to_have_count(5)
    assert fired == []


def test_a_long_list_is_shown_in_steps(every_page_url: str, page: Page) -> None:
    opened(page, every_page_url)
    papers = [{"id": f"p{n}", "title": {"en": f"Paper {n}"}, "starred": "x"} for n in range(150)]
    imported(page, listed(*papers))
    expect(page.locator(".pd-reading-found .pd-card")).to_have_count(100)
    page.get_by_role("button", name="More papers").click()
    expect(page.locator(".pd-reading-found .pd-card")).to_have_count(150)


def test_the_list_works_without_folders_for_addresses(
    build_site: BuildSite, serve_site: ServeSite, page: Page
) -> None:
    url = serve_site(build_site(FILES, {**CONFIG, "use_directory_urls": False}))
    page.goto(f"{url}index.html")
    star(page).click()
    page.goto(f"{url}papers/1706.03762.html")
    expect(page.locator(".pd-mine .pd-mark-star")).to_have_attribute("aria-pressed", "true")
    page.locator(".pd-keys-open").click()
    page.locator(".pd-keys").get_by_role("link", name="Reading list").click()
    expect(page).to_have_url(f"{url}reading-list/index.html")
    page.locator(".pd-reading-found h3 a").click()
    expect(page).to_have_url(f"{url}papers/1706.03762.html")
