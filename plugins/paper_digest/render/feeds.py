"""How pages name the site's feeds: the page of all feeds, and links in heads for feed readers."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from paper_digest.feeds import FORMATS, VIEWS, Feed, View, series_of
from paper_digest.ids import slug
from paper_digest.model import Bilingual, Digest
from paper_digest.plan import DIGESTS_URI, HOME_URI, Plan, topic_uri
from paper_digest.render.links import ROOT
from paper_digest.render.words import halves, plain_both, spans, words

FORMAT_NAMES = {"xml": "Atom", "json": "JSON"}


def feed_page(feed: Feed) -> str:
    """Source path of the page that shows what a feed tells."""
    if feed.kind == "topic":
        return topic_uri(feed.slug)
    return HOME_URI if feed.kind == "papers" else DIGESTS_URI


def feed_name(feed: Feed) -> Bilingual:
    """What a feed is called on the site."""
    own = words("feeds_all_papers") if feed.kind == "papers" else words("all_digests")
    return feed.name or own


def feed_title(feed: Feed, site: Bilingual) -> Bilingual:
    """What a feed calls itself among those of other sites."""
    if feed.kind == "papers":
        return site
    name = feed.name or words("digests")
    return Bilingual(en=f"{site.en} – {name.en}", zh=f"{site.zh} – {name.zh}")


class FeedRow(Struct, frozen=True):
    """A feed on the page of all feeds: for each language, the address and name of each format."""

    anchor: str
    name: Markup
    cells: tuple[tuple[tuple[str, str, str], ...], ...]


class FeedLinks:
    """The site's feeds, for templates and heads."""

    def __init__(self, plan: Plan, site_name: str) -> None:
        """Look up what pages will ask for.

        Args:
            plan: the site; without a page of feeds it has none.
            site_name: plain text, both languages.
        """
        self._feeds: dict[tuple[str, str], Feed] = {(feed.kind, feed.slug): feed for feed in plan.feeds}
        self._series = series_of(plan.corpus.digests) if plan.feeds else {}
        self._site = halves(site_name)
        self._heads: dict[tuple[str, str], str] = {}

    def head(self, root: str, *keys: tuple[str, str]) -> str:
        """Links in a page's head by which feed readers find feeds.

        Args:
            root: the way from the page to the site's root.
            *keys: kind and slug of each feed.

        Returns:
            HTML. The theme's script loads a sitemap for whatever is `rel=alternate` and nothing else;
            as one word of two that means the same to feed readers, and nothing to the script.
        """
        return "".join(map(self._head_of, keys)).replace(ROOT, root)

    def _head_of(self, key: tuple[str, str]) -> str:
        """Links to one feed, with `ROOT` in them; made once."""
        if key not in self._heads:
            feed = self._feeds.get(key)
            self._heads[key] = (
                ""
                if feed is None
                else "".join(
                    f'<link rel="alternate feed" type="{FORMATS[suffix]}" '
                    f'title="{html.escape(self._label(feed, view))}" href="{ROOT}{feed.url(view, suffix)}">'
                    for suffix in FORMATS
                    for view in VIEWS
                )
            )
        return self._heads[key]

    def of_digest(self, digest: Digest) -> tuple[str, str]:
        """Kind and slug of the feed that tells of a digest."""
        key = ("series", slug(self._series.get(digest.id, "")))
        return key if key in self._feeds else ("digests", "")

    def anchor(self, kind: str, name: str = "") -> str:
        """Where the page of all feeds names a feed, as the end of its address; "" where it does not."""
        feed = self._feeds.get((kind, name))
        return f"#{feed.anchor}" if feed else ""

    def groups(self) -> Iterator[tuple[Markup, list[FeedRow]]]:
        """Headings and feeds of the page of all feeds."""
        by_heading: dict[str, list[FeedRow]] = {}
        headings = {"papers": "feeds_site", "digests": "feeds_site", "series": "feeds_series"}
        for feed in self._feeds.values():
            by_heading.setdefault(headings.get(feed.kind, "topics"), []).append(_row(feed))
        yield from ((spans(words(heading)), rows) for heading, rows in by_heading.items())

    def _label(self, feed: Feed, view: View) -> str:
        title = feed_title(feed, self._site)
        return plain_both(title) if view == "both" else title.any(view)


def _row(feed: Feed) -> FeedRow:
    cells = tuple(
        tuple((feed.url(view, suffix), FORMAT_NAMES[suffix], FORMATS[suffix]) for suffix in FORMATS)
        for view in VIEWS
    )
    return FeedRow(feed.anchor, spans(feed_name(feed)), cells)


def opml_links() -> Sequence[tuple[str, Markup]]:
    """The lists of feeds: address relative to the site's root, and name."""
    lists = [(f"feeds/{view}.opml", spans(words(f"feeds_in_{view}"))) for view in VIEWS]
    return [*lists, ("feeds/all.opml", spans(words("feeds_all")))]
