"""The site as an app: what can be read without a network, and that nobody reads what is old with one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import SITE_URL, BuildSite, ServeSite
from tests.support.browser import Chromium, wait_until
from tests.support.every_page import CONFIG, FILES, PAGES
from tests.support.languages import POSITIONS, choose, wrong_words
from tests.support.server import serve
from tests.support.site import BuiltSite, build, write_project

KEPT = """
async () => {
  const found = {};
  for (const name of await caches.keys()) {
    found[name] = (await (await caches.open(name)).keys()).map((request) => request.url);
  }
  return found;
}
"""
NEWEST = [PAGES["digest"], PAGES["paper"], PAGES["paper-zh"], PAGES["paper-en"], PAGES["paper-variant"]]


@pytest.fixture
def reader(browser: Chromium) -> Iterator[Page]:
    """A page whose service worker is let through."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-US", service_workers="allow"
    )
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert not errors, errors


def settle(page: Page) -> None:
    """Wait until the service worker of the newest build is at work."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    at_work = (
        "async () => { const at = await navigator.serviceWorker.getRegistration();"
        "return at?.active?.state === 'activated' && !at.installing && !at.waiting &&"
        " navigator.serviceWorker.controller === at.active; }"
    )
    wait_until(page, lambda: bool(page.evaluate(at_work)))


def kept(page: Page) -> dict[str, list[str]]:
    """What the caches hold: addresses by the last part of the cache's name."""
    found: dict[str, list[str]] = page.evaluate(KEPT)
    return {name.rpartition(":")[2]: urls for name, urls in found.items()}


def kept_when(page: Page, holds: Callable[[dict[str, list[str]]], bool]) -> dict[str, list[str]]:
    """What the caches hold once something is true of it: pages are kept behind the reader's back."""
    found = kept(page)

    def so() -> bool:
        nonlocal found
        found = kept(page)
        return holds(found)

    wait_until(page, so)
    return found


def everything(found: dict[str, list[str]]) -> list[str]:
    return [url for urls in found.values() for url in urls]


def see(page: Page, url: str) -> None:
    """Look at a page until it is kept."""
    page.goto(url)
    kept_when(page, lambda found: url in everything(found))


def open_app(page: Page, url: str) -> None:
    page.goto(url)
    settle(page)


def disconnect(context: BrowserContext) -> None:
    context.set_offline(True)


# Readable without a network


def test_a_page_that_was_seen_can_be_read_again(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url)
    see(reader, every_page_url + PAGES["topic-year"])
    disconnect(reader.context)
    reader.goto(every_page_url + PAGES["topic-year"] + "?lang=zh#main")
    expect(reader.locator("h1")).to_contain_text("智能体")
    assert reader.evaluate("getComputedStyle(document.querySelector('.pd-toggle')).display") == "flex"
    expect(reader.locator("html")).to_have_attribute("data-digest-lang", "zh")
    choose(reader, "en")
    expect(reader.locator("h1")).to_have_text("Agents", use_inner_text=True)


def test_the_newest_digest_can_be_read_after_one_visit_elsewhere(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url + PAGES["about"])
    disconnect(reader.context)
    for path in ["", *NEWEST, PAGES["reading-list"]]:
        reader.goto(every_page_url + path)
        expect(reader.locator("h1").first).to_be_visible()
        assert reader.url == every_page_url + path
    reader.goto(every_page_url)
    reader.get_by_role("link", name="Only English Here").first.click()
    expect(reader).to_have_url(every_page_url + PAGES["paper-en"])
    expect(reader.get_by_text("neither a Chinese title")).to_be_visible()


def test_the_page_of_the_first_visit_is_kept(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url + PAGES["glossary"])
    kept_when(reader, lambda found: every_page_url + PAGES["glossary"] in found.get("seen", []))


def test_citing_and_the_reading_list_need_no_network(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url)
    disconnect(reader.context)
    reader.goto(every_page_url + PAGES["paper"])
    reader.locator(".pd-cite button").click()
    expect(reader.locator(".pd-cite-text")).to_contain_text("@inproceedings{1706.03762")
    reader.keyboard.press("Escape")
    reader.locator(".pd-mine .pd-mark-star").click()
    reader.goto(every_page_url + PAGES["reading-list"])
    expect(reader.locator(".pd-reading-found .pd-card h3")).to_contain_text("Attention")


def test_a_page_that_is_not_kept_leads_to_those_that_are(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url)
    see(reader, every_page_url + PAGES["about"])
    see(reader, every_page_url + PAGES["topic-year"])
    disconnect(reader.context)
    reader.goto(every_page_url + PAGES["trends"] + "?lang=zh")
    expect(reader).to_have_title("没有网络连接 - 论文速递")
    expect(reader.locator("h1")).to_have_text("没有网络连接", use_inner_text=True)
    newest = reader.locator(".pd-glance").first.locator("a")
    assert [link.removeprefix(every_page_url) for link in hrefs(newest.all())] == NEWEST[1:]
    seen = reader.locator(".pd-offline-seen a")
    expect(seen).to_have_text(["智能体（2024）", "关于"], use_inner_text=True)
    choose(reader, "en")
    expect(seen).to_have_text(["Agents, 2024", "About"], use_inner_text=True)
    seen.first.click()
    expect(reader).to_have_url(every_page_url + PAGES["topic-year"])
    reader.go_back()
    again = reader.get_by_role("link", name="Try again")
    assert hrefs([again]) == [every_page_url + PAGES["trends"] + "?lang=zh"]


def hrefs(links: list[Any]) -> list[str]:
    return [link.evaluate("(link) => link.href") for link in links]


def test_the_page_that_was_asked_for_comes_with_the_network(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url)
    disconnect(reader.context)
    reader.goto(every_page_url + PAGES["trends"])
    expect(reader.locator("#pd-offline")).to_be_visible()
    reader.context.set_offline(False)
    expect(reader).to_have_url(every_page_url + PAGES["trends"])
    expect(reader.locator("h1")).to_contain_text("Trends")


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "../x"]
)
def test_nobody_is_led_off_the_site(every_page_url: str, reader: Page, wanted: str) -> None:
    reader.goto(f"{every_page_url}offline.html?page={wanted}")
    expect(reader.locator("h1")).to_be_visible()
    settle(reader)
    expect(reader.locator(".pd-offline-again")).to_be_hidden()


def test_the_search_says_that_it_needs_a_network(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url)
    disconnect(reader.context)
    reader.goto(every_page_url + PAGES["paper"])
    reader.locator(".md-search__input").click()
    reader.keyboard.type("agents")
    expect(reader.locator(".md-search-result__meta")).to_contain_text("Check the connection")


@pytest.mark.parametrize("lang", POSITIONS)
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_without_a_network_has_no_violation(
    every_page_url: str, reader: Page, lang: str, width: int
) -> None:
    open_app(reader, every_page_url)
    see(reader, every_page_url + PAGES["paper-variant"])
    see(reader, every_page_url + PAGES["topic-year"])
    disconnect(reader.context)
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(f"{every_page_url}{PAGES['trends']}?lang={lang}")
    expect(reader.locator(".pd-offline-seen")).to_be_visible()
    for scheme in ("light", "dark"):
        reader.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        wait_until(reader, lambda: reader.evaluate("document.getAnimations().length === 0"))
        found = Axe().run(reader).response["violations"]
        assert not found, [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
    if lang != "both":
        assert wrong_words(reader, lang) == []


# With a network


def test_a_deploy_shows_at_once_and_takes_what_is_old_away(
    tmp_path: Path, reader: Page, every_page_site: BuiltSite
) -> None:
    config = write_project(tmp_path / "project", FILES, CONFIG)
    site = tmp_path / "site"
    shutil.copytree(every_page_site.directory, site)
    with serve(site) as url:
        open_app(reader, url)
        see(reader, url + PAGES["topic-year"])
        before = set(kept(reader))
        path = config.parent / "site_src/digests/2025/0331-0404.md"
        path.write_text(
            path.read_text("utf-8").replace("neither a Chinese title", "no Chinese title"), "utf-8"
        )
        built = build(config, site, site_url=SITE_URL)
        assert not built.failed, built.warnings
        reader.goto(url + PAGES["paper-en"])
        expect(reader.get_by_text("no Chinese title")).to_be_visible()
        found = kept_when(reader, lambda found: set(found) != before and len(found) == 3)
        assert set(found) - before, "a new build has a cache of its own"
        assert url + PAGES["topic-year"] in found["seen"], "what was seen is still there"
        settle(reader)
    # The server is gone.
    reader.goto(url + PAGES["paper-en"])
    expect(reader.get_by_text("no Chinese title")).to_be_visible()
    reader.goto(url + PAGES["topic-year"])
    expect(reader.locator("h1")).to_contain_text("Agents")


def test_instant_navigation_stays_instant(every_page_site: BuiltSite, tmp_path: Path, reader: Page) -> None:
    site = copied(every_page_site, tmp_path)
    with serve(site) as url:
        sitemap = site / "sitemap.xml"
        sitemap.write_text(sitemap.read_text("utf-8").replace(SITE_URL, url), "utf-8")
        open_app(reader, url)
        reader.reload(wait_until="networkidle")
        reader.evaluate("window.sameDocument = true")
        reader.locator(".md-tabs").get_by_role("link", name="Glossary").click()
        expect(reader).to_have_url(url + PAGES["glossary"])
        expect(reader.locator("h1")).to_contain_text("Glossary")
        kept_when(reader, lambda found: url + PAGES["glossary"] in found["seen"])
        expect(reader.locator("link[rel=manifest]")).to_have_count(1)
        assert reader.evaluate("window.sameDocument")
        # Without a network: what was seen comes at once, what was not as the page that says so.
        disconnect(reader.context)
        reader.evaluate("history.back()")
        expect(reader.locator("h1").first).to_contain_text("Every Page")
        assert reader.evaluate("window.sameDocument")
        reader.locator(".md-tabs").get_by_role("link", name="Trends").click()
        expect(reader.locator("#pd-offline h1")).to_be_visible()


def copied(built: BuiltSite, folder: Path) -> Path:
    return Path(shutil.copytree(built.directory, folder / "site"))


def test_missing_pages_and_files_are_the_servers_matter(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url)
    answer = reader.goto(every_page_url + PAGES["404"])
    assert answer
    assert answer.status == 404
    expect(reader.locator("h1")).to_contain_text("Page not found")
    answer = reader.goto(every_page_url + "papers/1706.03762?lang=zh")
    assert answer
    assert answer.status == 200
    expect(reader).to_have_url(every_page_url + "papers/1706.03762/?lang=zh")
    answer = reader.goto(every_page_url + "data/papers.json")
    assert answer
    assert answer.status == 200
    held = everything(kept(reader))
    assert not [url for url in held if url.endswith((".json", "/nothing/here/", "sitemap.xml"))]
    disconnect(reader.context)
    reader.goto(every_page_url + "papers/1706.03762")
    expect(reader).to_have_url(every_page_url + "papers/1706.03762/")


def test_a_page_that_is_gone_is_forgotten(every_page_site: BuiltSite, tmp_path: Path, reader: Page) -> None:
    site = copied(every_page_site, tmp_path)
    with serve(site) as url:
        open_app(reader, url)
        see(reader, url + PAGES["about"])
        (site / "about/index.html").unlink()
        reader.goto(url + PAGES["about"])
        kept_when(reader, lambda found: url + PAGES["about"] not in found["seen"])


def test_what_is_kept_has_a_bound(every_page_site: BuiltSite, tmp_path: Path, reader: Page) -> None:
    site = copied(every_page_site, tmp_path)
    worker = site / "service-worker.js"
    assert '"most":200' in worker.read_text("utf-8")
    worker.write_text(worker.read_text("utf-8").replace('"most":200', '"most":4'), "utf-8")
    with serve(site) as url:
        open_app(reader, url)
        some = [f"{url}papers/2503.{10000 + number}/" for number in range(1, 9)]
        for page in some:
            see(reader, page)
        found = kept_when(reader, lambda found: len(found["seen"]) <= 4)
        assert found["seen"] == some[-4:]
        disconnect(reader.context)
        reader.goto(url + PAGES["digest"])
        expect(reader.locator("h1")).to_be_visible()


def test_nothing_else_at_the_host_is_kept(tmp_path: Path, every_page_site: BuiltSite, reader: Page) -> None:
    """A site at the top of a host, and below it one that has nothing to do with it."""
    site = copied(every_page_site, tmp_path)
    other = site / "other/index.html"
    other.parent.mkdir()
    other.write_text("<!doctype html><title>Other</title><h1>Other</h1>", "utf-8")
    with serve(site, "/") as url:
        open_app(reader, url)
        reader.goto(url + "other/")
        see(reader, url + PAGES["about"])
        assert not [address for address in everything(kept(reader)) if "other" in address]
        names = reader.evaluate("caches.keys()")
        assert {name.rpartition(":")[0] for name in names} == {"paper-digest:/"}


def test_it_works_without_folders_for_addresses(
    build_site: BuildSite, serve_site: ServeSite, reader: Page
) -> None:
    url = serve_site(build_site(FILES, {**CONFIG, "use_directory_urls": False}))
    open_app(reader, f"{url}index.html")
    see(reader, f"{url}topics/agents/2024.html")
    disconnect(reader.context)
    for path in ("", "index.html", "papers/2504.00003.html", "topics/agents/2024.html", "reading-list/"):
        reader.goto(url + path)
        expect(reader.locator("h1").first).to_be_visible()
        assert reader.url == url + path
    reader.goto(f"{url}trends/index.html")
    expect(reader.locator("#pd-offline")).to_be_visible()
    seen = reader.locator(".pd-offline-seen a")
    expect(seen.first).to_be_visible()
    links = seen.evaluate_all("all => all.map((link) => link.href)")
    assert f"{url}topics/agents/2024.html" in links
    reader.goto(f"{url}topics/agents/2024.html")
    expect(reader.locator("h1").first).to_be_visible()


# The app


def test_it_can_be_installed(every_page_url: str, reader: Page) -> None:
    open_app(reader, every_page_url + PAGES["paper"])
    session = reader.context.new_cdp_session(reader)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert found["url"] == f"{every_page_url}manifest.webmanifest"
    assert manifest["name"] == "Paper Digest · 论文速递"
    wrong = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in wrong} <= {"in-incognito"}
    # What it names is there, and as large as it says.
    for icon in manifest["icons"]:
        size = reader.evaluate(
            "async (src) => { const image = new Image(); image.src = src; await image.decode();"
            "return `${image.naturalWidth}x${image.naturalHeight}`; }",
            every_page_url + icon["src"],
        )
        assert size == icon["sizes"]


def test_it_is_registered_once_the_page_is_there(every_page_url: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script(
        "window.order = []; addEventListener('load', () => order.push('load'));"
        "navigator.serviceWorker.register = (url, options) => {"
        " order.push(`${url} ${options.scope}`); return Promise.reject(new Error('no')); };"
    )
    page.goto(every_page_url + PAGES["paper"])
    wait_until(page, lambda: page.evaluate("window.order.length === 2"))
    assert page.evaluate("order") == ["load", f"{every_page_url}service-worker.js /repo/"]


def test_a_browser_without_service_workers_shows_the_site(every_page_url: str, page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'serviceWorker',"
        " {get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    page.goto(every_page_url, wait_until="networkidle")
    expect(page.locator(".pd-mark-star").first).to_be_visible()


def test_switched_off_it_frees_earlier_readers(
    tmp_path: Path, every_page_site: BuiltSite, reader: Page
) -> None:
    config = write_project(
        tmp_path / "project", FILES, {**CONFIG, "plugins": {"paper-digest": {"offline": False}}}
    )
    site = copied(every_page_site, tmp_path)
    with serve(site) as url:
        open_app(reader, url)
        see(reader, url + PAGES["about"])
        reader.evaluate("caches.open('not-ours')")
        assert not build(config, site, site_url=SITE_URL).failed
        reader.goto(url)
        gone = (
            "async () => !(await navigator.serviceWorker.getRegistration()) &&"
            " (await caches.keys()).length === 1"
        )
        wait_until(reader, lambda: bool(reader.evaluate(gone)))
        assert reader.evaluate("caches.keys()") == ["not-ours"]
        reader.reload()
        assert reader.evaluate("navigator.serviceWorker.controller") is None
        expect(reader.locator("link[rel=manifest]")).to_have_count(0)
        expect(reader.locator(".pd-newest .pd-card")).to_have_count(4)
