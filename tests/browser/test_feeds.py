"""Feeds in a browser: the way to them, and that a visit fetches none."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.languages import choose


def test_a_reader_finds_the_feeds_of_a_topic(page: Page, every_page_url: str) -> None:
    page.goto(f"{every_page_url}topics/agents/?lang=en")
    page.get_by_role("link", name="Feeds").click()
    expect(page).to_have_url(re.compile(r"/feeds/#topic-agents$"))
    row = page.get_by_role("row", name="Agents")
    expect(row).to_be_in_viewport()
    expect(row.get_by_role("link")).to_have_text(["Atom", "JSON"] * 3)
    choose(page, "zh")
    expect(page.get_by_role("row", name="智能体")).to_be_visible()
    for link in page.locator("table a, ul a[href$=opml]").all():
        assert page.request.get(link.evaluate("link => link.href")).ok


def test_no_visit_fetches_a_feed_or_takes_it_for_a_site(instant: Page, every_page_url: str) -> None:
    asked: list[str] = []
    instant.on("request", lambda request: asked.append(request.url.removeprefix(every_page_url)))
    instant.goto(f"{every_page_url}?lang=en")
    feeds = 'link[rel~="alternate"]'
    expect(instant.locator(feeds)).to_have_count(12)
    instant.wait_for_load_state("networkidle")
    for name in ("Topics", "Agents"):
        instant.get_by_role("link", name=name).first.click()
        expect(instant.locator("h1")).to_contain_text(name)
    expect(instant.locator(feeds)).to_have_count(6)
    expect(instant.locator(feeds).first).to_have_attribute(
        "href", re.compile(r"feeds/topics/agents\.en\.xml$")
    )
    instant.wait_for_load_state("networkidle")
    assert [url for url in asked if "feeds/" in url] == []
    # The theme asks for the site's own sitemap alone, and not for one of each feed.
    assert {url for url in asked if url.endswith("sitemap.xml")} <= {"sitemap.xml"}
    assert "sitemap.xml" in asked
