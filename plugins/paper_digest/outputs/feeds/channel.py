"""What a feed says of itself, whatever the format."""

from __future__ import annotations

from msgspec import Struct

from paper_digest.model import Date


class Channel(Struct, frozen=True):
    """A feed in one view and one format.

    Attributes:
        title: plain text.
        site: the site's name, plain text.
        language: as in HTML; "" for both.
        page_url: full address of the page that shows the same.
        feed_url: full address of the feed itself.
        updated: date of the newest entry; None where none has a date.
    """

    title: str
    site: str
    language: str
    page_url: str
    feed_url: str
    updated: Date | None
