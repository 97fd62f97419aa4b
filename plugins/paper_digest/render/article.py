"""What rendering makes of a page."""

from __future__ import annotations

from msgspec import Struct

from paper_digest.model import Bilingual


class Article(Struct, frozen=True):
    """A page ready to be put into the site's shell.

    Attributes:
        title: plain text, not escaped.
        description: plain text, not escaped, for `meta name=description`; "" for none.
        content: HTML of the article, with its `h1`.
        head: HTML for the page's head.
    """

    title: Bilingual
    description: str
    content: str
    head: str
