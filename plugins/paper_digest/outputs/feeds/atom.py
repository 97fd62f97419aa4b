"""Atom 1.0 (https://www.rfc-editor.org/rfc/rfc4287) and OPML 2.0 (https://opml.org/spec2.opml)."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Sequence

from paper_digest.feeds import FORMATS
from paper_digest.outputs.feeds.channel import Channel
from paper_digest.outputs.feeds.entries import Entry

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_END = "</feed>"
# All that XML 1.0 allows, https://www.w3.org/TR/xml/#charsets; no escape makes the rest well-formed.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = dt.date(1970, 1, 1)


def atom_entry(entry: Entry) -> str:
    """An entry as XML."""
    element = etree.Element("entry", {_LANG: entry.language} if entry.language else {})
    _add(element, "id", entry.url)
    _add(element, "title", entry.title)
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.source:
        _add(element, "link", rel="related", href=entry.source)
    if entry.published:
        _add(element, "published", _moment(entry.published))
    # Atom insists on a moment; an entry without a date is older than any other.
    _add(element, "updated", _moment(entry.updated or _EPOCH))
    for name in entry.authors:
        _add(_add(element, "author"), "name", name)
    for slug, name in entry.topics:
        _add(element, "category", term=slug, label=name)
    _add(element, "content", entry.content, type="html")
    return _text(element)


def atom_feed(channel: Channel, entries: Iterable[str]) -> str:
    """A feed.

    Args:
        channel: what it is.
        entries: its entries as XML.
    """
    root = etree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    if channel.language:
        root.set(_LANG, channel.language)
    _add(root, "id", channel.feed_url)
    _add(root, "title", channel.title)
    _add(root, "link", rel="self", type=FORMATS["xml"], href=channel.feed_url)
    _add(root, "link", rel="alternate", type="text/html", href=channel.page_url)
    _add(root, "updated", _moment(channel.updated or _EPOCH))
    _add(_add(root, "author"), "name", channel.site)
    _add(root, "generator", "Paper Digest")
    head = _text(root).removesuffix(_END)
    return "\n".join([_DECLARATION + head, *entries, f"{_END}\n"])


def opml(title: str, groups: Sequence[tuple[str, Sequence[Channel]]]) -> str:
    """A list of feeds to subscribe to.

    Args:
        title: of the list.
        groups: feeds, under headings; a lone group has none.
    """
    root = etree.Element("opml", version="2.0")
    _add(_add(root, "head"), "title", title)
    body = _add(root, "body")
    for heading, channels in groups:
        parent = _add(body, "outline", text=heading) if len(groups) > 1 else body
        for one in channels:
            language = {"language": one.language} if one.language else {}
            urls = {"xmlUrl": one.feed_url, "htmlUrl": one.page_url}
            _add(parent, "outline", type="rss", text=one.title, title=one.title, **urls, **language)
    etree.indent(root, "")
    return f"{_DECLARATION}{_text(root)}\n"


def _add(parent: etree.Element, tag: str, text: str = "", /, **attributes: str) -> etree.Element:
    allowed = {name: _FORBIDDEN.sub("\ufffd", value) for name, value in attributes.items()}
    element = etree.SubElement(parent, tag, allowed)
    element.text = _FORBIDDEN.sub("\ufffd", text) or None
    return element


def _text(element: etree.Element) -> str:
    return etree.tostring(element, encoding="unicode")


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
