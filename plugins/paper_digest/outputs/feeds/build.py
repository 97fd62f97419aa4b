"""From the plan to the files of all feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from paper_digest.feeds import VIEWS, Feed, View
from paper_digest.outputs.feeds.atom import atom_entry, atom_feed, opml
from paper_digest.outputs.feeds.channel import Channel
from paper_digest.outputs.feeds.entries import Entries, Entry, in_view, said
from paper_digest.outputs.feeds.jsonfeed import json_feed, json_item
from paper_digest.render.feeds import feed_page, feed_title
from paper_digest.render.pages import Renderer
from paper_digest.render.words import LANG, halves, words

_WRITERS: Mapping[str, tuple[Callable[[Entry], str], Callable[[Channel, list[str]], str]]] = {
    "xml": (atom_entry, atom_feed),
    "json": (json_item, json_feed),
}


def feed_files(renderer: Renderer) -> Iterator[tuple[str, Callable[[], str]]]:
    """All feeds, and the lists of them.

    Args:
        renderer: of the site's plan; a site without an address has no feeds.

    Yields:
        Path relative to the site's root, and what makes the file's text.
    """
    press = _Press(renderer)
    for feed in renderer.plan.feeds:
        for view in VIEWS:
            for suffix in _WRITERS:
                yield feed.path(view, suffix), partial(press.file, feed, view, suffix)
    if renderer.plan.feeds:
        for view in VIEWS:
            yield f"feeds/{view}.opml", partial(press.opml, (view,))
        yield "feeds/all.opml", partial(press.opml, VIEWS)


class _Press:
    """Writes feeds; keeps entries that several hold."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._entries = Entries(renderer.plan, renderer.absolute)
        self._written: dict[tuple[str, str, View], Mapping[str, str]] = {}
        self._site = halves(renderer.options.site_name)

    def file(self, feed: Feed, view: View, suffix: str) -> str:
        """The text of a feed."""
        _, write = _WRITERS[suffix]
        return write(self._channel(feed, view, suffix), [one[suffix] for one in self._held(feed, view)])

    def opml(self, views: tuple[View, ...]) -> str:
        """The text of the list of all feeds in some views."""
        groups = [
            (
                said(words(f"feeds_in_{view}"), view),
                [self._channel(feed, view, "xml") for feed in self._renderer.plan.feeds],
            )
            for view in views
        ]
        return opml(said(self._site, views[0] if len(views) == 1 else "both"), groups)

    def _held(self, feed: Feed, view: View) -> Iterator[Mapping[str, str]]:
        """The entries of a feed, each in all formats."""
        for paper in feed.papers:
            key = ("paper", paper.id, view)
            if key not in self._written:
                self._written[key] = _in_all_formats(self._entries.paper(paper, view), view)
            yield self._written[key]
        for digest in feed.digests:
            key = ("digest", digest.id, view)
            if key not in self._written:
                self._written[key] = _in_all_formats(self._entries.digest(digest, view), view)
            yield self._written[key]

    def _channel(self, feed: Feed, view: View, suffix: str) -> Channel:
        address = self._renderer.options.site_url
        days = [self._entries.updated(p) for p in feed.papers] + [d.first_day for d in feed.digests]
        return Channel(
            title=said(feed_title(feed, self._site), view),
            site=said(self._site, view),
            language=_lang(view),
            page_url=in_view(self._renderer.absolute(feed_page(feed)), view),
            feed_url=address + feed.url(view, suffix),
            updated=max((day for day in days if day), default=None),
        )


def _in_all_formats(entry: Entry, view: View) -> Mapping[str, str]:
    """An entry as text, without a language that its feed says already."""
    if entry.language == _lang(view):
        entry = replace(entry, language="")
    return {suffix: one(entry) for suffix, (one, _) in _WRITERS.items()}


def _lang(view: View) -> str:
    return "" if view == "both" else LANG[view]
