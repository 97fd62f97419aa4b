"""What the pages of one site have in common while they are rendered: templates, addresses, names."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from paper_digest.model import Bilingual, Digest
from paper_digest.plan import (
    AUTHORS_URI,
    DIGESTS_URI,
    FEEDS_URI,
    HOME_URI,
    SEARCH_URI,
    TOPICS_URI,
    TRENDS_URI,
    DigestRef,
    PaperRef,
    author_uri,
    digest_uri,
    paper_uri,
    topic_uri,
    url_of,
)
from paper_digest.render.links import ROOT
from paper_digest.render.options import Frame
from paper_digest.render.templates import Templates
from paper_digest.render.views import title_html
from paper_digest.render.words import digest_name, interface, period_in_words, spans

NEAR = 1 << 13
"""Papers and digests whose names are kept for pages that name them too."""


class Site:
    """Templates, addresses and names for the pages of one site."""

    def __init__(self, frame: Frame) -> None:
        """Prepare.

        Args:
            frame: what all pages of the site share.
        """
        self.frame = frame
        self.options = frame.options
        self.ui = interface()
        self.topic = dict(frame.topics)
        self.url: Callable[[str], str] = lru_cache(NEAR)(
            partial(url_of, directory_urls=self.options.directory_urls)
        )
        self._templates = Templates(self.options, _for_all_templates(frame, self.url))
        self.sibling = lru_cache(NEAR)(self._sibling)
        self.digest = lru_cache(NEAR)(self._digest)
        self.topics = lru_cache(NEAR)(self._topics)

    def _sibling(self, paper: PaperRef) -> tuple[str, Markup]:
        """The way to a paper's page from another paper's, and the paper's titles as elements."""
        url = self.url(paper_uri(paper.id)).removeprefix("papers/")
        return f"../{url}" if self.options.directory_urls else url, title_html(paper.title)

    def _digest(self, digest: DigestRef) -> tuple[str, Markup]:
        """A digest's address relative to the site's root, and its name as elements."""
        return self.url(digest_uri(digest.id)), spans(digest_name(digest))

    def _topics(self, slugs: tuple[str, ...]) -> Markup:
        """Links to topics, with `ROOT` in them."""
        named = [(self.url(topic_uri(slug)), self.topic[slug]) for slug in slugs]
        return Markup("".join(f'<a href="{ROOT}{url}">{spans(name)}</a>' for url, name in named))

    def author(self, slug: str) -> str:
        """The address of an author's page, with `ROOT` in it; "" for one without a page."""
        return f"{ROOT}{self.url(author_uri(slug))}" if slug else ""

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


def year_anchor(year: int) -> str:
    """The fragment of a year in the index of digests."""
    return str(year) if year else "undated"


def _for_all_templates(frame: Frame, url: Callable[[str], str]) -> dict[str, Any]:
    """What every template can use."""

    def title(paper: Any) -> Markup:
        named: Bilingual = paper.title
        return title_html(named)

    def address(digest: Digest | DigestRef) -> str:
        return url(digest_uri(digest.id))

    return {
        "ui": interface(),
        "root": Markup(ROOT),
        "paper_url": lambda paper: url(paper_uri(paper.id)),
        "digest_url": address,
        "digest_name": lambda digest: spans(digest_name(digest)),
        "digest_plain": digest_name,
        "paper_title": title,
        "period": lambda first, last: spans(period_in_words(first, last)),
        "year_anchor": year_anchor,
        "home_url": url(HOME_URI),
        "feeds_url": url(FEEDS_URI),
        "digests_url": url(DIGESTS_URI),
        "search_url": url(SEARCH_URI),
        "topics_url": url(TOPICS_URI),
        "trends_url": url(TRENDS_URI) if TRENDS_URI in frame.singles else "",
        "authors_url": url(AUTHORS_URI) if AUTHORS_URI in frame.singles else "",
        "text": spans,
    }
