"""What rendering makes of a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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


class PageError(Exception):
    """A page cannot be rendered, such as for an error in a project's own template. Says which, and why."""


@contextmanager
def named_in_errors(uri: str) -> Iterator[None]:
    """Name a page in whatever goes wrong while it is rendered.

    Args:
        uri: the page's source path.

    Raises:
        PageError: something went wrong.
    """
    try:
        yield
    except PageError:
        raise
    except Exception as error:
        raise PageError(f"Error building page {uri!r}: {error!r}") from error
