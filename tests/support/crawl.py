"""A crawler over a built site's files: what leads nowhere, and what is loaded from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

LOADING_RELS = {
    "stylesheet",
    "icon",
    "preconnect",
    "preload",
    "modulepreload",
    "dns-prefetch",
    "prefetch",
    "manifest",
}
LOADING_TAGS = {
    "script",
    "img",
    "iframe",
    "video",
    "audio",
    "source",
    "object",
    "embed",
    "input",
    "track",
    "use",
    "image",
}
CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)'"\s]*))\s*\)""")
CSS_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)""")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ADDRESS_KEYS = {"url", "isPartOf", "@id"}


NO_ADDRESS = ("404.html", "offline.html")
"""Pages that stand in for others."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One address that a page names: as written, what names it, and whether it is loaded at once."""

    written: str
    by: str
    loaded: bool


@dataclass(frozen=True, slots=True)
class _Document:
    references: tuple[Reference, ...]
    addresses: tuple[str, ...]
    canonical: str
    anchors: frozenset[str]


def faults_of(directory: Path, site_url: str) -> list[str]:
    """Everything that is wrong with the addresses of a site.

    Args:
        directory: the built site.
        site_url: its full address, with the sub-path and a slash at its end.

    Returns:
        A line per fault, naming the page and what it says; [] for a site without any.
    """
    return list(_Crawl(directory, site_url).faults())


class _Crawl:
    def __init__(self, directory: Path, site_url: str) -> None:
        self.site_url = site_url
        self.files = {p.relative_to(directory).as_posix(): p for p in directory.rglob("*") if p.is_file()}
        self.pages = {
            path: _read(file.read_text(encoding="utf-8"))
            for path, file in self.files.items()
            if path.endswith(".html")
        }

    def faults(self) -> Iterator[str]:
        for path in sorted(self.pages):
            yield from (f"{path}: {fault}" for fault in self._page(path))
        for path in sorted(self.files):
            if path.endswith(".css"):
                text = self.files[path].read_text(encoding="utf-8")
                for written in css_references(text):
                    yield from (
                        f"{path}: {fault}" for fault in self._follow(path, Reference(written, "url()", True))
                    )

    def _page(self, path: str) -> Iterator[str]:
        page = self.pages[path]
        for reference in page.references:
            yield from self._follow(path, reference)
        own = self.site_url + path
        if path not in NO_ADDRESS and unquote(page.canonical) not in (own, own.removesuffix("index.html")):
            yield f"canonical is {page.canonical!r}, not {own!r}"
        for address in page.addresses:
            if address.startswith(self.site_url) and self._target(address) is None:
                yield f"its data names {address!r}, which is no page"

    def _follow(self, path: str, reference: Reference) -> Iterator[str]:
        written = reference.written
        said = f"{reference.by} {written!r}"
        try:
            parts = urlsplit(urljoin(self.site_url + quote(path.removesuffix("index.html")), written))
        except ValueError:
            yield f"{said} is no address"
            return
        home = urlsplit(self.site_url)
        if parts.scheme == "data" and reference.loaded:
            return
        if parts.scheme == "mailto" and not reference.loaded:
            return
        if parts.scheme not in ("http", "https"):
            yield f"{said} has the scheme {parts.scheme!r}"
        elif parts.netloc != home.netloc:
            if reference.loaded:
                yield f"{said} is loaded from another host"
        elif written.startswith("/") and path != "404.html":
            yield f"{said} breaks under a sub-path"
        else:
            target = self._target(parts.geturl())
            if target is None:
                yield f"{said} leads nowhere"
            elif parts.fragment and unquote(parts.fragment) not in self._anchors(target):
                yield f"{said} names an anchor that {target} lacks"

    def _target(self, address: str) -> str | None:
        base, path = urlsplit(self.site_url).path, unquote(urlsplit(address).path)
        if not path.startswith(base):
            return None
        below = path.removeprefix(base)
        below += "index.html" if not below or below.endswith("/") else ""
        return below if below in self.files else None

    def _anchors(self, target: str) -> frozenset[str]:
        return self.pages[target].anchors if target in self.pages else frozenset()


def _read(text: str) -> _Document:
    tree = LexborHTMLParser(text)
    anchors = {str(node.attributes["id"]) for node in tree.css("[id]")}
    anchors |= {str(node.attributes["name"]) for node in tree.css("a[name]")}
    canonical = tree.css_first("link[rel=canonical]")
    return _Document(
        references=tuple(_references(tree)),
        addresses=tuple(_addresses(tree)),
        canonical=str(canonical.attributes["href"]) if canonical else "",
        anchors=frozenset(anchors),
    )


def _references(tree: LexborHTMLParser) -> Iterator[Reference]:
    """What a page names."""
    selector = "[href],[src],[srcset],[action],[poster],[data],[formaction],[background],[ping],[style]"
    for node in tree.css(selector):
        tag = str(node.tag)
        loaded = tag in LOADING_TAGS or (tag == "link" and bool(_rels(node) & LOADING_RELS))
        for name in (
            "href",
            "src",
            "action",
            "poster",
            "data",
            "formaction",
            "background",
            "ping",
            "xlink:href",
        ):
            value = node.attributes.get(name)
            if value is not None:
                yield Reference(
                    value.strip(), f"<{tag} {name}>", loaded or name in ("poster", "background", "ping")
                )
        for candidate in (node.attributes.get("srcset") or "").split(","):
            if candidate.strip():
                yield Reference(candidate.split()[0], f"<{tag} srcset>", True)
        for written in css_references(node.attributes.get("style") or ""):
            yield Reference(written, f"<{tag} style>", True)
    for style in tree.css("style"):
        for written in css_references(style.text()):
            yield Reference(written, "<style>", True)
    config = tree.css_first("script#__config")
    if config:
        settings = json.loads(config.text())
        base = settings["base"].rstrip("/") + "/"
        yield Reference(base, "__config.base", False)
        yield Reference(_relative_to(base, settings["search"]), "__config.search", True)


def _relative_to(base: str, path: str) -> str:
    """The search script's path as the theme gives it: from the page already."""
    return path if path.startswith((".", "/", "http")) else base + path


def _rels(node: LexborNode) -> set[str]:
    return set((node.attributes.get("rel") or "").lower().split())


def css_references(text: str) -> Iterator[str]:
    """Every address in a style sheet that is not a fragment of the same document."""
    bare = CSS_COMMENT.sub("", text)
    for match in CSS_URL.finditer(bare):
        written = match[1] or match[2] or match[3] or ""
        if written and not written.startswith("#"):
            yield written
    yield from (match[1] for match in CSS_IMPORT.finditer(bare))


def _addresses(tree: LexborHTMLParser) -> Iterator[str]:
    """Full addresses that a page gives to machines: Open Graph and JSON-LD."""
    for node in tree.css('meta[property="og:url"]'):
        yield str(node.attributes["content"])
    for node in tree.css('script[type="application/ld+json"]'):
        yield from _urls_in(json.loads(node.text()))


def _urls_in(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _urls_in(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _urls_in(item, key)
    elif isinstance(value, str) and key in ADDRESS_KEYS:
        yield value
