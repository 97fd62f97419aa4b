"""What the pages of one site have in common while they are rendered."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from paper_digest.model import Digest, Paper
from paper_digest.plan import (
    DIGESTS_URI,
    FEEDS_URI,
    HOME_URI,
    SEARCH_URI,
    TOPICS_URI,
    TRENDS_URI,
    Plan,
    digest_uri,
    paper_uri,
    url_of,
)
from paper_digest.render.feeds import FeedLinks
from paper_digest.render.links import ROOT
from paper_digest.render.options import Options
from paper_digest.render.templates import Templates
from paper_digest.render.views import title_html
from paper_digest.render.words import digest_name, interface, period_in_words, spans

NEAR = 1 << 13
"""Papers and digests of which is kept what pages that name them need of them."""


class Site:
    """The plan, addresses in it, and the templates."""

    def __init__(self, plan: Plan, options: Options) -> None:
        """Prepare.

        Args:
            plan: the site.
            options: what rendering needs to know of it.
        """
        self.plan = plan
        self.options = options
        self.ui = interface()
        self.feeds = FeedLinks(plan, options.site_name)
        self.url: Callable[[str], str] = lru_cache(NEAR)(
            partial(url_of, directory_urls=options.directory_urls)
        )
        self._templates = Templates(options, _for_all_templates(plan, options, self.url))
        self._siblings: dict[str, tuple[str, Markup]] = {}
        self._digests: dict[str, tuple[str, Markup]] = {}

    def sibling(self, paper: Paper) -> tuple[str, Markup]:
        """The way to a paper's page from another paper's, and the paper's titles as elements."""
        known = self._siblings.get(paper.id)
        if known is None:
            if len(self._siblings) >= NEAR:
                self._siblings.clear()
            known = sibling_url(paper, self.options.directory_urls), title_html(paper)
            self._siblings[paper.id] = known
        return known

    def digest(self, digest: Digest) -> tuple[str, Markup]:
        """A digest's address relative to the site's root, and its name as elements."""
        known = self._digests.get(digest.id)
        if known is None:
            if len(self._digests) >= NEAR:
                self._digests.clear()
            known = self._digests[digest.id] = self.url(digest_uri(digest.id)), spans(digest_name(digest))
        return known

    def absolute(self, uri: str) -> str:
        """A page's full address, "" where the site has none."""
        return self.options.site_url + self.url(uri) if self.options.site_url else ""

    def root_from(self, uri: str) -> str:
        """The relative way from a page to the site's root, such as `../../`; `./` on the root itself."""
        return "../" * self.url(uri).count("/") or "./"

    def piece(self, template: str, **values: Any) -> str:
        """Fill in a template for any page: `ROOT` stands for the way to the root."""
        return self._templates.fill(template, values)

    def fill(self, template: str, uri: str, **values: Any) -> str:
        """Fill in a template for one page."""
        return self._templates.fill(template, values).replace(ROOT, self.root_from(uri))


def sibling_url(paper: Paper, directory_urls: bool) -> str:
    """The way to a paper's page from another paper's, which is shorter than over the root."""
    url = url_of(paper_uri(paper.id), directory_urls=directory_urls).removeprefix("papers/")
    return f"../{url}" if directory_urls else url


def year_anchor(year: int) -> str:
    """The fragment of a year in the index of digests."""
    return str(year) if year else "undated"


def _for_all_templates(plan: Plan, options: Options, url: Callable[[str], str]) -> dict[str, Any]:
    """What every template can use; nothing in it holds on to the plan."""
    return {
        "ui": interface(),
        "root": Markup(ROOT),
        "paper_url": lambda paper: url(paper_uri(paper.id)),
        "sibling_url": lambda paper: sibling_url(paper, options.directory_urls),
        "digest_url": lambda digest: url(digest_uri(digest.id)),
        "digest_name": lambda digest: spans(digest_name(digest)),
        "digest_plain": digest_name,
        "paper_title": title_html,
        "period": lambda first, last: spans(period_in_words(first, last)),
        "year_anchor": year_anchor,
        "home_url": url(HOME_URI),
        "feeds_url": url(FEEDS_URI),
        "digests_url": url(DIGESTS_URI),
        "search_url": url(SEARCH_URI),
        "topics_url": url(TOPICS_URI),
        "trends_url": url(TRENDS_URI) if TRENDS_URI in plan.pages else "",
        "text": spans,
    }
