"""What stands around a page's article: whole without scripts, and right before it is painted with them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import BuildSite, ServeSite
from tests.support.every_page import PAGES
from tests.support.samples import TWO_WEEKS
from tests.support.site import BuiltSite

PAPER = "papers/2501.00001/"
FEATURES = ["navigation.instant", "navigation.tabs", "navigation.top"]
OWN = '<header class="own" data-md-component="header">Own</header>'
BASE = '{% extends "base.html" %}'
INDIGO = {"primary": "indigo", "accent": "pink"}
CUSTOM = {"primary": "custom", "accent": "custom"}
OWN_DARK = [{"scheme": "slate", **CUSTOM}, {"scheme": "default", **CUSTOM}]

Variant = tuple[dict[str, str], dict[str, Any]]

VARIANTS: dict[str, Variant] = {
    "as it is": ({}, {}),
    "sticky tabs": ({}, {"features": [*FEATURES, "navigation.tabs.sticky"]}),
    "no tabs": ({}, {"features": ["navigation.instant", "navigation.top"]}),
    "own header block": ({"main.html": f"{BASE}{{% block header %}}{OWN}{{% endblock %}}"}, {}),
    "own header": ({"partials/header.html": OWN}, {}),
    "own footer block": (
        {"main.html": f'{BASE}{{% block footer %}}<footer class="md-footer">Own</footer>{{% endblock %}}'},
        {},
    ),
    "own footer": ({"partials/footer.html": '<footer class="md-footer">Own</footer>'}, {}),
    "own way up": ({"partials/top.html": '<a class="md-top" data-md-component="top" href="#">Up</a>'}, {}),
    "an announcement": ({"main.html": f"{BASE}{{% block announce %}}News{{% endblock %}}"}, {}),
}


def has_its_frame(page: Page, name: str) -> None:
    features = VARIANTS[name][1].get("features", FEATURES)
    expect(page.locator("[data-md-component=header]")).to_have_count(1)
    expect(page.locator("header.own")).to_have_count(1 if name.startswith("own header") else 0)
    tabs = "navigation.tabs" in features and not (name.startswith("own header") and "sticky" in str(features))
    expect(page.locator(".md-tabs")).to_have_count(1 if tabs else 0)
    expect(page.locator("[data-md-type=navigation]")).to_have_count(1)
    expect(page.locator("[data-md-component=top]")).to_have_count(1)
    expect(page.locator(".md-footer")).to_have_count(1)
    expect(page.locator(".md-dialog")).to_have_count(1)
    expect(page.locator("#__config")).to_have_count(1)
    expect(page.locator(".md-skip")).to_have_count(1)
    expect(page.get_by_text("News", exact=True)).to_have_count(1 if name == "an announcement" else 0)
    order = "[...document.querySelectorAll('[data-md-component=header], .md-container')].map(e => e.tagName)"
    assert page.evaluate(order) == ["HEADER", "DIV"]


@pytest.mark.parametrize("name", VARIANTS)
def test_a_project_may_have_a_frame_of_its_own(
    build_site: BuildSite, serve_site: ServeSite, instant: Page, name: str
) -> None:
    overrides, theme = VARIANTS[name]
    files = {**TWO_WEEKS, **{f"overrides/{path}": text for path, text in overrides.items()}}
    own = {"custom_dir": "overrides"} if overrides else {}
    site = build_site(files, {"theme": {**own, **theme}}, strict=False)
    assert not site.failed, site.warnings
    page = instant
    page.goto(serve_site(site) + PAPER, wait_until="networkidle")
    has_its_frame(page, name)
    page.evaluate("window.sameDocument = true")
    page.locator(".pd-neighbours a").first.click()
    page.wait_for_url("**/papers/2501.00002/")
    has_its_frame(page, name)
    page.locator(".pd-path a").first.click()
    page.wait_for_url("**/digests/2025/**")
    has_its_frame(page, name)
    assert page.evaluate("window.sameDocument"), "a full page load"


# Without scripts


@pytest.fixture
def still(browser: Browser) -> Any:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_whole_without_scripts(every_page_url: str, still: Page, kind: str) -> None:
    still.goto(every_page_url + PAGES[kind])
    expect(still.locator("header .md-logo")).to_be_visible()
    expect(still.locator("header .md-header__title")).to_contain_text(re.compile(r"\w"))
    expect(still.locator("main h1").first).to_be_visible()
    expect(still.locator(".md-footer")).to_be_visible()
    expect(still.locator(".md-skip")).to_have_count(1)
    anchor = still.locator(".md-skip").get_attribute("href")
    assert still.locator(str(anchor)).count() == 1
    for link in still.locator(".md-tabs a:visible, header a:visible").all():
        target = link.evaluate("link => link.href")
        if target.startswith(every_page_url):
            assert still.request.get(target).ok, target


def test_the_drawer_opens_without_scripts(every_page_url: str, still: Page) -> None:
    still.set_viewport_size({"width": 390, "height": 800})
    still.goto(every_page_url + PAGES["paper"])
    still.locator("header [for=__drawer]").first.click()
    link = still.locator("[data-md-type=navigation] a", has_text="Glossary")
    link.click()
    still.wait_for_url("**/glossary/")


# Scripts


def scripts_in(page: str) -> list[str]:
    """The scripts that stand in a page itself; data for scripts is none."""
    found = re.findall(r"<script\b([^>]*)>(.*?)</script>", page, re.DOTALL)
    return [text for attributes, text in found if "src=" not in attributes and "json" not in attributes]


def test_no_page_holds_a_script(every_page_site: BuiltSite) -> None:
    pages = [path for path in every_page_site.files() if path.endswith(".html")]
    assert len(pages) > 10
    for path in pages:
        html = every_page_site.read(path)
        assert scripts_in(html) == [], path
        assert not re.search(r"<[^>]*\son\w+=", html), path
        assert "javascript:" not in html, path


MATERIAL = {
    "theme": {
        "features": [*FEATURES, "announce.dismiss", "content.tabs.link", "search.share"],
        "custom_dir": "overrides",
    },
    "extra": {
        "analytics": {"provider": "google", "property": "G-1"},
        "consent": {"title": "Cookies", "description": "Some"},
        "version": {"provider": "mike"},
    },
    "markdown_extensions": [{"pymdownx.tabbed": {"alternate_style": True}}],
}
NEWS = f"{BASE}{{% block announce %}}News{{% endblock %}}{{% block outdated %}}Old{{% endblock %}}"
TABS = (
    '# Tabs\n\n=== "One"\n\n    1\n\n=== "Two"\n\n    2\n\nText\n\n=== "One"\n\n    3\n\n=== "Two"\n\n    4\n'
)


@pytest.fixture(scope="module")
def material_site(build_site: BuildSite) -> BuiltSite:
    """A project that uses what Material has inline scripts for."""
    files = {**TWO_WEEKS, "overrides/main.html": NEWS, "site_src/tabs.md": TABS}
    site = build_site(files, MATERIAL, strict=False)
    assert not site.failed, site.warnings
    return site


def test_not_even_where_material_has_some(material_site: BuiltSite) -> None:
    for path in (PAPER + "index.html", "tabs/index.html", "404.html", "index.html"):
        assert scripts_in(material_site.read(path)) == [], path


def test_what_these_did_still_happens(material_site: BuiltSite, serve_site: ServeSite, page: Page) -> None:
    url = serve_site(material_site)
    page.goto(url + "tabs/")
    consent = page.locator("[data-md-component=consent] aside")
    expect(consent).to_be_visible()
    consent.get_by_role("button").first.click()
    page.wait_for_load_state()
    expect(consent).to_be_hidden()
    page.locator(".tabbed-labels").first.get_by_text("Two").click()
    expect(page.locator(".tabbed-set").nth(1).locator("input").nth(1)).to_be_checked()
    page.get_by_role("button", name=re.compile("Don't show this again|不再显示")).click()
    page.goto(url + PAPER)
    expect(page.get_by_text("News", exact=True)).to_be_hidden()
    page.goto(url + "tabs/#__tabbed_1_1")
    page.reload()
    expect(page.locator("#__tabbed_1_1")).to_be_attached()
    expect(page.locator(".tabbed-set").nth(1).locator("input").nth(1)).to_be_checked()


@pytest.mark.parametrize("kind", PAGES)
def test_a_strict_policy_is_kept(every_page_url: str, page: Page, kind: str) -> None:
    """With `script-src 'self'` a page works, and nothing is reported."""
    policy = {"Content-Security-Policy": "script-src 'self'; object-src 'none'; base-uri 'self'"}

    def answer(route: Any) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, **policy})

    address = every_page_url + PAGES[kind] + "?lang=zh"
    page.route(address, answer)
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if "Policy" in message.text else None)
    page.goto(address, wait_until="networkidle")
    expect(page.locator("html")).to_have_attribute("data-digest-lang", "zh")
    page.locator(".pd-toggle label").first.click()
    expect(page.locator("html")).to_have_attribute("data-digest-lang", "en")
    assert broken == []


# Colours

PALETTES: dict[str, tuple[Any, list[str | None], str]] = {
    "as it is": (..., ["default", "custom", "custom"], "rgb(255, 253, 249)"),
    "one": (CUSTOM, ["default", "custom", "custom"], "rgb(255, 253, 249)"),
    "dark first": (OWN_DARK, ["slate", "custom", "custom"], "rgb(23, 24, 26)"),
    "another": (INDIGO, ["default", "indigo", "pink"], "rgb(255, 255, 255)"),
    "none": (None, [None, None, None], "rgb(255, 255, 255)"),
}
NAMES = ("scheme", "primary", "accent")


@pytest.mark.parametrize("name", PALETTES)
def test_pages_come_in_the_colours_of_the_palette(
    build_site: BuildSite, serve_site: ServeSite, page: Page, name: str
) -> None:
    palette, said, background = PALETTES[name]
    theme = {} if palette is ... else {"theme": {"palette": palette}}
    url = serve_site(build_site(TWO_WEEKS, theme, strict=False))
    for path in (PAPER, "", "about/"):
        page.goto(url + path)
        assert [page.locator("body").get_attribute(f"data-md-color-{n}") for n in NAMES] == said, path
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == background, path


def test_without_a_script_the_colours_are_the_same(
    build_site: BuildSite, serve_site: ServeSite, still: Page
) -> None:
    for name, (palette, _, background) in PALETTES.items():
        theme = {} if palette is ... else {"theme": {"palette": palette}}
        still.goto(serve_site(build_site(TWO_WEEKS, theme, strict=False)) + PAPER)
        assert still.evaluate("getComputedStyle(document.body).backgroundColor") == background, name


SCHEMES = """
window.schemes = [];
new MutationObserver(() => {
  const scheme = document.body?.dataset.mdColorScheme;
  if (scheme && window.schemes.at(-1) !== scheme) window.schemes.push(scheme);
}).observe(document, {subtree: true, childList: true, attributes: true});
requestAnimationFrame(function look() {
  if (document.body) window.painted ??= getComputedStyle(document.body).backgroundColor;
  if (!window.painted) requestAnimationFrame(look);
});
"""


@pytest.mark.parametrize("kind", ["paper", "home", "search"])
def test_no_page_is_painted_in_other_colours_first(
    every_page_url: str, context: BrowserContext, kind: str
) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme="dark")
    page.add_init_script(SCHEMES)
    page.goto(every_page_url + PAGES[kind], wait_until="networkidle")
    assert page.evaluate("[painted, schemes.at(-1)]") == ["rgb(23, 24, 26)", "slate"]
    # The first choice behind the system's is light, then dark, whatever the system says.
    page.emulate_media(color_scheme="light")
    switch = page.locator("[data-md-component=palette] label:visible")
    switch.click()
    switch.click()
    page.reload(wait_until="networkidle")
    assert page.evaluate("[painted, schemes.at(-1)]") == ["rgb(23, 24, 26)", "slate"]


def test_the_landmarks_of_a_paper_have_names(sample_url: str, page: Page, still: Page) -> None:
    page.goto(sample_url + "papers/2503.19693/?lang=en")
    for role, name in (
        ("navigation", "You are here"),
        ("region", "Abstract"),
        ("navigation", "Related papers"),
        ("navigation", "Neighbouring papers"),
    ):
        expect(page.get_by_role(role, name=name, exact=True)).to_have_count(1)  # type: ignore[arg-type]
    page.goto(sample_url + "papers/2503.19693/?lang=zh")
    expect(page.get_by_role("region", name="摘要", exact=True)).to_have_count(1)
    still.goto(sample_url + "papers/2503.19693/")
    expect(still.get_by_role("region", name="摘要")).to_have_count(1)
