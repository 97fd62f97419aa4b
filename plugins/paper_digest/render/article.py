"""What rendering makes of a page."""

from __future__ import annotations

from dataclasses import dataclass

from paper_digest.model import Bilingual


@dataclass(frozen=True, slots=True)
class Article:
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
