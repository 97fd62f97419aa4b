"""How MkDocs's pages get their HTML: the theme's templates, finished, or a compiled shell."""

from __future__ import annotations

import copy
import html
import logging
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any

import jinja2
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.nav import Navigation
from mkdocs.utils import get_relative_url

from paper_digest.memo import fingerprint
from paper_digest.mkdocs_adapter.pages import TEMPLATE, GeneratedPage
from paper_digest.plan import Page as PlannedPage
from paper_digest.render.finish import finish
from paper_digest.render.pages import Article
from paper_digest.render.shell import Shell, first_difference, mark
from paper_digest.render.words import plain_both, spans

SAMPLE = 251
"""One page in about this many is rendered in full as well and compared with what its shell gives."""

COMPARED = 2
"""The first page of a shell tells what slots lose, the second what the shell took from the first."""

Kind = tuple[str, str, tuple[str, ...], bool]
"""What a shell depends on but slots: its template, the way to the root, the place, whether it is for home."""

_Key = tuple[Kind, tuple[str, ...]]

log: logging.LoggerAdapter[logging.Logger] = get_plugin_logger("paper_digest")


class PageTemplate(jinja2.Template):
    """A template of the theme. Pages come out finished; generated pages out of a compiled shell."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Render as Jinja does, and finish what is a page.

        Args:
            *args: as for `jinja2.Template.render`.
            **kwargs: as for `jinja2.Template.render`.

        Returns:
            The page.
        """
        context = dict(*args, **kwargs)
        shells: ShellPress | None = self.environment.globals.get("paper_digest_shells")  # type: ignore[assignment]
        if shells is None or "base_url" not in context or not str(self.name).endswith(".html"):
            return super().render(context)

        page = context.get("page")
        if not isinstance(page, GeneratedPage):
            return self.in_full(context)
        if page.in_navigation or not is_as_made(page, context):
            return self.in_full(context)
        nav, base_url = context["nav"], context["base_url"]
        made = shells.render(page, nav, base_url, lambda other: self.in_full({**context, "page": other}))
        shells.report()
        return made

    def in_full(self, context: MutableMapping[str, Any]) -> str:
        """Render a page by the theme, and finish it."""
        return finish(super().render(context))


def is_as_made(page: GeneratedPage, context: MutableMapping[str, Any]) -> bool:
    """Whether a page and its context are as MkDocs and this plugin made them."""
    return (
        page.is_as_made()
        and len(context) == len(page.pristine)
        and all(context.get(key) is value for key, value in page.pristine.items())
    )


class ShellPress:
    """Makes shells, fills them, and checks that they give what the theme would.

    Attributes:
        differences: what shells gave that the theme does not: a page's source path and where they part.
        trusted: whether shells are used at all.
    """

    trusted = True

    def __init__(self) -> None:
        """Begin a build."""
        self.differences: list[tuple[str, str]] = []
        # By kind and by which slots are not empty: the shell and what tells it from others.
        self._shells: dict[_Key, tuple[Shell, bytes] | None] = {}
        self._filled: Counter[_Key] = Counter()
        self._kinds: dict[bytes, Kind] = {}
        self._prefixes: frozenset[tuple[str, ...]] | None = None
        self._roots: dict[int, str] = {}

    def render(
        self, page: GeneratedPage, nav: Navigation, base_url: str, in_full: Callable[[GeneratedPage], str]
    ) -> str:
        """Render a generated page by its shell, or in full where there is no shell that can be trusted.

        Args:
            page: the page.
            nav: the site's navigation.
            base_url: the way from the page to the site's root.
            in_full: renders a page by the theme.

        Returns:
            The page.
        """
        kind = (page.meta["template"], base_url, self._place(page.url, nav), page.is_homepage)
        return self.fill(page.file.src_uri, kind, slot_values(page), lambda: page, in_full)[0]

    def kind(self, url: str, nav: Navigation) -> Kind:
        """The kind of a page of ours that is not the home page: all that its shell depends on but slots.

        Args:
            url: its address relative to the site's root.
            nav: the site's navigation.
        """
        depth = url.count("/")
        if depth not in self._roots:
            self._roots[depth] = get_relative_url(".", url)
        return TEMPLATE, self._roots[depth], self._place(url, nav), False

    def fill(
        self,
        uri: str,
        kind: Kind,
        values: dict[str, str],
        page: Callable[[], GeneratedPage],
        in_full: Callable[[GeneratedPage], str],
    ) -> tuple[str, bytes]:
        """Fill a page's shell, or render the page in full where there is no shell that can be trusted.

        Args:
            uri: the page's source path.
            kind: its template, the way from it to the root, its place, and whether it is the home page.
            values: what differs from page to page.
            page: gives the page itself, with its article; not called for most.
            in_full: renders a page by the theme.

        Returns:
            The page, and what tells its shell from others; b"" where the page does not come from one.
        """
        if not self.trusted:
            return in_full(page()), b""
        key = kind, tuple([slot for slot in values if values[slot]])
        if key not in self._shells:
            stub = in_full(_stub(page(), values))
            self._shells[key] = Shell(stub), fingerprint(key, stub)
        made = self._shells[key]
        if made is None:
            return in_full(page()), b""
        shell, name = made
        self._kinds[name] = kind
        filled = shell.fill(values)
        self._filled[key] += 1
        if self._filled[key] > COMPARED and not _is_sample(uri):
            return filled, name
        full = in_full(page())
        if full != filled:
            self._shells[key] = None
            del self._kinds[name]
            self.differences.append((uri, first_difference(filled, full)))
            return full, b""
        return full, name

    def gives(self, uri: str, kind: Kind, shell: bytes) -> bool:
        """Whether a page, made of the same values, comes out as it did from a shell of an earlier build.

        Args:
            uri: the page's source path. Some pages are to be rendered all the same, to be compared.
            kind: the page's kind.
            shell: what told that shell from others.
        """
        return self.trusted and self._kinds.get(shell) == kind and not _is_sample(uri)

    def report(self) -> None:
        """Warn of the differences found, and forget them."""
        for uri, difference in self.differences:
            log.warning(
                "Pages like %s are rendered in full, which is slower: their compiled shell gives %s. "
                "A template or plugin writes something of its own on each page.",
                uri,
                difference,
            )
        self.differences.clear()

    def firsts(
        self, pages: Iterable[PlannedPage], nav: Navigation, url: Callable[[str], str]
    ) -> Iterator[PlannedPage]:
        """The first two pages of each kind: those that shells are made from and first compared with.

        Args:
            pages: pages of the plan.
            nav: the site's navigation.
            url: from a page's source path to its address relative to the site's root.
        """
        seen: Counter[tuple[Any, ...]] = Counter()
        for page in pages:
            address = url(page.uri)
            key = (type(page), address.count("/"), self._place(address, nav))
            seen[key] += 1
            if seen[key] <= COMPARED:
                yield page

    def _place(self, url: str, nav: Navigation) -> tuple[str, ...]:
        """The folders that a page shares with pages of the navigation: the links to those depend on them."""
        if self._prefixes is None:
            ways = [tuple(other.url.split("/")) for other in nav.pages]
            self._prefixes = frozenset(way[:length] for way in ways for length in range(1, len(way) + 1))
        way = tuple(url.split("/"))
        while way and way not in self._prefixes:
            way = way[:-1]
        return way


def _is_sample(uri: str) -> bool:
    return zlib.crc32(uri.encode()) % SAMPLE == 0


def slot_values(page: GeneratedPage) -> dict[str, str]:
    """What differs from page to page, as the theme's templates print it."""
    return {
        "title": str(page.title),
        "heading": page.heading,
        "description": str(page.meta.get("description", "")),
        "canonical": page.canonical_url or "",
        "head": page.head,
        "content": page.content or "",
    }


def values_of(article: Article, canonical: str) -> dict[str, str]:
    """What `slot_values` says of a page with an article that nobody has changed.

    Args:
        article: the page's article.
        canonical: the page's full address, "" where the site has none.
    """
    return {
        "title": html.escape(plain_both(article.title)),
        "heading": str(spans(article.title)),
        "description": html.escape(article.description),
        "canonical": canonical,
        "head": article.head,
        "content": article.content,
    }


def _stub(page: GeneratedPage, values: dict[str, str]) -> GeneratedPage:
    """The page with a mark in every place that `slot_values` names and that is not empty."""
    stub = copy.copy(page)
    stub.title = stub.own_title = mark("title")
    stub.own_heading = mark("heading") if values["heading"] else ""
    stub.meta = {**page.meta, **({"description": mark("description")} if values["description"] else {})}
    stub.canonical_url = mark("canonical") if values["canonical"] else page.canonical_url
    stub.head = mark("head")
    stub.content = mark("content")
    return stub
