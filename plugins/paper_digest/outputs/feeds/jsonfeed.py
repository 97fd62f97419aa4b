"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from collections.abc import Iterable

from paper_digest import jsontext
from paper_digest.model import Date, Month
from paper_digest.outputs.feeds.channel import Channel
from paper_digest.outputs.feeds.entries import Entry

VERSION = "https://jsonfeed.org/version/1.1"


def json_item(entry: Entry) -> str:
    """An entry as JSON."""
    return jsontext.compact(
        {
            "id": entry.url,
            "url": entry.url,
            "external_url": entry.source,
            "title": entry.title,
            "content_html": entry.content,
            "date_published": _moment(entry.published),
            "date_modified": _moment(entry.updated),
            "authors": [{"name": name} for name in entry.authors],
            "tags": [name for _, name in entry.topics],
            "language": entry.language,
        }
    )


def json_feed(channel: Channel, items: Iterable[str]) -> str:
    """A feed, an entry a line.

    Args:
        channel: what it is.
        items: its entries as JSON.
    """
    head = jsontext.compact(
        {
            "version": VERSION,
            "title": channel.title,
            "home_page_url": channel.page_url,
            "feed_url": channel.feed_url,
            "language": channel.language,
            "authors": [{"name": channel.site}],
        }
    )
    lines = ",\n".join(items)
    return f'{head[:-1]},"items":[\n{lines}\n]}}\n'


def _moment(date: Date | None) -> str:
    """The first moment of a day; "" for a month, which has none that could be told."""
    return f"{date.isoformat()}T00:00:00Z" if date and not isinstance(date, Month) else ""
