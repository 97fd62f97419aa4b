"""Digests that mean harm: nothing runs, nothing leaves its block, nothing is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.conftest import BuildSite, ServeSite
from tests.support import payloads
from tests.support.browser import Chromium, wait_until
from tests.support.shared import Shared
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
  const links = ["href", "src", "action", "formaction", "data", "poster", "srcset",
    "xlink:href", "background"];
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
  const tags = new Set(("a abbr article b blockquote br button code dd del details dfn div dl dt em h1 h2 " +
    "h3 h4 h5 h6 hr i kbd li mark math menclose merror mfrac mi mn mo mover mpadded mphantom mroot mrow " +
    "ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover nav ol p pre s " +
    "section small span strong sub summary sup table tbody td th thead time tr u ul").split(" "));
  const attributes = new Set(("lang class id href title rel start aria-label tabindex datetime type open " +
    "aria-current aria-haspopup data-solo data-only data-of data-topic data-year data-pd-words").split(" "));
  // The templates' own, outside the words of digests.
  const ours = new Set(("svg path figure figcaption role scope aria-hidden aria-labelledby aria-pressed " +
    "data-list data-date data-front data-paper data-field data-read viewBox preserveAspectRatio d " +
    "hidden aria-expanded data-pinyin data-count").split(" "));
  const theirs = "[data-solo], .pd-abstract, .pd-opening, .pd-intro";
  const known = (names, name, element) => names.has(name) || (ours.has(name) && !element.closest(theirs));
  const footnote = /^#pd-fn-[\da-f-]+$/;
  const classes = /^(pd-|headerlink$|md-typeset__)/;
  const tools = ":not(#pd-search, #pd-reading, #pd-glossary)";
  for (const element of article.querySelectorAll(`:scope > ${tools}, :scope > ${tools} *`)) {
    if (!known(tags, element.localName, element)) say(element, "element");
    if (element.closest("math")) { if (element.id || element.className) say(element, "named"); continue; }
    for (const { name } of element.attributes) if (!known(attributes, name, element)) say(element, name);
    for (const name of element.classList) if (!classes.test(name)) say(element, "class");
    if (element.id && !/^(__code_\d+|pd-fn-[\da-f-]+)$/.test(element.id) &&
        element.closest(".pd-row, .pd-opening, h1 > *")) say(element, "id");
    if (element.localName === "button" && (!element.matches(".pd-mark, .pd-seen, .pd-cite *") ||
        element.closest(`${theirs}, h1, h3, nav`))) say(element, "button");
    if (element.localName === "a" && element.hostname === location.hostname && !footnote.test(element.hash) &&
        element.closest(".pd-row, .pd-opening, .pd-title")) say(element, "link into the site");
  }
  const one = (selector) => {
    const count = document.querySelectorAll(selector).length;
    if (count !== 1) wrong.push(`${count} of ${selector}`);
  };
  ["h1", "main", "header.md-header", "footer.md-footer", "title", "body", "base, head"].forEach(one);
  ["#__config", "#__search"].forEach(one);
  if (document.querySelector("main footer, article header.md-header, article main")) wrong.push("landmarks");
  const top = document.querySelector("footer.md-footer").getBoundingClientRect().top;
  if (top < article.getBoundingClientRect().bottom - 1)
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


HAPPENED: list[str] = []
"""What pages did since the last look at it."""


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
def victim(browser: Chromium) -> Iterator[Page]:
    """A page that records whatever a payload could do, without the policy that would hold it back."""
    context = browser.new_context(locale="zh-CN", bypass_csp=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    happened = HAPPENED

    def dismiss(dialog: Dialog) -> None:
        happened.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("popup", lambda popup: happened.append(f"popup {popup.url}"))
    page.on("pageerror", lambda error: happened.append(f"error {error}"))
    page.on("download", lambda download: happened.append(f"download {download.url}"))
    page.on(
        "request",
        lambda request: (
            None
            if urlsplit(request.url).hostname == "127.0.0.1"
            else happened.append(f"request {request.url}")
        ),
    )
    yield page
    context.close()


def happenings(page: Page) -> list[str]:
    """What a payload did since the page was opened."""
    happened = HAPPENED.copy()
    HAPPENED.clear()
    return [f"fired {call}" for call in page.evaluate("window.fired")] + happened


def outcome(page: Page) -> list[str]:
    """What a payload did, and what it left on the page."""
    return happenings(page) + list(page.evaluate(INSPECT))


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
    wait_until(victim, lambda: victim.evaluate("window.fired.length"))
    found = " ".join(outcome(victim))
    for sign in ("fired", "onerror", "javascript:", "class", "element"):
        assert sign in found, sign


@dataclass(frozen=True)
class Visit:
    """What one page held: `wrong` things that happened, the frame's elements, and what readers see."""

    wrong: list[str]
    frame: list[str]
    heading: str
    abstract: str
    article: str
    code: list[str]
    title: str
    citation_title: str
    linked: str


EVENTS = """
() => {
  const leads = "a[href^=http], a[href^=mailto], .pd-path, .pd-neighbours, h3, .pd-cite, #pd-reading button";
  document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  for (const element of document.querySelectorAll("article *"))
    for (const type of ["mouseover", "mouseenter", "focus", "click", "error", "load", "toggle"])
      if (type !== "click" || !element.closest(leads))
        element.dispatchEvent(new Event(type, {bubbles: true, cancelable: true}));
}
"""
SEEN = """
() => {
  const text = (selector) => document.querySelector(selector)?.innerText ?? "";
  return {
    heading: text("h1 [lang=en]") || text("h1"),
    abstract: text(".pd-abstract"),
    article: text("article.md-content__inner"),
    code: [...document.querySelectorAll(".pd-abstract code")].map((code) => code.innerText),
    title: document.title,
    citation_title: document.querySelector("meta[name=citation_title]")?.content ?? "",
    linked: document.querySelector("script[type='application/ld+json']")?.textContent ?? "",
  };
}
"""


@pytest.fixture(scope="module")
def visits(shared: Shared, hostile_site: BuiltSite, hostile_url: str, victim: Page) -> dict[str, Visit]:
    """Every page of the site, opened, with both languages shown, hovered and clicked."""
    return shared.get("visits", lambda _: visit_all(hostile_site, hostile_url, victim))


def visit_all(hostile_site: BuiltSite, hostile_url: str, victim: Page) -> dict[str, Visit]:
    found = {}
    for path in pages_of(hostile_site):
        victim.goto(f"{hostile_url}{quote(path)}?lang=both")
        frame, seen, wrong = victim.evaluate(FRAME), victim.evaluate(SEEN), victim.evaluate(INSPECT)
        victim.evaluate(EVENTS)
        address = unquote(urlsplit(victim.url).path)
        moved = [] if address.endswith(f"/repo/{path}") else [f"went to {address}"]
        found[path] = Visit(wrong=wrong + moved + happenings(victim), frame=frame, **seen)
    return found


def visit_of(visits: dict[str, Visit], number: int) -> Visit:
    return visits[f"papers/{payloads.paper_id(number)}/"]


def test_nothing_fires_on_any_page(visits: dict[str, Visit]) -> None:
    assert len(visits) > 120
    wrong = [f"{path}: {thing}" for path, visit in visits.items() for thing in visit.wrong]
    assert wrong == [], "\n".join(wrong)


def test_no_frame_is_changed(visits: dict[str, Visit]) -> None:
    frame = visits[f"papers/{payloads.HARMLESS}/"].frame
    assert len(frame) > 50
    changed = [path for path, visit in visits.items() if path.startswith("papers/") and visit.frame != frame]
    assert changed == []


# Tags that Markdown's writers use mean what they mean, or are dropped with their words kept; a picture that
# leads nowhere is its name. All others are text.
SHOWN = {
    "img": "x",
    "img-quotes": '">x',
    "img-single-quotes": "'>x",
    "svg-animate": "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "style-attribute": "cover",
    "form": '<form action="https://evil.example/">Go</form>',
    "details": "x",
    "media": "<video></video><audio src=x onerror=alert(1)></audio>",
    "link-element": "raw link",
    "handler-on-harmless": "bold",
    "class-on-harmless": "bold",
    "comment": "<script>alert(1)</script> --!>x",
    "escape-block": "</body></html><script>alert(1)</script>",
    "mutation-math": "<math><mglyph><style><!--</style>",
    "mutation-noscript": "<noscript>",
    "mutation-template": "<template><template></template></template>",
    "mutation-form": "<form><math><mtext></form><form><mglyph><style></math>",
    "unbalanced-harmless": "never closed",
    "clobber": "",
}


@pytest.mark.parametrize("name", payloads.RAW)
def test_raw_html_is_shown_as_text(visits: dict[str, Visit], name: str) -> None:
    number = list(payloads.RAW).index(name) + 1
    shown = words(visit_of(visits, number).abstract)
    payload = payloads.RAW[name].replace("\u0002", "\ufffd").replace("\u0003", "\ufffd")
    for entity, character in {"&lt;": "<", "&gt;": ">", "&#60;": "<", "&#62;": ">"}.items():
        payload = payload.replace(entity, character)
    assert words(SHOWN.get(name, payload)) in shown
    assert f"前文{number}" in shown
    assert f"后文{number}" in shown


@pytest.mark.parametrize("name", payloads.MARKDOWN)
def test_markdown_stays_readable(visits: dict[str, Visit], name: str) -> None:
    number = len(payloads.RAW) + list(payloads.MARKDOWN).index(name) + 1
    shown = visit_of(visits, number).abstract
    wanted = re.search(r"press \w+", payloads.MARKDOWN[name])
    assert wanted is not None
    assert wanted[0] in shown.replace("\n", " ")
    assert f"前文 {number}" in shown
    assert f"后文 {number}" in shown


def test_code_is_shown_literally(visits: dict[str, Visit]) -> None:
    shown = ""
    first = len(payloads.RAW) + len(payloads.MARKDOWN) + 1
    for number in range(first, first + len(payloads.CODE)):
        shown += "\n".join(visit_of(visits, number).code)
    for text in payloads.CODE_TEXTS:
        assert text in shown


@pytest.mark.parametrize("name", payloads.IN_TITLES)
def test_a_title_is_text_everywhere(visits: dict[str, Visit], name: str) -> None:
    number = payloads.IN_TITLES.index(name) + 1
    visit = visit_of(visits, 500 + number)
    assert visit.heading.startswith(f"Title {number} ")
    payload = SHOWN.get(name, payloads.RAW[name]).replace("&lt;", "<").replace("&gt;", ">")
    payload = payload.replace("\u0002", "\ufffd").replace("\u0003", "\ufffd")
    if name != "unbalanced-harmless":
        assert words(payload) in words(visit.heading)
        assert words(payload) in words(visit.title)
    assert words(visit.citation_title) == words(visit.heading)
    assert words(json.loads(visit.linked)["name"]) == words(visit.heading)


def test_fields_are_text(hostile_url: str, victim: Page) -> None:
    victim.goto(f"{hostile_url}papers/2504.00801/?lang=both")
    shown = victim.locator("article").inner_text()
    assert "<script>alert(1)</script>" in shown
    assert '"><img src=x onerror=alert(1)>' in shown
    author = victim.locator("meta[name=citation_author]").first.get_attribute("content")
    assert author == "<script>alert(1)</script>"
    expect(victim.locator("h1")).to_have_text("Fields各种字段")
    victim.goto(f"{hostile_url}papers/2504.00001/?lang=both")
    expect(victim.locator("h1 [lang=en]")).to_have_text("Overlay </title><script>alert(1)</script>")
    expect(victim.locator(".pd-authors")).to_contain_text("<svg onload=alert(1)>")
    expect(victim.locator(".pd-venue")).to_have_text("<img src=x onerror=alert(1)>")
    expect(victim.locator(".pd-abstract")).to_contain_text(
        "English overlay <script>alert(1)</script> press overlay"
    )


def test_front_matter_and_file_names_are_text(
    hostile_site: BuiltSite, hostile_url: str, victim: Page
) -> None:
    victim.goto(f"{hostile_url}digests/2025/0407-0411/?lang=both")
    expect(victim.locator("h1")).to_contain_text("x </title> Digest")
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
        urls = [
            url
            for value in paper.get("links", {}).values()
            for url in ([value] if isinstance(value, str) else value)
        ]
        assert all(url.startswith(("https://", "http://")) for url in urls), paper


def test_the_search_shows_payloads_as_text(hostile_url: str, victim: Page) -> None:
    victim.goto(f"{hostile_url}topics/?lang=en", wait_until="networkidle")
    victim.locator(".md-search__input").click()
    for query in ("overlay", "title", "carrier"):
        victim.locator(".md-search__input").clear()
        victim.keyboard.type(query)
        expect(victim.locator(".md-search-result__link").first).to_be_visible()
        bad = "all => all.filter((e) => [...e.attributes].some((a) => /^on/.test(a.name))).length"
        assert victim.locator(".md-search-result *").evaluate_all(bad) == 0
        expect(victim.locator(".md-search-result :is(img, script, iframe, style, form)")).to_have_count(0)
    assert victim.evaluate("window.fired") == []
