"""Atom 1.0 (https://www.rfc-editor.org/rfc/rfc4287) and OPML 2.0 (https://opml.org/spec2.opml)."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Sequence

from paper_digest.feeds import FORMATS
from paper_digest.model import Date, Month
from paper_digest.outputs.feeds.channel import Channel
from paper_digest.outputs.feeds.entries import Entry

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
# What XML 1.0 does not allow, https://www.w3.org/TR/xml/#charsets; no escape makes it well-formed.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = dt.date(1970, 1, 1)


def atom_entry(entry: Entry) -> str:
    """An entry as XML."""
    parts = [
        _element("id", entry.url),
        _element("title", entry.title),
        _element("link", rel="alternate", type="text/html", href=entry.url),
        _element("link", rel="related", href=entry.source) if entry.source else "",
        _element("published", _moment(entry.published)) if _is_day(entry.published) else "",
        # Atom insists on a moment; an entry without a date is older than any other.
        _element("updated", _moment(entry.updated)),
        *(_author(name) for name in entry.authors),
        *(_element("category", term=slug, label=name) for slug, name in entry.topics),
        _element("content", entry.content, type="html"),
    ]
    return f"{_open('entry', **_lang(entry.language))}{''.join(parts)}</entry>"


def atom_feed(channel: Channel, entries: Iterable[str]) -> str:
    """A feed.

    Args:
        channel: what it is.
        entries: its entries as XML.
    """
    parts = [
        _DECLARATION,
        _open("feed", xmlns="http://www.w3.org/2005/Atom", **_lang(channel.language)),
        _element("id", channel.feed_url),
        _element("title", channel.title),
        _element("link", rel="self", type=FORMATS["xml"], href=channel.feed_url),
        _element("link", rel="alternate", type="text/html", href=channel.page_url),
        _element("updated", _moment(channel.updated)),
        _author(channel.site),
        _element("generator", "Paper Digest"),
        *entries,
        "</feed>\n",
    ]
    return _FORBIDDEN.sub("\ufffd", "\n".join(parts))


def opml(title: str, groups: Sequence[tuple[str, Sequence[Channel]]]) -> str:
    """A list of feeds to subscribe to.

    Args:
        title: of the list.
        groups: feeds, under headings; a lone group has none.
    """
    lines = [_DECLARATION, _open("opml", version="2.0"), f"<head>{_element('title', title)}</head>", "<body>"]
    for heading, channels in groups:
        outlines = [_outline(channel) for channel in channels]
        lines += [_open("outline", text=heading), *outlines, "</outline>"] if len(groups) > 1 else outlines
    return _FORBIDDEN.sub("\ufffd", "\n".join([*lines, "</body>", "</opml>\n"]))


def _outline(channel: Channel) -> str:
    language = {"language": channel.language} if channel.language else {}
    urls = {"xmlUrl": channel.feed_url, "htmlUrl": channel.page_url}
    return _element("outline", type="rss", text=channel.title, title=channel.title, **urls, **language)


def _author(name: str) -> str:
    return f"<author>{_element('name', name)}</author>"


def _lang(language: str) -> dict[str, str]:
    return {"xml:lang": language} if language else {}


def _open(tag: str, /, **attributes: str) -> str:
    named = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{named}>"


def _element(tag: str, text: str = "", /, **attributes: str) -> str:
    return f"{_open(tag, **attributes)}{html.escape(text, quote=False)}</{tag}>"


def _is_day(date: Date | None) -> bool:
    """Whether a date can be told as a moment without making up its day."""
    return date is not None and not isinstance(date, Month)


def _moment(date: Date | None) -> str:
    """The first moment of a date, or of all time."""
    day = date.first if isinstance(date, Month) else date or _EPOCH
    return f"{day.isoformat()}T00:00:00Z"
