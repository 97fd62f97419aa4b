"""What a page in the browser shows in which language."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

POSITIONS = ("en", "zh", "both")
HALVES = "\u2009\u00b7\u2009"
_LABELS = {"en": "EN", "zh": "中文", "both": "对照"}

# Titles, names and the words of digests and editors, which stay as they are in either view.
OWN_WORDS = (
    "article:has(.pd-abstract) > h1",
    "body:has(.pd-abstract) .md-header__topic + .md-header__topic",
    ".pd-card h3",
    ".pd-opening",
    ".pd-abstract > .pd-row",
    ".pd-introduction > .pd-row",
    ".pd-summary > div",
    ".pd-fold > .pd-row",
    ".pd-glance",
    "article:has(.pd-abstract) .pd-neighbours > a > span",
    ".pd-related li",
    ".pd-authors",
    ".pd-venue",
    ".md-search-result__list",
)
# Names that are the same in both languages.
NAMES = (
    *("arXiv", "PDF", "HTML", "Hugging Face", "BibTeX", "RIS", "CSL-JSON", "JSON", "Markdown", "GitHub"),
    *("Material for MkDocs", "EN", "中文", "对照", "Qwen2.5-VL", "qwen25vl", "Atom", "CSV", "OPML"),
)

_COLLECT = """
([own, attributes]) => {
  const shown = (element) => element.checkVisibility({visibilityProperty: true});
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest("script, style, noscript, " + own) || !shown(parent)) continue;
    found.push(["text", walker.currentNode.data.trim(), parent.outerHTML.slice(0, 160)]);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(own) || !shown(element)) continue;
    for (const name of attributes) {
      const value = element.getAttribute(name);
      if (value) found.push([name, value.trim(), element.outerHTML.slice(0, 160)]);
    }
    for (const pseudo of ["::before", "::after"]) {
      const content = getComputedStyle(element, pseudo).content;
      const words = content.startsWith('"') ? content.slice(1, -1) : "";
      found.push([pseudo, words, element.outerHTML.slice(0, 160)]);
    }
  }
  if (!document.querySelector(".pd-abstract")) found.push(["title", document.title, "<title>"]);
  return found.filter(([, text]) => text);
}
"""
_ATTRIBUTES = ["title", "aria-label", "aria-description", "placeholder", "alt", "label", "data-md-value"]


def choose(page: Page, lang: str) -> None:
    """Take a position of the toggle as a reader does, with a click on what is seen."""
    page.locator(".pd-toggle label", has_text=_LABELS[lang]).click()


def position(page: Page) -> str | None:
    """Which position the page is in."""
    return page.locator("html").get_attribute("data-digest-lang")


def shown_pieces(page: Page) -> dict[str, bool]:
    """For each language: whether all of its pieces show (True) or none of them (False).

    Pieces in what is closed or hidden as a whole do not count, nor titles of papers, whose English stands
    below the Chinese. A mixture fails.
    """
    found: dict[str, dict[str, Any]] = page.evaluate(
        """
        () => Object.fromEntries(["en", "zh-CN"].map((lang) => {
          const pieces = document.querySelectorAll(`body [lang="${lang}"]:not([data-solo])`);
          const all = [...pieces].filter((piece) =>
            piece.textContent.trim() && piece.parentElement.checkVisibility() &&
            !piece.closest("[data-only], [data-of], .pd-of-paper, .pd-card h3"));
          return [lang, {
            all: all.length,
            shown: all.filter((piece) => piece.checkVisibility()).length,
            some: all.filter((piece) => piece.checkVisibility()).slice(0, 3).map((piece) => piece.outerHTML),
          }];
        }))
        """
    )
    for lang, counts in found.items():
        assert counts["all"], f"no piece in {lang}"
        assert counts["shown"] in (0, counts["all"]), (lang, counts)
    return {lang: bool(counts["shown"]) for lang, counts in found.items()}


def wrong_words(page: Page, lang: str) -> list[tuple[str, str, str]]:
    """The visible words of the interface that are not in a language.

    Args:
        page: an open page.
        lang: `en` or `zh`.

    Returns:
        For each: where it stands (`text`, or an attribute's name), the words, and the element's HTML.
    """
    wrong = []
    for place, text, markup in page.evaluate(_COLLECT, [", ".join(OWN_WORDS), _ATTRIBUTES]):
        rest = text
        for name in NAMES:
            rest = rest.replace(name, "")
        foreign = any("\u3400" <= char <= "\u9fff" for char in rest)
        if lang == "zh":
            foreign = any(char.isascii() and char.isalpha() for char in rest)
        if foreign:
            wrong.append((place, text, markup))
    return wrong
