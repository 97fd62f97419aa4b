"""Digests that mean harm: nothing runs, nothing leaves its block, nothing is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import BuildSite, ServeSite
from tests.support import payloads
from tests.support.site import BuiltSite

WATCH = """
window.fired = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "msgbox"])
  window[name] = (...values) => { window.fired.push([name, ...values.map(String)]); };
"""

# Elements and attributes that a digest's words may become, MathML and the templates' own included.
INSPECT = r"""
() => {
  const wrong = [];
  const say = (element, why) => wrong.push(`${why}: ${element.outerHTML.slice(0, 200)}`);
  const links = ["href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "background"];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) say(element, name);
      if (!links.includes(name.toLowerCase())) continue;
      let target;
      try { target = new URL(value, document.baseURI); } catch { say(element, "no URL"); continue; }
      if (!["http:", "https:", "mailto:"].includes(target.protocol)) say(element, target.protocol);
    }
  }
  const article = document.querySelector("article.md-content__inner");
  const tags = new Set(("a article b blockquote br button code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i " +
    "kbd li mark math menclose merror mfrac mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub " +
    "msubsup msup mtable mtd mtext mtr munder munderover nav ol p pre s section small span strong sub summary sup " +
    "table tbody td th thead time tr u ul").split(" "));
  const attributes = /^(lang|class|id|href|title|rel|start|data-(solo|only|of|copy|pd-words)|aria-label|tabindex|datetime|type|open)$/;
  for (const element of article.querySelectorAll("*")) {
    if (!tags.has(element.localName)) say(element, "element");
    if (element.closest("math")) { if (element.id || element.className) say(element, "named"); continue; }
    for (const { name } of element.attributes) if (!attributes.test(name)) say(element, name);
    for (const name of element.classList) if (!/^(pd-|headerlink$)/.test(name)) say(element, "class");
    if (element.id && element.closest(".pd-row, .pd-opening, h1 > *")) say(element, "id");
    if (element.localName === "button" && element.className !== "pd-copy") say(element, "button");
    if (element.localName === "a" && element.hostname === location.hostname &&
        element.closest(".pd-row, .pd-opening, .pd-title")) say(element, "link into the site");
  }
  const one = (selector) => {
    const count = document.querySelectorAll(selector).length;
    if (count !== 1) wrong.push(`${count} of ${selector}`);
  };
  ["h1", "main", "header.md-header", "footer.md-footer", "title", "body", "base, head", "#__config", "#__search"].forEach(one);
  if (document.querySelector("main footer, article header.md-header, article main")) wrong.push("landmarks nested");
  if (document.querySelector("footer.md-footer").getBoundingClientRect().top < article.getBoundingClientRect().bottom - 1)
    wrong.push("the footer is not below the article");
  if (getComputedStyle(document.body).display === "none") wrong.push("no body");
  return wrong;
}
"""
FRAME = """
() => [...document.querySelectorAll("html *")]
  .filter((element) => !element.closest("article.md-content__inner > *, head, .md-header__topic > *"))
  .map((element) => `${element.localName}#${element.id}.${element.getAttribute("class")}`)
"""


@pytest.fixture(scope="module")
def hostile_site(build_site: BuildSite) -> BuiltSite:
    built = build_site(payloads.FILES, {"edit_uri": "https://git.example/edit/"}, strict=False)
    assert not built.failed, built.log
    assert not [line for line in built.warnings if "shell" in line]
    return built


@pytest.fixture(scope="module")
def hostile_url(hostile_site: BuiltSite, serve_site: ServeSite) -> str:
    return serve_site(hostile_site)


@pytest.fixture(scope="module")
def victim(browser: Browser) -> Iterator[Page]:
    """A page that records whatever a payload could do."""
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(WATCH)
    page = context.new_page()
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda popup: happened.append(f"popup {popup.url}"))
    page.on("pageerror", lambda error: happened.append(f"error {error}"))
    page.on("download", lambda download: happened.append(f"download {download.url}"))
    page.on(
        "request",
        lambda request: (
            None if urlsplit(request.url).hostname == "127.0.0.1" else happened.append(f"request {request.url}")
        ),
    )
    page.happened = happened  # type: ignore[attr-defined]
    yield page
    context.close()


def outcome(page: Page) -> list[str]:
    """What a payload did on the open page."""
    fired = [f"fired {call}" for call in page.evaluate("window.fired")]
    happened: list[str] = page.happened  # type: ignore[attr-defined]
    found = fired + happened + page.evaluate(INSPECT)
    happened.clear()
    return found


def pages_of(site: BuiltSite) -> list[str]:
    return [path.removesuffix("index.html") for path in site.files() if path.endswith("index.html")]


def words(text: str) -> str:
    return "".join(text.split())


def test_the_watch_sees_what_fires(hostile_url: str, victim: Page) -> None:
    """That the checks below would find something."""
    victim.goto(hostile_url)
    assert outcome(victim) == []
    victim.evaluate(
        """
        const row = document.querySelector("article p, article li");
        row.innerHTML = "<img src=x onerror=alert(1)><a href=javascript:alert(1) class=md-header id=x>x</a>";
        """
    )
    victim.wait_for_function("window.fired.length")
    found = " ".join(outcome(victim))
    for sign in ("fired", "onerror", "javascript:", "class", "element"):
        assert sign in found, sign


def test_nothing_fires_on_any_page(hostile_site: BuiltSite, hostile_url: str, victim: Page) -> None:
    pages = pages_of(hostile_site)
    assert len(pages) > 120
    found = {}
    for path in pages:
        victim.goto(hostile_url + path.replace("%", "%25").replace("?", "%3F").replace("#", "%23"))
        victim.locator("details").evaluate_all("all => all.forEach((fold) => { fold.open = true; })")
        if wrong := outcome(victim):
            found[path] = wrong
    assert found == {}


def test_no_frame_is_changed(hostile_site: BuiltSite, hostile_url: str, victim: Page) -> None:
    victim.goto(f"{hostile_url}papers/{payloads.HARMLESS}/")
    frame = victim.evaluate(FRAME)
    assert len(frame) > 50
    for path in pages_of(hostile_site):
        if path.startswith("papers/"):
            victim.goto(hostile_url + path)
            assert victim.evaluate(FRAME) == frame, path


def test_nothing_fires_where_a_reader_hovers_and_clicks(
    hostile_site: BuiltSite, hostile_url: str, victim: Page
) -> None:
    for name in payloads.MARKDOWN:
        number = len(payloads.RAW) + list(payloads.MARKDOWN).index(name) + 1
        victim.goto(f"{hostile_url}papers/{payloads.paper_id(number)}/?lang=both")
        victim.evaluate(
            """
            for (const element of document.querySelectorAll("article *"))
              for (const type of ["mouseover", "mouseenter", "focus", "click", "error", "load", "toggle"])
                if (type !== "click" || element.localName !== "a" || !/^https?:|^mailto:/.test(element.href))
                  element.dispatchEvent(new Event(type, {bubbles: true, cancelable: true}));
            """
        )
        assert victim.evaluate("location.pathname").endswith(f"{payloads.paper_id(number)}/"), name
        assert outcome(victim) == [], name


@pytest.mark.parametrize("name", payloads.RAW)
def test_raw_html_is_shown_as_text(hostile_url: str, victim: Page, name: str) -> None:
    number = list(payloads.RAW).index(name) + 1
    victim.goto(f"{hostile_url}papers/{payloads.paper_id(number)}/?lang=both")
    shown = words(victim.locator(".pd-abstract").inner_text())
    payload = payloads.RAW[name].replace("\u0002", "\ufffd").replace("\u0003", "\ufffd")
    for entity, character in {"&lt;": "<", "&gt;": ">", "&#60;": "<", "&#62;": ">"}.items():
        payload = payload.replace(entity, character)
    if name.endswith("-on-harmless"):
        payload = payload.removesuffix("</b>")
    if name == "unbalanced-harmless":
        payload = "never closed</p>"
    if name == "mutation-template":
        payload = "<template><template><img src=x onerror=alert(1)>@shafigullin</template></template>"
    assert words(payload) in shown
    assert f"前文{number}" in shown
    assert f"后文{number}" in shown


@pytest.mark.parametrize("name", payloads.MARKDOWN)
def test_markdown_stays_readable(hostile_url: str, victim: Page, name: str) -> None:
    number = len(payloads.RAW) + list(payloads.MARKDOWN).index(name) + 1
    victim.goto(f"{hostile_url}papers/{payloads.paper_id(number)}/?lang=both")
    shown = victim.locator(".pd-abstract").inner_text()
    wanted = re.search(r"press \w+", payloads.MARKDOWN[name])
    assert wanted is not None
    assert wanted[0] in shown.replace("\n", " ")
    assert f"前文 {number}" in shown
    assert f"后文 {number}" in shown


def test_code_is_shown_literally(hostile_url: str, victim: Page) -> None:
    shown = ""
    first = len(payloads.RAW) + len(payloads.MARKDOWN) + 1
    for number in range(first, first + len(payloads.CODE)):
        victim.goto(f"{hostile_url}papers/{payloads.paper_id(number)}/?lang=both")
        shown += "\n".join(victim.locator(".pd-abstract code").all_inner_texts())
    for text in payloads.CODE_TEXTS:
        assert text in shown


@pytest.mark.parametrize("name", payloads.IN_TITLES)
def test_a_title_is_text_everywhere(hostile_url: str, victim: Page, name: str) -> None:
    number = payloads.IN_TITLES.index(name) + 1
    victim.goto(f"{hostile_url}papers/{payloads.paper_id(500 + number)}/?lang=en")
    heading = victim.locator("h1").inner_text()
    assert heading.startswith(f"Title {number} ")
    payload = payloads.RAW[name].replace("&lt;", "<").replace("&gt;", ">")
    payload = payload.replace("\u0002", "\ufffd").replace("\u0003", "\ufffd").removesuffix("</b>")
    if name != "unbalanced-harmless":
        assert words(payload) in words(heading)
        assert words(payload) in words(victim.title())
    meta = victim.locator("meta[name=citation_title]").get_attribute("content") or ""
    assert words(meta) == words(heading)
    linked = json.loads(victim.locator("script[type='application/ld+json']").text_content() or "")
    assert words(linked["name"]) == words(heading)
    expect(victim.locator("meta[property='og:title']")).to_have_count(1)


def test_fields_are_text(hostile_url: str, victim: Page) -> None:
    victim.goto(f"{hostile_url}papers/2504.00801/?lang=both")
    shown = victim.locator("article").inner_text()
    assert "<script>alert(1)</script>" in shown
    assert '"><img src=x onerror=alert(1)>' in shown
    assert victim.locator("meta[name=citation_author]").first.get_attribute("content") == "<script>alert(1)</script>"
    expect(victim.locator("h1")).to_have_text("Fields各种字段")
    victim.goto(f"{hostile_url}papers/2504.00001/?lang=both")
    expect(victim.locator("h1 [lang=en]")).to_have_text("Overlay </title><script>alert(1)</script>")
    expect(victim.locator(".pd-authors")).to_contain_text("<svg onload=alert(1)>")
    expect(victim.locator(".pd-venue")).to_have_text("<img src=x onerror=alert(1)>")
    expect(victim.locator(".pd-abstract")).to_contain_text("English overlay <script>alert(1)</script> press overlay")


def test_front_matter_and_file_names_are_text(
    hostile_site: BuiltSite, hostile_url: str, victim: Page
) -> None:
    victim.goto(f"{hostile_url}digests/2025/0407-0411/?lang=both")
    expect(victim.locator("h1")).to_contain_text("<img src=x onerror=alert(1)> </title> Digest")
    introduction = victim.locator(".pd-introduction")
    expect(introduction).to_contain_text("Introduction <script>alert(1)</script> press introduction")
    expect(introduction).to_contain_text("导语 <svg onload=alert(1)> {: onclick=alert(1)}")
    victim.goto(f"{hostile_url}digests/")
    link = victim.locator(".pd-issue > a", has_text="onerror")
    expect(link).to_have_text(payloads.BAD_NAME)
    link.click()
    expect(victim.locator("h1")).to_contain_text(payloads.BAD_NAME)
    assert unquote(urlsplit(victim.url).path).endswith(f"/digests/{payloads.BAD_NAME}/")
    expect(victim.locator(".pd-card h3")).to_contain_text("Harmless")
    assert outcome(victim) == []


def test_the_data_holds_no_bad_link(hostile_site: BuiltSite) -> None:
    data = json.loads(hostile_site.read("data/papers.json"))
    assert len(data["papers"]) >= len(payloads.RAW) + len(payloads.MARKDOWN)
    for paper in data["papers"]:
        urls = [url for value in paper.get("links", {}).values() for url in ([value] if isinstance(value, str) else value)]
        assert all(url.startswith(("https://", "http://")) for url in urls), paper


def test_the_search_shows_payloads_as_text(hostile_url: str, victim: Page) -> None:
    victim.goto(f"{hostile_url}topics/?lang=en", wait_until="networkidle")
    victim.locator(".md-search__input").click()
    for query in ("overlay", "title", "carrier"):
        victim.locator(".md-search__input").clear()
        victim.keyboard.type(query)
        expect(victim.locator(".md-search-result__meta")).to_contain_text("matching")
        expect(victim.locator(".md-search-result__link").first).to_be_visible()
        bad = "all => all.filter((e) => [...e.attributes].some((a) => /^on/.test(a.name))).length"
        assert victim.locator(".md-search-result *").evaluate_all(bad) == 0
        expect(victim.locator(".md-search-result :is(img, script, iframe, style, form)")).to_have_count(0)
    assert victim.evaluate("window.fired") == []
