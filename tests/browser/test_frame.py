"""What is the same on all pages comes from a script, whatever a project makes of its frame."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import BuildSite, ServeSite
from tests.support.samples import TWO_WEEKS

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


PALETTES: dict[str, tuple[Any, list[str | None], str]] = {
    "as it is": (..., ["default", "custom", "custom"], "rgb(255, 253, 249)"),
    "one": (CUSTOM, ["default", "custom", "custom"], "rgb(255, 253, 249)"),
    "dark first": (OWN_DARK, ["slate", "custom", "custom"], "rgb(23, 24, 26)"),
    "another": (INDIGO, ["default", "indigo", "pink"], "rgb(255, 255, 255)"),
    "none": (None, [None, None, None], "rgb(255, 255, 255)"),
}


@pytest.mark.parametrize("name", PALETTES)
def test_pages_come_in_the_colours_of_the_palette(
    build_site: BuildSite, serve_site: ServeSite, page: Page, name: str
) -> None:
    palette, said, background = PALETTES[name]
    theme = {} if palette is ... else {"theme": {"palette": palette}}
    url = serve_site(build_site(TWO_WEEKS, theme, strict=False))
    for path in (PAPER, "", "about/"):
        page.goto(url + path)
        names = ("scheme", "primary", "accent")
        assert [page.locator("body").get_attribute(f"data-md-color-{n}") for n in names] == said, path
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == background, path


def test_without_a_script_the_colours_are_the_same(
    build_site: BuildSite, serve_site: ServeSite, context: BrowserContext
) -> None:
    opened = context.browser
    assert opened
    still = opened.new_context(java_script_enabled=False)
    page = still.new_page()
    for name, (palette, _, background) in PALETTES.items():
        theme = {} if palette is ... else {"theme": {"palette": palette}}
        page.goto(serve_site(build_site(TWO_WEEKS, theme, strict=False)) + PAPER)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == background, name
    still.close()


def test_the_landmarks_of_a_paper_have_names(sample_url: str, page: Page) -> None:
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
